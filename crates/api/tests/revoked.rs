//! Authority that ends while requests run: after the commit that ends it, not one more act is done by it.

#[cfg(test)]
mod support;

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

    use base::Span;
    use serde_json::json;

    use crate::support::{As, Town};

    /// How many acts are tried in all, and after how many the authority ends.
    const ACTS: usize = 160;
    const ENDS_AFTER: usize = 40;

    /// What was done before and after the end; requests under way at that moment may go either way.
    #[derive(Debug, Default)]
    struct Done {
        before: AtomicUsize,
        after: AtomicUsize,
        refused: AtomicUsize,
        clashed: AtomicUsize,
    }

    /// Has somebody write on a record, four at a time, while something ends.
    async fn meanwhile(asker: &As<'_>, place: &str, end: impl Future<Output = ()>) -> Done {
        let (next, ended, done) = (AtomicUsize::new(0), AtomicBool::new(false), Done::default());
        let lane = || async {
            loop {
                let no = next.fetch_add(1, Ordering::SeqCst);
                if no >= ACTS {
                    return;
                }
                let was_ended = ended.load(Ordering::SeqCst);
                let reply = asker.post(place, &json!({ "comment": format!("Act {no}"), "inside": true })).await;
                let count = match (reply.status, was_ended) {
                    (201, false) => &done.before,
                    (201, true) => &done.after,
                    (401 | 403 | 404, _) => &done.refused,
                    // Two of the four wrote at once, or the authority moved on while one did.
                    (409 | 503, _) => &done.clashed,
                    (other, _) => panic!("{other}: {}", reply.text()),
                };
                count.fetch_add(1, Ordering::SeqCst);
            }
        };
        let ending = async {
            while next.load(Ordering::SeqCst) < ENDS_AFTER {
                tokio::task::yield_now().await;
            }
            end.await;
            ended.store(true, Ordering::SeqCst);
        };
        tokio::join!(lane(), lane(), lane(), lane(), ending);
        done
    }

    /// No act of the journal's comes after the entry that ended what allowed it.
    async fn assert_none_after(town: &Town, person: &str, ending: &str) {
        let person = town.engine.directory().await.unwrap().find_person(person).unwrap();
        let entries = town.engine.store().journal_latest(1000).await.unwrap();
        let newest_first = entries.iter().map(|it| &it.entry);
        let after = newest_first.take_while(|it| it.activity != ending).filter(|it| it.actor == Some(person)).count();
        assert!(entries.iter().any(|it| it.entry.activity == ending), "nothing was ended by {ending}");
        assert_eq!(after, 0, "acts after {ending}");
    }

    fn check(done: &Done) {
        let count = |it: &AtomicUsize| it.load(Ordering::SeqCst);
        assert!(count(&done.before) > 0, "it could not be done before: {done:?}");
        assert_eq!(count(&done.after), 0, "{done:?}");
        assert!(count(&done.refused) > ACTS / 4, "it ended too late to show anything: {done:?}");
    }

    /// A new incident of a user's, and where one writes on it.
    async fn incident(town: &Town) -> (String, String) {
        let values =
            json!({ "title": "Till 4 is stuck", "description": "Since noon.", "impact": "person", "urgency": "low" });
        let opened =
            town.user().await.post("/api/records/incident", &json!({ "move": "report", "values": values })).await;
        let number = opened.is(201).at("/number");
        (format!("/api/records/incident/{number}/comments"), number)
    }

    #[tokio::test]
    async fn an_appointment_that_ends_ends_what_it_allowed() {
        let town = Town::sample().await;
        let (place, _) = incident(&town).await;
        let (jonas, sofia) = (town.manager().await, town.person("sofia-marin").await);
        let all = sofia.get("/api/records/appointment?limit=200&filter=role:incident-manager").await.is(200).body();
        let found = all["records"].as_array().unwrap().iter().find(|it| {
            let values = &it["values"];
            it["state"] == "active"
                && values["role"] == "incident-manager"
                && values["holder_person"]["key"] == "jonas-weber"
        });
        let number = found.unwrap()["number"].as_str().unwrap().to_owned();
        let done = meanwhile(&jonas, &place, async {
            let why = json!({ "values": { "ended_why": "Another task." } });
            sofia.post(&format!("/api/records/appointment/{number}/moves/end"), &why).await.is(200);
        })
        .await;
        check(&done);
        assert_none_after(&town, "jonas-weber", "appointment:end").await;
    }

    #[tokio::test]
    async fn a_person_who_has_left_does_nothing_more() {
        let town = Town::sample().await;
        let (place, _) = incident(&town).await;
        let maya = town.analyst().await;
        let keeper = town.entitled("directory:keep").await;
        let id = town.engine.directory().await.unwrap().find_person("maya-okafor").unwrap();
        let done = meanwhile(&maya, &place, async { keeper.set_active(id, false).await.unwrap() }).await;
        check(&done);
        assert_none_after(&town, "maya-okafor", "person:left").await;
        assert_eq!(maya.get("/api/me").await.status, 401);
    }

    #[tokio::test]
    async fn a_member_who_leaves_a_team_loses_what_the_team_may() {
        let town = Town::sample().await;
        let (place, number) = incident(&town).await;
        let over = json!({ "values": { "assigned_team": "retail-apps" } });
        let path = format!("/api/records/incident/{number}/moves/hand-over");
        town.analyst().await.post(&path, &over).await.is(200);
        let directory = town.engine.directory().await.unwrap();
        let team = directory.find_team("retail-apps").unwrap();
        let row = directory.roster.team(team).unwrap();
        let members: Vec<_> = directory.roster.persons(governance::Holder::Team(team)).into_iter().collect();
        let leaver = *members.iter().find(|it| directory.person(**it).unwrap().key != "kofi-mensah").unwrap();
        let others: Vec<_> = members.iter().copied().filter(|it| *it != leaver).collect();
        let key = directory.person(leaver).unwrap().key.clone();
        let keeper = town.entitled("directory:keep").await;
        let line = row.line;
        let done = meanwhile(&town.person(&key).await, &place, async {
            keeper.keep_team("retail-apps", "Retail apps", Some("it"), line, &others).await.unwrap();
        })
        .await;
        check(&done);
        assert_none_after(&town, &key, "team:keep").await;
    }

    #[tokio::test]
    async fn a_deputy_whose_time_is_over_stands_in_no_longer() {
        let town = Town::sample().await;
        // Nobody's incident but the manager's to coordinate: the deputy is no manager herself.
        let coordinate = async |hanna: &As<'_>| {
            let (_, number) = incident(&town).await;
            hanna.post(&format!("/api/records/incident/{number}/moves/coordinate"), &json!({})).await.status
        };
        let hanna = town.person("hanna-eriksson").await;
        assert_eq!(coordinate(&hanna).await, 200);
        town.clock.advance(Span::from_secs(13 * 86_400));
        assert!([403, 404].contains(&coordinate(&hanna).await));
    }
}
