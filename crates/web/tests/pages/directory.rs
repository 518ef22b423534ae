//! People and teams are kept by whoever is appointed to, and looked up by everybody inside IT.

use axum::http::StatusCode;

use crate::house::{House, words};

#[tokio::test]
async fn the_programme_manager_adds_somebody_who_then_signs_in() {
    let house = House::sample().await;
    let mut henrik = house.browser("henrik-sund").await;
    let page = henrik.page("/people?q=henrik").await;
    assert!(page.contains("Henrik Sund") && !page.contains("Maya Okafor"), "{}", words(&page));
    let wrong = henrik.fill(&page, "/people", &[("name", ""), ("mail", "nowhere"), ("phone", "")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("write name@example.org"), "{}", words(&wrong.body));
    let added = henrik
        .fill(&page, "/people", &[("name", "Ada Lind"), ("mail", "ada.lind@nordhaven.example"), ("phone", "1")])
        .await;
    assert!(added.body.contains("/sign-in/link/"), "{}", words(&added.body));
    let again = henrik.fill(&page, "/people", &[("name", "Ada"), ("mail", "ada.lind@nordhaven.example")]).await;
    assert!(again.body.contains("belongs to somebody already"), "{}", words(&again.body));
    assert!(henrik.page("/people?q=ada+lind").await.contains("Ada Lind"));
}

#[tokio::test]
async fn a_team_is_changed_and_unknown_members_are_named() {
    let house = House::sample().await;
    let mut henrik = house.browser("henrik-sund").await;
    let form = henrik.page("/teams/new").await;
    let sent = [
        ("key", "night-shift"),
        ("name", "Night shift"),
        ("parent", "it"),
        ("line", "1"),
        ("members", "nobody-known\nmaya-okafor"),
    ];
    let wrong = henrik.fill(&form, "/teams/new", &sent).await;
    assert!(wrong.body.contains("`nobody-known`, which names nobody"), "{}", words(&wrong.body));
    let sent =
        [("key", "night-shift"), ("name", "Night shift"), ("parent", "it"), ("line", "1"), ("members", "maya-okafor")];
    let kept = henrik.fill(&form, "/teams/new", &sent).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", words(&kept.body));
    assert!(henrik.page("/teams/night-shift").await.contains("Maya Okafor"));
    assert!(henrik.page("/teams").await.contains("Night shift"));
    let twice = henrik.fill(&form, "/teams/new", &sent).await;
    assert!(twice.body.contains("belongs to another team"), "{}", words(&twice.body));
}

#[tokio::test]
async fn whoever_left_is_out_at_once_and_nobody_marks_themselves() {
    let house = House::sample().await;
    let mut henrik = house.browser("henrik-sund").await;
    let mut nils = house.browser("nils-berg").await;
    let list = henrik.page("/people?q=nils").await;
    let url =
        list.split("href=\"/people/").nth(1).and_then(|it| it.split('"').next()).map(|it| format!("/people/{it}"));
    let url = url.unwrap();
    let page = henrik.page(&url).await;
    assert!(page.contains("Service Desk Analyst"), "{}", words(&page));
    let left = henrik.fill(&page, &url, &[]).await;
    assert_eq!(left.status, StatusCode::SEE_OTHER, "{}", words(&left.body));
    assert_ne!(nils.get("/inbox").await.status, StatusCode::OK);
    let own = henrik.page("/people?q=henrik").await;
    let own = own.split("href=\"/people/").nth(1).and_then(|it| it.split('"').next()).unwrap().to_owned();
    assert!(!henrik.page(&format!("/people/{own}")).await.contains("Note that they have left"));
}

#[tokio::test]
async fn others_may_look_or_not_even_that() {
    let house = House::sample().await;
    let mut maya = house.browser("maya-okafor").await;
    let page = maya.page("/people").await;
    assert!(page.contains("Ingrid Solheim") && !page.contains("Somebody new"), "{}", words(&page));
    assert_eq!(maya.get("/teams/new").await.status, StatusCode::NOT_FOUND);
    let mut ingrid = house.browser("ingrid-solheim").await;
    for path in ["/people", "/teams", "/teams/service-desk"] {
        assert_eq!(ingrid.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}
