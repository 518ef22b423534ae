//! Duties by program: listing one's own and those one answers for, and attesting.

#[cfg(test)]
mod support;

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use crate::support::{As, Town};

    async fn listed(asker: &As<'_>, query: &str) -> Vec<Json> {
        asker.get(&format!("/api/duties{query}")).await.is(200).body()["duties"].as_array().unwrap().clone()
    }

    #[tokio::test]
    async fn duties_are_listed_by_role_and_day() {
        let town = Town::sample().await;
        let hanna = town.person("hanna-eriksson").await;
        let all = listed(&hanna, "").await;
        let weekly = "?from=2026-03-08&until=2026-03-08&role=service-desk-manager";
        let sunday = listed(&hanna, weekly).await;
        assert!(all.len() > sunday.len() && !sunday.is_empty(), "{} and {}", all.len(), sunday.len());
        for duty in &sunday {
            assert_eq!((&duty["due"], &duty["role"]), (&json!("2026-03-08"), &json!("Service Desk Manager")), "{duty}");
            assert_eq!(duty["until"], "2026-03-08T23:00:00Z", "{duty}");
        }
        let goals = sunday.iter().find(|it| it["period"] == "2026-W10").unwrap();
        assert_eq!((&goals["state"], &goals["can_attest"]), (&json!("open"), &json!(false)));
        let refused = hanna.post("/api/duties/attest", &json!({ "duty": goals["duty"], "note": "Done" })).await.is(403);
        assert!(refused.at("/detail").contains("proves it"), "{}", refused.text());
    }

    #[tokio::test]
    async fn whoever_answers_sees_the_duties_of_others_and_nobody_else_does() {
        let town = Town::sample().await;
        let hanna = town.person("hanna-eriksson").await;
        let mine = listed(&hanna, "?role=service-desk-manager").await;
        let answers = mine[0]["answers"][0]["key"].as_str().unwrap().to_owned();
        let above = town.person(&answers).await;
        let theirs = listed(&above, "?whose=answer&role=service-desk-manager").await;
        assert!(theirs.iter().any(|it| it["duty"] == mine[0]["duty"] && it["is_mine"] == json!(false)));
        assert!(listed(&town.user().await, "?whose=answer").await.is_empty());
    }

    #[tokio::test]
    async fn what_does_not_fit_is_said() {
        let town = Town::sample().await;
        let hanna = town.person("hanna-eriksson").await;
        for query in ["?whose=them", "?from=soon", "?role=nobody", "?from=2026-01-01&until=2028-01-01", "?month=3"] {
            hanna.get(&format!("/api/duties{query}")).await.is(422);
        }
        hanna.post("/api/duties/attest", &json!({ "duty": "1~x~2026", "note": "Done" })).await.is(404);
        for body in [json!({}), json!({ "duty": "1~x~2026" }), json!({ "duty": 1, "note": "x" }), json!({ "why": 1 })] {
            hanna.post("/api/duties/attest", &body).await.is(422);
        }
        let looking = town.by_token("hanna-eriksson", &engine::Ceiling::Read).await;
        looking.get("/api/duties").await.is(200);
        looking.post("/api/duties/attest", &json!({ "duty": "1~x~2026", "note": "Done" })).await.is(403);
        town.nobody().get("/api/duties").await.is(401);
    }
}
