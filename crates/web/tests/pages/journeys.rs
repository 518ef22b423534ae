//! What people do, with script off.

use axum::http::StatusCode;

use crate::house::{House, words};

#[tokio::test]
async fn somebody_signs_in_and_out() {
    let house = House::sample().await;
    let mut maya = house.browser("maya-okafor").await;
    let home = maya.page("/").await;
    assert!(home.contains("Maya Okafor"), "{}", words(&home));
    let out = maya.post("/sign-out", &[]).await;
    assert_eq!(out.to.as_deref(), Some("/sign-in"));
    assert_eq!(maya.get("/").await.to.as_deref(), Some("/sign-in"));
}

#[tokio::test]
async fn an_analyst_opens_the_queue_filters_and_sorts() {
    let house = House::sample().await;
    let mut maya = house.browser("maya-okafor").await;
    let queue = maya.page("/w/team").await;
    assert!(queue.contains("INC-20418"), "{}", words(&queue));
    assert!(queue.contains("Due") || queue.contains("Past due"));
    let chosen = maya.page("/w/team?sel=INC-20418").await;
    assert!(chosen.contains("<h1 id=\"t\">Payslips won't open after the July run</h1>"), "{}", words(&chosen));
    let filtered = maya.page("/w/incident?q=status%3Aopen+priority%3Ap1").await;
    assert!(filtered.contains("INC-20431") && !filtered.contains("INC-20418"), "{}", words(&filtered));
    maya.page("/w/incident?sort=-opened").await;
    let bad = maya.get("/w/incident?q=colour%3Ared").await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bad.body.contains("is no field to filter by"), "{}", words(&bad.body));
}

#[tokio::test]
async fn an_analyst_resolves_an_incident() {
    let house = House::sample().await;
    let mut maya = house.browser("maya-okafor").await;
    let record = maya.page("/INC-20418").await;
    assert!(record.contains("INC-20418/resolve"), "{}", words(&record));
    let form = maya.page("/INC-20418/resolve").await;
    let missing = maya.fill(&form, "/INC-20418/resolve", &[("resolution", ""), ("comment", "All well again?")]).await;
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", words(&missing.body));
    assert!(missing.body.contains("All well again?"), "{}", words(&missing.body));
    let done = maya
        .fill(
            &missing.body,
            "/INC-20418/resolve",
            &[("resolution", "The viewer reads both paths."), ("comment", "It works again.")],
        )
        .await;
    assert_eq!((done.status, done.to.as_deref()), (StatusCode::SEE_OTHER, Some("/INC-20418")), "{}", words(&done.body));
    let after = maya.page("/INC-20418").await;
    assert!(after.contains("Resolved") && after.contains("It works again."), "{}", words(&after));
}
