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

#[tokio::test]
async fn a_user_searches_from_the_portal_and_finds_their_own() {
    let house = House::sample().await;
    let mut ingrid = house.browser("ingrid-solheim").await;
    let portal = ingrid.page("/portal").await;
    assert!(portal.contains("action=\"/search\""), "{}", words(&portal));
    let found = ingrid.page("/search?q=payslips").await;
    assert!(found.contains("/INC-20418"), "{}", words(&found));
    let nothing = ingrid.page("/search?q=gothenburg").await;
    assert!(!nothing.contains("INC-20431"), "{}", words(&nothing));
}

#[tokio::test]
async fn a_user_reports_trouble_and_adds_a_picture_of_it() {
    let house = House::sample().await;
    let mut ingrid = house.browser("ingrid-solheim").await;
    let form = ingrid.page("/new/incident/report").await;
    let fields = [("title", "Till 4 is stuck"), ("description", "Look."), ("impact", "person"), ("urgency", "low")];
    let done = ingrid.fill(&form, "/new/incident/report", &fields).await;
    let record = done.to.unwrap_or_else(|| panic!("{}", words(&done.body)));
    let place = format!("{record}/attach");
    assert!(ingrid.page(&place).await.contains("type=\"file\""));
    let body = format!(
        "--xx\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{}\r\n--xx\r\nContent-Disposition: form-data; name=\"files\"; filename=\"till.png\"\r\nContent-Type: image/png\r\n\r\nPNG\r\n--xx--\r\n",
        ingrid.csrf()
    );
    let request = ingrid.request("POST", &place).header("sec-fetch-site", "same-origin");
    let request = request.header("content-type", "multipart/form-data; boundary=xx");
    let sent = ingrid.asked(request.body(axum::body::Body::from(body)).unwrap()).await;
    assert_eq!(sent.to.as_deref(), Some(record.as_str()), "{}", words(&sent.body));
    let page = ingrid.page(&record).await;
    assert!(page.contains("till.png") && page.contains("href=\"/files/"), "{}", words(&page));
}

