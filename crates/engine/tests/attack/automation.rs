//! Rules do nothing that nobody may: they end with the authority of those by whose roles they act, and go by whoever set them off.

use crate::{Town, entries, play, town};

const REPORT: &str = "
given selma-kaya opens control-result by execute as $r
  title = Leavers, October
  control = leavers
  evidence = List of 31 October.
when selma-kaya makes report on $r
  outcome = fails
  evidence = 41 leavers, none closed.
  deviations = Nobody told IT.
";

/// The number of the control over leavers.
async fn leavers(town: &Town) -> String {
    let store = town.engine.store();
    let of = town.engine.site().find_type("security-control").unwrap();
    let (id, _) = store.natural(of, "leavers").await.unwrap().unwrap();
    store.record(id).await.unwrap().unwrap().number
}

/// The one cell by which a control may be flagged is that of the manager of information security.
const MANAGER_ONLY: (&str, &str) = (
    "information-security-management/activities.toml",
    "[activity.\"security-control:flag\"]\nA = \"information-security-manager\"\nR = []\n",
);

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_stops_when_nobody_has_the_role_by_which_it_acts() {
    testkit::each(async |home| {
        let mut town = town(&home, &[MANAGER_ONLY]).await;
        let control = leavers(&town).await;
        play(
            &mut town,
            "
then ragnar-iversen is information-security-manager over information-security-management as $a
when julia-stein makes end on $a
  ended_why = Another task.",
        )
        .await;
        play(&mut town, &format!("{REPORT}then {control} is in-force\nand $r is reported")).await;
        let left = entries(&town, "$r").await.pop().unwrap().entry;
        assert_eq!(left.activity, "rule:left");
        assert_eq!(left.actor, None);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_rule_acts_while_somebody_has_it() {
    testkit::each(async |home| {
        let mut town = town(&home, &[MANAGER_ONLY]).await;
        let control = leavers(&town).await;
        play(&mut town, &format!("{REPORT}then {control} is failing")).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_sets_nothing_off_for_somebody_who_may_not_set_it_off() {
    testkit::each(async |home| {
        let mut town = town(&home, &[]).await;
        let control = leavers(&town).await;
        let stranger = REPORT.replace("when selma-kaya makes report", "when ingrid-solheim makes report");
        play(
            &mut town,
            &format!("{stranger}then it is refused: not-found\nthen {control} is in-force\nand $r is executed"),
        )
        .await;
        assert_eq!(entries(&town, "$r").await.len(), 1);
    })
    .await;
}
