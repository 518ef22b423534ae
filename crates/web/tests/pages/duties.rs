//! Duties: the month and the list, what proves one, a year for the file, and the feed for calendar programs.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use base::Span;
use engine::{DutyQuery, Input, Whose};

use crate::house::{Answer, House, words};

/// A duty of the desk's manager that a review of a roster proves.
const GOALS: &str = "Watch how the desk team does against its goals.";

async fn review(house: &House) -> String {
    let person = house.engine.directory().await.unwrap().find_person("hanna-eriksson").unwrap();
    let desk = house.engine.desk(person).await.unwrap();
    let given = |pairs: &[(&str, &str)]| Input {
        values: pairs
            .iter()
            .map(|(key, value)| ((*key).to_owned(), engine::Given::Text((*value).to_owned())))
            .collect(),
        ..Input::default()
    };
    let plan = given(&[("period", "This week"), ("team", "service-desk"), ("shifts", "All day")]);
    let done = desk.open_record("desk-roster", "plan", &plan).await.unwrap();
    let number = done.seen.number().to_owned();
    desk.make_move(&number, "publish", &given(&[("analysts", "Maya")])).await.unwrap();
    desk.make_move(&number, "review", &given(&[("achieved", "Nearly all of them.")])).await.unwrap();
    number
}

#[tokio::test]
async fn a_month_is_a_table_of_days_and_a_list_that_says_what_to_do() {
    let house = House::sample().await;
    let mut hanna = house.browser("hanna-eriksson").await;
    let page = hanna.page("/duties").await;
    assert!(page.contains("<table class=\"cal\">") && page.contains("<caption"), "{}", words(&page));
    assert!(page.contains("aria-current=\"date\""), "today is marked");
    assert!(page.contains(GOALS), "{}", words(&page));
    let other = hanna.page("/duties?month=2020-02").await;
    assert!(other.contains("February 2020") && !other.contains(GOALS));
    assert!(other.contains("/duties?month=2020-01") && other.contains("/duties?month=2020-03"));
    let of_role = hanna.page("/duties?role=service-desk-manager").await;
    assert!(of_role.contains(GOALS));
    let of_none = hanna.page("/duties?role=service-owner").await;
    assert!(!of_none.contains(GOALS), "{}", words(&of_none));
    let answered = hanna.page("/duties?whose=answer").await;
    assert!(!answered.contains(GOALS), "nobody answers to themselves: {}", words(&answered));
    for odd in ["/duties?month=x", "/duties?month=9999-12", "/duties?month=0000-01", "/duties?role=%00&whose=them"] {
        assert_eq!(hanna.get(odd).await.status, StatusCode::OK, "{odd}");
    }
}

#[tokio::test]
async fn home_shows_what_is_to_do_and_no_longer_when_it_is_done() {
    let house = House::sample().await;
    let mut hanna = house.browser("hanna-eriksson").await;
    assert!(hanna.page("/").await.contains(GOALS));
    review(&house).await;
    assert!(!hanna.page("/").await.contains(GOALS));
}

#[tokio::test]
async fn the_record_of_a_year_names_act_record_and_entry_to_those_who_may_see_it() {
    let house = House::sample().await;
    let number = review(&house).await;
    let path = "/duties/record?person=hanna-eriksson";
    let page = house.browser("hanna-eriksson").await.page(path).await;
    assert!(page.contains(&number) && page.contains("proved"), "{}", words(&page));
    let person = house.engine.directory().await.unwrap().find_person("hanna-eriksson").unwrap();
    let desk = house.engine.desk(person).await.unwrap();
    let (from, until) = (desk.now(), desk.now().plus(Span::from_secs(8 * 86_400)));
    let query = DutyQuery { whose: Whose::Mine, from, until, role: None, begun: true };
    let all = desk.duties(&query).await.unwrap();
    let seq = all.iter().find_map(|it| it.done.as_ref().map(|it| it.seq)).unwrap();
    assert!(page.contains(&format!(">{seq}<")), "the journal entry {seq} is not named");

    // Somebody outside IT reads nobody's record but their own.
    let mut ingrid = house.browser("ingrid-solheim").await;
    assert_eq!(ingrid.get(path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(ingrid.get("/duties/record").await.status, StatusCode::OK);
    for odd in ["/duties/record?person=nobody", "/duties/attest?duty=1~x~2026", "/duties/attest"] {
        assert_eq!(ingrid.get(odd).await.status, StatusCode::NOT_FOUND, "{odd}");
    }
    assert_eq!(ingrid.get("/duties/record?year=x").await.status, StatusCode::OK);
}

async fn fetch(house: &House, path: &str) -> Answer {
    house.ask(Request::builder().uri(path).body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn a_feed_is_read_by_its_secret_alone_and_leaves_no_session() {
    let house = House::sample().await;
    let mut hanna = house.browser("hanna-eriksson").await;
    let page = hanna.page("/profile/feed").await;
    let made = hanna.fill(&page, "/profile/feed", &[]).await;
    let (_, rest) = made.body.split_once("http://remit.test/feed/").unwrap();
    let secret = rest.split('<').next().unwrap().to_owned();
    assert!(secret.len() > 40);
    assert!(!hanna.page("/profile/feed").await.contains(&secret), "it is shown once");
    let path = format!("/feed/{secret}");
    let feed = fetch(&house, &path).await;
    assert_eq!(feed.status, StatusCode::OK);
    assert_eq!(feed.headers["content-type"], "text/calendar; charset=utf-8");
    assert_eq!(feed.headers["referrer-policy"], "no-referrer");
    assert_eq!(feed.headers["cache-control"], "no-store");
    assert!(feed.cookies.is_empty(), "{:?}", feed.cookies);
    assert!(feed.body.starts_with("BEGIN:VCALENDAR\r\n") && feed.body.replace("\r\n ", "").contains(GOALS));
    assert_eq!(fetch(&house, &format!("{path}.ics")).await.status, StatusCode::OK);
    // It opens nothing else.
    let signed = Request::builder().uri("/duties").header("authorization", format!("Bearer {secret}"));
    assert_eq!(house.ask(signed.body(Body::empty()).unwrap()).await.status, StatusCode::SEE_OTHER);
    let again = hanna.page("/profile/feed").await;
    assert_eq!(hanna.fill(&again, "/profile/feed/end", &[]).await.status, StatusCode::SEE_OTHER);
    let ended = fetch(&house, &path).await;
    assert_eq!(ended.status, StatusCode::NOT_FOUND);
    assert_eq!(ended.headers["referrer-policy"], "no-referrer");
}

#[tokio::test]
async fn a_feed_is_not_read_without_end() {
    let house = House::sample().await;
    let mut last = StatusCode::OK;
    for _try in 0..25 {
        last = fetch(&house, "/feed/guessed").await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    house.clock.advance(Span::from_secs(61));
    assert_eq!(fetch(&house, "/feed/guessed").await.status, StatusCode::NOT_FOUND);
}