#[tokio::test]
async fn an_analyst_logs_takes_and_cancels() {
    let house = House::sample().await;
    let mut maya = house.browser("maya-okafor").await;
    let mut records = Vec::new();
    for title in ["The printer hums", "Never mind"] {
        let form = maya.page("/new/incident/log").await;
        let fields = [("title", title), ("caller", "Ingrid Solheim"), ("impact", "person"), ("urgency", "low")];
        let done = maya.fill(&form, "/new/incident/log", &fields).await;
        records.push(done.to.unwrap_or_else(|| panic!("{}", words(&done.body))));
    }
    let (taken, cancelled) = (&records[0], &records[1]);
    let place = format!("{taken}/take");
    let form = maya.page(&place).await;
    let done = maya.fill(&form, &place, &[]).await;
    assert_eq!(done.to.as_deref(), Some(taken.as_str()), "{}", words(&done.body));
    assert!(maya.page("/w/my-work").await.contains("The printer hums"));
    let place = format!("{cancelled}/cancel");
    let form = maya.page(&place).await;
    assert!(
        form.contains("It can&#39;t be opened again") || form.contains("It can't be opened again"),
        "{}",
        words(&form)
    );
    let empty = maya.fill(&form, &place, &[("resolution", ""), ("comment", "Good.")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", words(&empty.body));
    let done = maya.fill(&empty.body, &place, &[("resolution", "Not needed."), ("comment", "Good.")]).await;
    assert_eq!(done.to.as_deref(), Some(cancelled.as_str()), "{}", words(&done.body));
    assert!(maya.page(cancelled).await.contains("Cancelled"));
}

#[tokio::test]
async fn a_commander_sends_word_of_a_major_incident() {
    let house = House::sample().await;
    let mut jonas = house.browser("jonas-weber").await;
    let form = jonas.page("/MIN-107/update").await;
    let word = "The spare line holds; half of the tills take cards again.";
    let fields = [("updates", word), ("next_update_at", "2027-01-01T10:00"), ("comment", word)];
    let done = jonas.fill(&form, "/MIN-107/update", &fields).await;
    assert_eq!(done.to.as_deref(), Some("/MIN-107"), "{}", words(&done.body));
    let page = jonas.page("/MIN-107").await;
    assert!(page.contains("half of the tills take cards again"), "{}", words(&page));
}

#[tokio::test]
async fn a_large_practice_is_read_in_parts_and_nothing_is_left_out() {
    let house = House::sample().await;
    let mut sofia = house.browser("sofia-marin").await;
    let site = house.engine.site();
    let size = |of: &model::Practice| site.activities.iter().filter(|it| it.practice == of.ix).count();
    let largest = site.practices.iter().max_by_key(|it| size(it)).unwrap();
    let (mut place, mut rows, mut parts) = (Some(format!("/who/{}", largest.key)), 0, 0);
    while let Some(here) = place {
        let page = sofia.page(&here).await;
        assert!(page.len() < 60 * 1024, "{here} weighs {}", page.len());
        // Each part ends with a row of its own: how much each role carries.
        rows += page.matches("<th scope=\"row\">").count() - 1;
        parts += 1;
        let next = page.split("<a ").find(|it| it.contains("rel=\"next\""));
        place = next.and_then(|it| it.split("href=\"").nth(1)?.split('"').next()).map(|it| it.replace("&amp;", "&"));
    }
    assert_eq!(rows, size(largest));
    assert!(parts > 1, "{} is no longer large", largest.key);
}

#[tokio::test]
async fn only_what_others_changed_is_shown_as_changed_meanwhile() {
    let house = House::sample().await;
    let mut maya = house.browser("maya-okafor").await;
    let form = maya.page("/INC-20418/edit").await;
    let same = [("article_ref", "KB-96"), ("problem_ref", "PRB-412"), ("change_ref", "CHG-3107")];
    let fields = |place: &'static str| [same.as_slice(), &[("caller", "Ingrid Solheim"), ("place", place)]].concat();
    assert_eq!(maya.fill(&form, "/INC-20418/edit", &fields("Bergen")).await.status, StatusCode::SEE_OTHER);
    let second = form.replace("name=\"key\" value=\"", "name=\"key\" value=\"again-");
    let stale = maya.fill(&second, "/INC-20418/edit", &fields("Oslo")).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.body.contains("Bergen"), "{}", words(&stale.body));
    let table = stale.body.split("<tbody>").nth(1).and_then(|it| it.split("</tbody>").next()).unwrap();
    for untouched in ["another record", "KB-96", "PRB-412", "CHG-3107", "Ingrid"] {
        assert!(!table.contains(untouched), "{untouched}: {table}");
    }
}

#[tokio::test]
async fn a_filter_that_cannot_be_read_keeps_its_box_and_says_why() {
    let house = House::sample().await;
    let mut jonas = house.browser("jonas-weber").await;
    for path in ["/w/incident?q=-tag:vip", "/t/incident?q=-tag:vip"] {
        let answer = jonas.get(path).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert!(answer.body.contains("value=\"-tag:vip\""), "{path}: {}", words(&answer.body));
        assert!(answer.body.contains("is no field to filter by"), "{path}: {}", words(&answer.body));
    }
    let mine = jonas.page("/t/incident?q=status:open+role:accountable").await;
    assert!(mine.contains("INC-"), "he answers for incidents: {}", words(&mine));
    let ingrid = house.browser("ingrid-solheim").await.page("/t/incident?q=role:accountable").await;
    assert!(!ingrid.contains("/INC-"), "{}", words(&ingrid));
}

#[tokio::test]
async fn a_time_in_a_story_is_the_readers() {
    let house = House::sample().await;
    let mut maya = house.browser("maya-okafor").await;
    let form = maya.page("/INC-20418/hold").await;
    let past =
        maya.fill(&form, "/INC-20418/hold", &[("hold_reason", "supplier"), ("hold_until", "2020-01-01T09:00")]).await;
    assert_eq!(past.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(past.body.contains("That time has passed."), "{}", words(&past.body));
    let form = past.body.replace("name=\"key\" value=\"", "name=\"key\" value=\"again-");
    let done =
        maya.fill(&form, "/INC-20418/hold", &[("hold_reason", "supplier"), ("hold_until", "2030-01-01T09:00")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", words(&done.body));
    let page = maya.page("/INC-20418").await;
    assert!(page.contains("1 Jan 2030") && !page.contains("2030-01-01T"), "{}", words(&page));
}
