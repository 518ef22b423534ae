//! Approving one's own by another way: through a deputy, a team, a token, a new role, many at once, or as administrator.

use engine::{Ceiling, Halt, Input};

use crate::{Town, play, town};

/// A change that waits for its authority, asked for by whoever is named.
fn asked_for(by: &str, name: &str) -> String {
    format!(
        "
given {by} opens change by draft as {name}
  title = New portfolio board
  kind = normal
  reason = The old one is full.
  service = hosting
when {by} makes request on {name}
  risk_class = medium
  plan = Set it up beside the old one.
  backout_plan = Go on with the old one.
  assigned_team = platform
and jonas-weber makes accept on {name}
and mikael-stahl makes assess on {name}
  risk_class = medium
  impact = person
and wei-chen makes evaluate on {name}
  evaluation = Go ahead.
  advice = go
  heard = The owner of the service; the owner of the component was missed.
"
    )
}

/// Viktor's deputy as change authority is Elin, and Elin's as third line is Viktor: neither is a way around the other.
const DEPUTIES: [(&str, &str); 1] = [(
    "deputies.toml",
    r#"
[deputy.elin-for-viktor]
person = "elin-dahl"
stands_in_for = "viktor-berglund"
roles = ["change-authority"]
from = "-3d"
until = "+60d"
why = "Away"
"#,
)];

const AUTHORITY: &str = "
given jonas-weber opens appointment by propose as $a
  role = change-authority
  HOLDER
  scope_kind = process
  scope_process = change-control
  from = 2026-11-16T00:00:00Z
when jonas-weber makes appoint on $a
";

async fn refused(town: &Town, who: &str, ceiling: Ceiling, name: &str) -> String {
    let person = town.engine.directory().await.unwrap().find_person(who).unwrap();
    let desk = town.engine.desk_under(person, ceiling).await.unwrap();
    match desk.make_move(&town.number(name).unwrap(), "authorize", &Input::default()).await {
        Err(Halt::Refused(it)) => it.code.to_string(),
        Err(Halt::Failed(fault)) => panic!("{fault:?}"),
        Ok(_) => panic!("{who} authorised {name}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_approves_their_own_by_way_of_a_deputy() {
    testkit::each(async |home| {
        let mut town = town(&home, &DEPUTIES).await;
        // Whoever stands in for the authority may, but not for what the authority asked for, nor for what they asked for themselves.
        play(&mut town, &format!("{}then elin-dahl may authorize on $other", asked_for("lucia-ferrari", "$other")))
            .await;
        play(&mut town, &format!("{}then elin-dahl may not authorize on $his", asked_for("viktor-berglund", "$his")))
            .await;
        play(&mut town, &format!("{}then elin-dahl may not authorize on $hers", asked_for("elin-dahl", "$hers"))).await;
        refused(&town, "elin-dahl", Ceiling::All, "$his").await;
        refused(&town, "elin-dahl", Ceiling::All, "$hers").await;
        refused(&town, "viktor-berglund", Ceiling::All, "$his").await;
        play(&mut town, "when elin-dahl makes authorize on $other\nthen $other is authorised").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_its_person_and_may_no_more() {
    testkit::each(async |home| {
        let mut town = town(&home, &[]).await;
        play(&mut town, &asked_for("viktor-berglund", "$own")).await;
        play(&mut town, &asked_for("lucia-ferrari", "$c")).await;
        let directory = town.engine.directory().await.unwrap();
        for (who, name) in [("viktor-berglund", "$own"), ("lucia-ferrari", "$c")] {
            let person = directory.find_person(who).unwrap();
            let token = town.engine.make_token(person, "a service", &Ceiling::All, None).await.unwrap();
            let signed = town.engine.bearer(token.reveal()).await.unwrap().unwrap();
            assert_eq!(signed.person, person);
            refused(&town, who, signed.ceiling, name).await;
        }
        // A token for reading does nothing even of what its person may.
        assert_eq!(refused(&town, "viktor-berglund", Ceiling::Read, "$c").await, "ceiling");
        play(&mut town, "when viktor-berglund makes authorize on $c\nthen $c is authorised").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_comes_later_or_by_a_team_does_not_undo_what_one_did() {
    testkit::each(async |home| {
        let mut town = town(&home, &[]).await;
        play(&mut town, &asked_for("lucia-ferrari", "$c")).await;
        play(&mut town, "then lucia-ferrari may not authorize on $c").await;
        // She becomes the authority after she asked for it: by herself first, then as one of a team.
        let by_herself = AUTHORITY.replace("HOLDER", "holder_person = lucia-ferrari");
        let by_team = AUTHORITY.replace("HOLDER", "holder_team = network").replace("$a", "$t");
        let accepted = "when lucia-ferrari makes accept on $a\nthen $a is active";
        play(
            &mut town,
            &format!(
                "
then viktor-berglund is change-authority over change-control as $v
when jonas-weber makes end on $v
  ended_why = Another task.
{by_herself}{accepted}
then lucia-ferrari may not authorize on $c"
            ),
        )
        .await;
        refused(&town, "lucia-ferrari", Ceiling::All, "$c").await;
        play(
            &mut town,
            &format!(
                "when jonas-weber makes end on $a\n  ended_why = The team takes it on.\n{by_team}when lucia-ferrari makes accept on $t\nthen $t is active\nand lucia-ferrari may not authorize on $c"
            ),
        )
        .await;
        refused(&town, "lucia-ferrari", Ceiling::All, "$c").await;
        // It is the asking that stands in the way, not the role: of others she lets through what waits.
        play(&mut town, &format!("{}when lucia-ferrari makes authorize on $d", asked_for("elin-dahl", "$d"))).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_leads_it_or_the_programme_lets_nothing_through_by_that() {
    testkit::each(async |home| {
        let mut town = town(&home, &[]).await;
        play(&mut town, &asked_for("lucia-ferrari", "$c")).await;
        for who in ["astrid-hagen", "henrik-sund", "sofia-marin", "margit-olsen", "hanna-eriksson"] {
            refused(&town, who, Ceiling::All, "$c").await;
        }
    })
    .await;
}
