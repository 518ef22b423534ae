//! People with other roles, and what several of them do at once.

use axum::http::StatusCode;

use crate::house::{House, words};

#[tokio::test]
async fn a_user_reports_trouble_and_follows_it() {
    let house = House::sample().await;
    let mut ingrid = house.browser("ingrid-solheim").await;
    let home = ingrid.page("/").await;
    assert!(home.contains("How can we help?") && home.contains("Something is broken"), "{}", words(&home));
    let form = ingrid.page("/new/incident/report").await;
    let done = ingrid
        .fill(
            &form,
            "/new/incident/report",
            &[
                ("title", "The door won't open"),
                ("description", "Since this morning."),
                ("impact", "person"),
                ("urgency", "high"),
            ],
        )
        .await;
    let number = done.to.unwrap_or_else(|| panic!("{}", words(&done.body)));
    let mine = ingrid.page(&number).await;
    assert!(mine.contains("The door won't open"), "{}", words(&mine));
    assert!(!mine.contains("Internal note"), "a user writes no inner notes");
    assert!(ingrid.page("/").await.contains("The door won't open"));
    assert_eq!(ingrid.get("/who/incident-management").await.status, StatusCode::NOT_FOUND);
    let other = ingrid.get("/INC-20431").await;
    assert_eq!(other.status, StatusCode::NOT_FOUND, "{}", words(&other.body));
}

