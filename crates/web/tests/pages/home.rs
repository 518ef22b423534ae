//! Which way somebody looks by their roles decides what their home begins with.

use std::collections::BTreeSet;

use model::{Facing, Header};

use crate::house::House;

/// The records of the block of clocks, in order.
fn clocks(page: &str) -> Vec<String> {
    let block = page.split("<h2>Clocks").nth(1).and_then(|it| it.split("</section>").next()).unwrap_or_default();
    block.split("class=\"ti\" href=\"/").skip(1).filter_map(|it| Some(it.split('"').next()?.to_owned())).collect()
}

/// S43: whoever looks towards people begins with what somebody waits for, whoever looks towards technology with the rest.
#[tokio::test]
async fn home_begins_with_people_for_a_front_role_and_with_components_for_a_back_role() {
    let house = House::sample().await;
    let directory = house.engine.directory().await.unwrap();
    let (roster, now) = (&directory.roster, house.engine.now());
    let mut told_apart = BTreeSet::new();
    for person in roster.people() {
        let ways: Vec<Facing> =
            roster.held_now(person.id, now).map(|it| house.engine.site().role(it.role).unwrap().facing).collect();
        let wants_people = match (ways.contains(&Facing::Front), ways.contains(&Facing::Back)) {
            (true, false) => true,
            (false, true) => false,
            (true, true) | (false, false) => continue,
        };
        let mut browser = house.browser(&person.key).await;
        let mut lines = Vec::new();
        for number in clocks(&browser.page("/").await) {
            let record = house.engine.store().record_numbered(&number).await.unwrap().unwrap();
            if record.instant(Header::Due).is_some_and(|it| it > now) {
                lines.push(record.person(Header::ForPerson).is_some() == wants_people);
            }
        }
        let first = lines.iter().take_while(|it| **it).count();
        assert!(lines.iter().skip(first).all(|it| !it), "{}: {lines:?}", person.key);
        if first > 0 && first < lines.len() {
            told_apart.insert(wants_people);
        }
    }
    assert!(told_apart.contains(&false), "nobody looks towards technology and has both: {told_apart:?}");
}

/// What a block of home shows, by its heading.
fn block<'p>(page: &'p str, title: &str) -> &'p str {
    page.split(&format!("<h2>{title}")).nth(1).and_then(|it| it.split("</section>").next()).unwrap_or_default()
}

#[tokio::test]
async fn home_is_looked_at_by_one_role_and_hides_nothing_that_is_past_due() {
    let house = House::sample().await;
    let mut margit = house.browser("margit-olsen").await;
    let all = margit.page("/").await;
    assert!(all.contains("By which of your roles"), "she holds several");
    let chips = all.split("By which of your roles").nth(1).unwrap().split("</nav>").next().unwrap();
    let mut others = 0;
    for role in chips.split("href=\"/?role=").skip(1).filter_map(|it| it.split('"').next()) {
        let page = margit.page(&format!("/?role={role}")).await;
        assert!(page.len() <= all.len() + 200, "{role} adds nothing");
        others += usize::from(block(&page, "I answer for") != block(&all, "I answer for"));
        for late in block(&all, "Clocks").split("<li").filter(|it| it.contains(" over")) {
            let url = late.split("href=\"").nth(1).unwrap().split('"').next().unwrap();
            assert!(block(&page, "Clocks").contains(url), "{role} hides {url}, which is past due");
        }
    }
    assert!(others > 0, "no role shows other than all");
    // A role that is not hers is no filter.
    assert_eq!(block(&margit.page("/?role=change-manager").await, "I answer for"), block(&all, "I answer for"));
    let mut ingrid = house.browser("ingrid-solheim").await;
    assert!(!ingrid.page("/").await.contains("By which of your roles"));
}
