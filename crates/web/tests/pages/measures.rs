//! Figures on pages: drawn without script or inline style, said in a table too, each opening its rows.

use axum::http::StatusCode;

use crate::house::{House, words};

/// The address of the first link on a page that begins so.
fn first_link(page: &str, begin: &str) -> String {
    let (_, rest) =
        page.split_once(&format!("href=\"{begin}")).unwrap_or_else(|| panic!("no {begin}: {}", words(page)));
    format!("{begin}{}", rest.split('"').next().unwrap()).replace("&amp;", "&")
}

#[tokio::test]
async fn a_practice_shows_its_figures_beside_their_targets() {
    let house = House::sample().await;
    let mut sofia = house.browser("sofia-marin").await;
    let all = sofia.page("/measures").await;
    assert!(all.contains("/measures/incident-management"), "{}", words(&all));
    let page = sofia.page("/measures/incident-management").await;
    assert!(page.contains("at least 95 %") && page.contains("none set"), "{}", words(&page));
    for list in ["mine", "service"] {
        sofia.page(&format!("/measures?list={list}")).await;
    }
    assert_eq!(sofia.get("/measures/no-such-practice").await.status, StatusCode::NOT_FOUND);
    assert_eq!(sofia.get("/measures/incident-management/no-such").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_measure_is_drawn_and_said_and_opens_its_rows() {
    let house = House::sample().await;
    let mut sofia = house.browser("sofia-marin").await;
    let page = sofia.page("/measures/incident-management/mean-time-to-resolve?step=quarter&by=priority").await;
    assert!(page.contains("<svg class=\"plot\"") && page.contains("<table"), "{}", words(&page));
    assert!(!page.contains("style="), "inline style");
    let rows = sofia.page(&first_link(&page, "/t/incident?q=counted")).await;
    assert!(rows.contains("INC-"), "{}", words(&rows));
    let csv = sofia.page("/measures/incident-management/reopened").await;
    assert!(csv.contains("/api/measures/incident-management/reopened?format=csv"), "{}", words(&csv));
}

#[tokio::test]
async fn figures_of_somebody_else_are_refused_in_words() {
    let house = House::sample().await;
    let mut sofia = house.browser("sofia-marin").await;
    let answer = sofia.get("/measures/incident-management/reopened?person=maya-okafor").await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.body.contains("Ask for the team instead"), "{}", words(&answer.body));
    let mut maya = house.browser("maya-okafor").await;
    maya.page("/measures/incident-management/reopened?person=me").await;
}

#[tokio::test]
async fn a_review_fills_itself_with_the_figures_of_its_quarter() {
    let house = House::sample().await;
    let mut margit = house.browser("margit-olsen").await;
    let list = margit.page("/t/metric-review").await;
    let found = list.split("href=\"/MRV-").skip(1).filter_map(|it| it.split('"').next());
    let mut filled = 0;
    for number in found.collect::<Vec<_>>() {
        let page = margit.page(&format!("/MRV-{number}")).await;
        if page.contains("Figures of Q") && page.contains("/measures/incident-management/incidents-within-sla") {
            assert!(page.contains("at least 95 %"), "{}", words(&page));
            filled += 1;
        }
    }
    assert!(filled > 0, "{}", words(&list));
}

#[tokio::test]
async fn whoever_is_outside_finds_no_page_of_figures() {
    let house = House::sample().await;
    let mut user = house.browser("ingrid-solheim").await;
    assert_eq!(user.get("/measures").await.status, StatusCode::NOT_FOUND);
}
