//! Who does what: by practice, by person, by role, as files, and changed in a draft. Without script.

use axum::http::StatusCode;

use crate::house::{House, words};

#[tokio::test]
async fn who_does_what_is_shown_by_practice_by_person_and_by_role() {
    let house = House::sample().await;
    let mut sofia = house.browser("sofia-marin").await;
    let matrix = sofia.page("/who/incident-management").await;
    assert!(matrix.contains("Who does what, by person") && matrix.contains("/who/incident-management/export/xlsx"));
    let people = sofia.page("/who/incident-management/people").await;
    assert!(people.contains("Maya Okafor") && people.contains("Resolve an incident"), "{}", words(&people));
    let maya = sofia.page("/who/person/maya-okafor").await;
    assert!(maya.contains("Incident Management") && maya.contains("Service Desk Analyst"), "{}", words(&maya));
    let role = sofia.page("/who/role/incident-manager").await;
    assert!(role.contains("class=\"rolemap\"") && role.contains("escalates to"), "{}", words(&role));
    assert!(role.contains("is appointed by") && role.contains("proved by") && !role.contains("style="));
    let roles = sofia.page("/who/roles?facing=front").await;
    assert!(roles.contains("Service Desk Analyst") && !roles.contains(">Problem Manager<"), "{}", words(&roles));
    let bad = sofia.get("/who/incident-management?at=31-31-31").await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bad.body.contains("is no time; write"), "{}", words(&bad.body));
    let site = std::sync::Arc::clone(house.engine.site());
    let practices = site.practices.iter().flat_map(|it| ["", "/people"].map(|tail| format!("/who/{}{tail}", it.key)));
    let mut heavy = Vec::new();
    for path in practices.chain(site.roles.iter().map(|it| format!("/who/role/{}", it.key))) {
        let page = sofia.page(&path).await;
        if page.len() > 60 * 1024 {
            heavy.push(format!("{path} weighs {}", page.len()));
        }
    }
    assert_eq!(heavy, Vec::<String>::new());
    let mut ingrid = house.browser("ingrid-solheim").await;
    for path in
        ["/who/roles", "/who/role/user", "/who/incident-management/export/csv", "/who/incident-management/draft"]
    {
        assert_eq!(ingrid.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn the_matrix_leaves_as_files() {
    let house = House::sample().await;
    let mut sofia = house.browser("sofia-marin").await;
    let csv = sofia.get("/who/incident-management/export/csv").await;
    assert_eq!(csv.status, StatusCode::OK);
    assert!(csv.body.starts_with("\"Group\",\"Activity\",\"Key\",\"Incident Manager\""), "{}", &csv.body[..80]);
    assert!(csv.body.contains("\"incident:resolve\""));
    let xlsx = sofia.get("/who/incident-management/export/xlsx?at=2026-01-01").await;
    assert_eq!(xlsx.status, StatusCode::OK);
    assert!(xlsx.body.starts_with("PK"));
    assert_eq!(sofia.get("/who/incident-management/export/pdf").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_row_is_changed_in_a_draft_and_published_by_another() {
    let house = House::sample().await;
    let mut sofia = house.browser("sofia-marin").await;
    let path = "/who/incident-management/draft";
    let none = sofia.page(path).await;
    assert!(none.contains("No draft is open") && none.contains("Draft a change"), "{}", words(&none));
    assert_eq!(sofia.fill(&none, path, &[]).await.status, StatusCode::SEE_OTHER);
    let form = sofia.page(&format!("{path}?row=incident:close&role=itsm-consultant")).await;
    let change = [("row", "incident:close"), ("role", "itsm-consultant"), ("letters", "R")];
    let done = sofia.fill(&form, path, &change).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", words(&done.body));
    let draft = sofia.page(path).await;
    assert!(draft.contains("Will do it: Nadia Reyes") && draft.contains("Incidents open:"), "{}", words(&draft));
    assert!(draft.contains("activity.&quot;incident:close&quot;"), "{}", words(&draft));

    let form = sofia.page(&format!("{path}?row=incident:close&role=incident-manager")).await;
    let bare =
        sofia.fill(&form, path, &[("row", "incident:close"), ("role", "incident-manager"), ("letters", "")]).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(words(&bare.body).contains("with nobody who answers for it"), "{}", words(&bare.body));

    let number = draft.split("/MTX-").nth(1).and_then(|it| it.split(['/', '"']).next()).unwrap();
    let (submit, publish) = (format!("/MTX-{number}/submit"), format!("/MTX-{number}/publish"));
    let form = sofia.page(&submit).await;
    assert_eq!(sofia.fill(&form, &submit, &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(sofia.get(&publish).await.status, StatusCode::FORBIDDEN);
    let mut margit = house.browser("margit-olsen").await;
    let form = margit.page(&publish).await;
    let done = margit.fill(&form, &publish, &[("decision", "Agreed.")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", words(&done.body));
    let csv = sofia.get("/who/incident-management/export/csv").await.body;
    assert!(csv.lines().next().unwrap().contains("ITSM Consultant"), "{csv}");
    let history = sofia.page("/who/incident-management/history").await;
    assert!(history.contains("Version 1") && history.contains("Agreed."), "{}", words(&history));
    let earlier = sofia.get("/who/incident-management/export/csv?at=2020-01-01").await.body;
    assert!(!earlier.lines().next().unwrap().contains("ITSM Consultant"));
}