#[tokio::test]
async fn an_inner_note_stays_inside() {
    let house = House::sample().await;
    let mut maya = house.browser("maya-okafor").await;
    let page = maya.page("/INC-20418").await;
    let done =
        maya.fill(&page, "/INC-20418/say", &[("to", "note"), ("body", "Between us: the **viewer** is old.")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", words(&done.body));
    assert!(maya.page("/INC-20418").await.contains("<strong>viewer</strong>"));
    let mut ingrid = house.browser("ingrid-solheim").await;
    let hers = ingrid.page("/INC-20418").await;
    assert!(!hers.contains("Between us") && !hers.contains("connector 4.2 files payslips"), "{}", words(&hers));
}

#[tokio::test]
async fn an_incident_is_held_resumed_handed_over_and_escalated() {
    let house = House::sample().await;
    let mut maya = house.browser("maya-okafor").await;
    let page = maya.page("/INC-20418").await;
    let held =
        maya.fill(&page, "/INC-20418/say", &[("to", "reply"), ("body", "Which month was it?"), ("then", "wait")]).await;
    assert_eq!(held.status, StatusCode::SEE_OTHER, "{}", words(&held.body));
    let page = maya.page("/INC-20418").await;
    assert!(page.contains("On hold") && page.contains("Which month was it?"), "{}", words(&page));
    let resumed = maya.fill(&page, "/INC-20418/resume", &[]).await;
    assert_eq!(resumed.status, StatusCode::SEE_OTHER, "{}", words(&resumed.body));
    let form = maya.page("/INC-20418/hand-over").await;
    let over = maya
        .fill(&form, "/INC-20418/hand-over", &[("assigned_team", "service-desk"), ("assignee", "Aisha Karim")])
        .await;
    assert_eq!(over.status, StatusCode::SEE_OTHER, "{}", words(&over.body));
    assert!(maya.page("/INC-20418").await.contains("Aisha Karim"));
    let form = maya.page("/INC-20418/escalate").await;
    let up = maya
        .fill(
            &form,
            "/INC-20418/escalate",
            &[("assigned_team", "payroll-apps"), ("steps_tried", "Looked at the viewer.")],
        )
        .await;
    assert_eq!(up.status, StatusCode::SEE_OTHER, "{}", words(&up.body));
    assert!(maya.page("/INC-20418").await.contains("Escalated"));
}

#[tokio::test]
async fn a_caller_reopens_what_is_still_broken() {
    let house = House::sample().await;
    let mut maya = house.browser("maya-okafor").await;
    let form = maya.page("/INC-20418/resolve").await;
    maya.fill(&form, "/INC-20418/resolve", &[("resolution", "Mended.")]).await;
    let mut ingrid = house.browser("ingrid-solheim").await;
    let page = ingrid.page("/INC-20418").await;
    assert!(page.contains("It works again") && page.contains("It is still broken"), "{}", words(&page));
    let form = ingrid.page("/INC-20418/reopen").await;
    let done = ingrid.fill(&form, "/INC-20418/reopen", &[("comment", "The July one is still missing.")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", words(&done.body));
    assert!(maya.page("/INC-20418").await.contains("The July one is still missing."));
}

#[tokio::test]
async fn a_why_page_says_who_decides() {
    let house = House::sample().await;
    let mut maya = house.browser("maya-okafor").await;
    let form = maya.page("/INC-20418/resolve").await;
    maya.fill(&form, "/INC-20418/resolve", &[("resolution", "Mended.")]).await;
    let why = maya.page("/INC-20418/why/close").await;
    assert!(why.contains("You can’t close") && why.contains("Another person has to do this"), "{}", words(&why));
    let refused = maya.get("/INC-20418/close").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.body.contains("Who decides now"), "{}", words(&refused.body));
    let forced = maya.post("/INC-20418/close", &[]).await;
    assert_eq!(forced.status, StatusCode::FORBIDDEN, "{}", words(&forced.body));
}

#[tokio::test]
async fn a_stale_form_keeps_what_was_typed() {
    let house = House::sample().await;
    let mut maya = house.browser("maya-okafor").await;
    let (page, form) = (maya.page("/INC-20418").await, maya.page("/INC-20418/resolve").await);
    let edit = maya.page("/INC-20418/edit").await;
    let mut aisha = house.browser("aisha-karim").await;
    let hers = aisha.page("/INC-20418").await;
    aisha.fill(&hers, "/INC-20418/say", &[("to", "note"), ("body", "I have just rung them.")]).await;
    let stale = maya
        .fill(&form, "/INC-20418/resolve", &[("resolution", "My long text."), ("comment", "My long message.")])
        .await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    for kept in ["My long text.", "My long message.", "It changed while you were writing"] {
        assert!(stale.body.contains(kept), "{kept}: {}", words(&stale.body));
    }
    let reply = maya.fill(&page, "/INC-20418/say", &[("to", "reply"), ("body", "My long reply.")]).await;
    assert_eq!(reply.status, StatusCode::CONFLICT, "{}", words(&reply.body));
    assert!(
        reply.body.contains("My long reply.") && reply.body.contains("I have just rung them."),
        "{}",
        words(&reply.body)
    );
    let sent = maya.fill(&reply.body, "/INC-20418/say", &[("to", "reply"), ("body", "My long reply.")]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", words(&sent.body));
    let edited = maya.fill(&edit, "/INC-20418/edit", &[("title", "Another title")]).await;
    assert_eq!(edited.status, StatusCode::CONFLICT);
    assert!(
        edited.body.contains("Another title") && edited.body.contains("Payslips won't open"),
        "{}",
        words(&edited.body)
    );
    let saved =
        maya.fill(&edited.body, "/INC-20418/edit", &[("title", "Another title"), ("caller", "Ingrid Solheim")]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", words(&saved.body));
    assert!(maya.page("/INC-20418").await.contains("Another title"));
}

#[tokio::test]
async fn sending_twice_is_sending_once() {
    let house = House::sample().await;
    let mut maya = house.browser("maya-okafor").await;
    let form = maya.page("/new/incident/log").await;
    let fields = [("title", "Only one of me"), ("caller", "Ingrid Solheim")];
    let first = maya.fill(&form, "/new/incident/log", &fields).await;
    let second = maya.fill(&form, "/new/incident/log", &fields).await;
    assert_eq!(first.to, second.to);
    let list = maya.page("/t/incident?q=title:%22Only+one+of+me%22").await;
    assert_eq!(
        list.matches("Only one of me</a>").count() + list.matches("Only one of me <small").count(),
        1,
        "{}",
        words(&list)
    );
}

#[tokio::test]
async fn several_are_taken_at_once_and_what_was_not_is_said() {
    let house = House::sample().await;
    let mut maya = house.browser("maya-okafor").await;
    let done = maya
        .post("/bulk?back=%2Fw%2Fteam", &[("move", "take"), ("id", "INC-20418"), ("id", "INC-999999"), ("key", "k1")])
        .await;
    assert_eq!(done.status, StatusCode::OK);
    assert!(done.body.contains("0 of 2 done"), "{}", words(&done.body));
    let asked = maya.post("/bulk?back=%2Fw%2Fteam", &[("move", "hand-over"), ("id", "INC-20418")]).await;
    let over = maya.fill(&asked.body, "/bulk", &[("assigned_team", "service-desk"), ("assignee", "Nils Berg")]).await;
    assert_eq!(over.to.as_deref(), Some("/w/team"), "{}", words(&over.body));
    assert!(maya.page("/INC-20418").await.contains("Nils Berg"));
}

#[tokio::test]
async fn searching_finds_words_and_numbers() {
    let house = House::sample().await;
    let mut maya = house.browser("maya-okafor").await;
    assert_eq!(maya.get("/search?q=inc-20418").await.to.as_deref(), Some("/INC-20418"));
    let found = maya.page("/search?q=payslips").await;
    assert!(found.contains("Payslips won't open"), "{}", words(&found));
    let palette = maya.page("/palette?q=resolve&on=INC-20418").await;
    assert!(palette.contains("/INC-20418/resolve"), "{palette}");
    let mut ingrid = house.browser("ingrid-solheim").await;
    assert!(!ingrid.page("/search?q=declined").await.contains("INC-20431"));
}

#[tokio::test]
async fn a_process_owner_sees_who_does_what_and_what_is_missing() {
    let house = House::sample().await;
    let mut sofia = house.browser("sofia-marin").await;
    let matrix = sofia.page("/who/incident-management").await;
    assert!(matrix.contains("Resolve an incident") && matrix.contains("Incident Manager"), "{}", words(&matrix));
    let findings = sofia.page("/who/findings").await;
    assert!(findings.contains("Nobody is"), "{}", words(&findings));
    sofia.page("/who/incident-management?at=2027-01-01").await;
    let home = sofia.page("/").await;
    assert!(home.contains("I answer for") && home.contains("Duties"), "{}", words(&home));
}

#[tokio::test]
async fn findings_show_their_record_its_owner_and_how_to_accept_the_risk() {
    let house = House::sample().await;
    house.engine.keep_findings().await.unwrap();
    let mut henrik = house.browser("henrik-sund").await;
    let page = henrik.page("/who/findings").await;
    assert!(page.contains("FND-") && page.contains("Ask to accept the risk"), "{}", words(&page));
    assert!(!page.contains(" for , "), "every scope is named: {}", words(&page));
    let ingrid = house.browser("ingrid-solheim").await.get("/who/findings").await;
    assert_eq!(ingrid.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn who_answers_is_asked_on_a_page_and_in_the_palette() {
    let house = House::sample().await;
    let mut maya = house.browser("maya-okafor").await;
    let page = maya.page("/who/answers?q=who+resolves+payroll+incidents&at=2026-12-24T03%3A00").await;
    assert!(
        page.contains("Understood:") && page.contains("Answers for it") && page.contains("APP-"),
        "{}",
        words(&page)
    );
    let lost = maya.page("/who/answers?q=water+the+plants").await;
    assert!(lost.contains("No activity was recognised"), "{}", words(&lost));
    let palette = maya.page("/palette?q=who+resolves+payroll+incidents").await;
    assert!(palette.contains("/who/answers?q="), "{palette}");
    let outside = house.browser("ingrid-solheim").await.get("/who/answers").await;
    assert_eq!(outside.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_if_shows_what_would_open_and_writes_nothing() {
    let house = House::sample().await;
    let mut henrik = house.browser("henrik-sund").await;
    let page = henrik.page("/who/what-if?what=leave&named=jonas-weber").await;
    assert!(page.contains("Findings that open") && page.contains("Jonas Weber leaves"), "{}", words(&page));
    let nobody = henrik.page("/who/what-if?what=leave&named=nobody-at-all").await;
    assert!(nobody.contains("names nobody"), "{}", words(&nobody));
    let directory = house.engine.directory().await.unwrap();
    assert!(directory.roster.is_active(directory.find_person("jonas-weber").unwrap()));
}

#[tokio::test]
async fn own_settings_are_kept() {
    let house = House::sample().await;
    let mut maya = house.browser("maya-okafor").await;
    let profile = maya.page("/profile").await;
    maya.fill(
        &profile,
        "/profile",
        &[("theme", "dark"), ("density", "compact"), ("keys", "off"), ("zone", "Europe/Oslo")],
    )
    .await;
    let page = maya.page("/profile").await;
    assert!(
        page.contains("data-theme=\"dark\"")
            && page.contains("data-density=\"compact\"")
            && page.contains("data-keys=\"off\"")
    );
    let short = maya.post("/profile/password", &[("password", "short"), ("again", "short")]).await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    let set =
        maya.post("/profile/password", &[("password", "three plain words"), ("again", "three plain words")]).await;
    assert_eq!(set.status, StatusCode::SEE_OTHER, "{}", words(&set.body));
    let mut other = house.stranger();
    let inside = other
        .post("/sign-in", &[("name", "maya-okafor"), ("password", "three plain words"), ("next", "/w/team")])
        .await;
    assert_eq!(inside.to.as_deref(), Some("/w/team"));
    let made = maya.post("/profile/tokens", &[("title", "Report"), ("ceiling", "read"), ("days", "30")]).await;
    assert!(made.body.contains("It is shown this once"), "{}", words(&made.body));
    let page = maya.page("/profile/tokens").await;
    let ended = maya.fill(&page, "/profile/tokens/end", &[]).await;
    assert_eq!(ended.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_draft_waits_for_its_writer() {
    let house = House::sample().await;
    let mut maya = house.browser("maya-okafor").await;
    maya.post("/draft", &[("on", "INC-20418"), ("body", "Half a thought")]).await;
    let page = maya.page("/INC-20418").await;
    assert!(page.contains("Half a thought</textarea>") && page.contains("Draft saved"), "{}", words(&page));
    let mut aisha = house.browser("aisha-karim").await;
    assert!(!aisha.page("/INC-20418").await.contains("Half a thought"));
}

#[tokio::test]
async fn the_first_person_appoints_themselves_once() {
    let house = House::empty().await;
    assert_eq!(house.stranger().get("/sign-in").await.to.as_deref(), Some("/first"));
    let fields = [
        ("organisation", "Ada & Co"),
        ("name", "Ada Byron"),
        ("mail", "ada@remit.test"),
        ("password", "three plain words"),
    ];
    let short = house
        .stranger()
        .post("/first", &[("organisation", "Ada & Co"), ("name", ""), ("mail", ""), ("password", "x")])
        .await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    let mut ada = house.stranger();
    assert_eq!(ada.post("/first", &fields).await.to.as_deref(), Some("/"));
    let home = ada.page("/").await;
    assert!(home.contains("Ada Byron") && home.contains("Ada &amp; Co"), "{}", words(&home));
    assert!(home.contains("Getting started") && home.contains("Nobody is Service Desk Manager"), "{}", words(&home));
    let again = house.stranger().post("/first", &fields).await;
    assert_eq!(again.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn whoever_is_first_may_begin_with_a_template_of_any_size() {
    for (template, people) in [("small", 5), ("medium", 50), ("large", 500)] {
        let house = House::empty().await;
        let mut ada = house.stranger();
        assert!(ada.page("/first").await.contains(&format!("value=\"{template}\"")));
        let mut fields = vec![
            ("organisation", "Ada & Co"),
            ("name", "Ada Byron"),
            ("mail", "Ada@remit.test"),
            ("password", "three plain words"),
            ("template", "huge"),
        ];
        let none = ada.post("/first", &fields).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(none.body.contains("is none of small, medium, large"), "{}", words(&none.body));
        fields[4].1 = template;
        assert_eq!(ada.post("/first", &fields).await.to.as_deref(), Some("/"));
        let home = ada.page("/").await;
        assert!(home.contains("Ada Byron") && home.contains("Ada &amp; Co"), "{}", words(&home));
        let directory = house.engine.directory().await.unwrap();
        assert_eq!(directory.people().count(), people);
        let found = governance::findings(&directory.roster, house.engine.site(), house.engine.now());
        let gaps: Vec<_> = found.iter().filter(|it| it.kind == governance::FindingKind::Gap).collect();
        assert!(gaps.is_empty(), "{template}: {gaps:?}");
        let again = house.stranger().post("/first", &fields).await;
        assert_eq!(again.status, StatusCode::FORBIDDEN);
    }
}

#[tokio::test]
async fn whoever_is_away_says_so_and_whoever_asks_is_told() {
    let house = House::sample().await;
    let mut jonas = house.browser("jonas-weber").await;
    let own = jonas.page("/people/jonas-weber").await;
    assert!(own.contains("href=\"/new/absence/note\"") && own.contains("None is noted."), "{}", words(&own));
    let form = jonas.page("/new/absence/note").await;
    let now = house.engine.now();
    let until = now.plus(base::Span::from_secs(3 * 86_400));
    let (from, until) = (now.to_string(), until.to_string());
    let fields = [("title", "Training"), ("from", from.as_str()), ("until", until.as_str())];
    let done = jonas.fill(&form, "/new/absence/note", &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", words(&done.body));
    assert!(jonas.page("/people").await.contains("away</span>"));
    let mut sofia = house.browser("sofia-marin").await;
    let asked = sofia.page("/who/answers?q=accept+a+change+for+assessment").await;
    assert!(words(&asked).contains("away"), "{}", words(&asked));
    // Who may not say it for others is not led there.
    let mut maya = house.browser("maya-okafor").await;
    assert!(!maya.page("/people/jonas-weber").await.contains("/new/absence"));
}

#[tokio::test]
async fn no_move_hides_behind_a_fixed_page() {
    let house = House::sample().await;
    let site = house.engine.site();
    let reserved = ["attach", "clocks", "edit", "journal", "links", "move", "people", "say", "why"];
    for of in &site.types {
        for step in &of.lifecycle.moves {
            assert!(!reserved.contains(&step.key.as_str()), "{} of {}", step.key, of.key);
        }
    }
}

#[tokio::test]
async fn a_file_is_attached_and_fetched_and_never_runs() {
    let house = House::sample().await;
    let mut maya = house.browser("maya-okafor").await;
    maya.page("/INC-20418/attach").await;
    let body = format!(
        "--xx\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{}\r\n--xx\r\nContent-Disposition: form-data; name=\"to\"\r\n\r\nreply\r\n--xx\r\nContent-Disposition: form-data; name=\"files\"; filename=\"../é <b>.html\"\r\nContent-Type: text/html\r\n\r\n<script>alert(1)</script>\r\n--xx--\r\n",
        maya.csrf()
    );
    let request = maya.request("POST", "/INC-20418/attach").header("sec-fetch-site", "same-origin");
    let request = request.header("content-type", "multipart/form-data; boundary=xx");
    let done = maya.asked(request.body(axum::body::Body::from(body)).unwrap()).await;
    assert_eq!(done.to.as_deref(), Some("/INC-20418"), "{}", words(&done.body));
    let page = maya.page("/INC-20418").await;
    let path = page.split("href=\"").find(|it| it.starts_with("/files/")).and_then(|it| it.split('"').next()).unwrap();
    let file = maya.get(path).await;
    let header = |name: &str| file.headers.get(name).and_then(|it| it.to_str().ok()).unwrap_or_default().to_owned();
    assert_eq!(header("content-type"), "application/octet-stream");
    assert!(header("content-disposition").starts_with("attachment; filename="), "{}", header("content-disposition"));
    assert!(header("content-security-policy").starts_with("sandbox"));
    let mut lucia = house.browser("lucia-ferrari").await;
    assert_eq!(lucia.get(path).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_a_finding_offers_is_not_refused() {
    let house = House::sample().await;
    house.engine.keep_findings().await.unwrap();
    for who in ["sofia-marin", "henrik-sund", "astrid-hagen"] {
        let mut browser = house.browser(who).await;
        for kind in ["overlap", "gap", "single-point"] {
            let page = browser.page(&format!("/who/findings?kind={kind}")).await;
            let offered = page.split("<div class=\"acts\">").skip(1).filter_map(|it| it.split("</div>").next());
            let links = offered.flat_map(|it| it.split("href=\"").skip(1)).filter_map(|it| it.split('"').next());
            let mut links: Vec<String> = links.map(|it| it.replace("&amp;", "&")).collect();
            links.sort();
            links.dedup();
            for link in links.into_iter().take(6) {
                let status = browser.get(&link).await.status;
                assert!(status.is_success() || status.is_redirection(), "{who}: {link} {status}");
            }
        }
    }
}

#[tokio::test]
async fn a_gap_is_filled_by_a_form_with_role_and_place_in_it() {
    let house = House::sample().await;
    house.engine.keep_findings().await.unwrap();
    let mut henrik = house.browser("henrik-sund").await;
    let page = henrik.page("/who/findings?kind=gap").await;
    let link = page.split("href=\"/new/appointment?").nth(1).and_then(|it| it.split('"').next()).unwrap();
    let to = henrik.get(&format!("/new/appointment?{}", link.replace("&amp;", "&"))).await.to.unwrap();
    let form = henrik.page(&to).await;
    let role = link.split("role=").nth(1).and_then(|it| it.split('&').next()).unwrap();
    assert!(form.contains(&format!("value=\"{role}\" selected")), "{link}: {}", words(&form));
    assert!(form.contains("needed unless there is a team"), "{}", words(&form));
}

#[tokio::test]
async fn clocks_within_it_are_nothing_for_those_outside() {
    let house = House::sample().await;
    house.clock.advance(base::Span::from_mins(300));
    house.engine.tell_due().await.unwrap();
    let mut ingrid = house.browser("ingrid-solheim").await;
    let seen = ingrid.page("/INC-20418").await;
    assert!(!seen.contains("Line</b> ran out") && !seen.contains("within IT"), "{}", words(&seen));
    let mut maya = house.browser("maya-okafor").await;
    let seen = maya.page("/INC-20418").await;
    assert!(seen.contains("Line</b> ran out") && seen.contains("within IT"), "{}", words(&seen));
}

#[tokio::test]
async fn people_are_found_by_the_key_that_programs_know() {
    let house = House::sample().await;
    let page = house.browser("maya-okafor").await.page("/people/astrid-hagen").await;
    assert!(page.contains("Astrid Hagen"), "{}", words(&page));
    assert_eq!(house.browser("maya-okafor").await.get("/people/nobody-here").await.status, StatusCode::NOT_FOUND);
}
