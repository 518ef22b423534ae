//! Many answers at once, answers twice, edits and the decision in between: one word a person, and none for what was never shown.

use std::{collections::BTreeSet, sync::Arc};

use base::PersonId;
use engine::{Engine, Given, Halt, Input, Opinion};
use serde_json::Value as Json;

use crate::{Town, entries, play, town};

/// Rounds on each database, and how often each of the board answers in one. For a night: `REMIT_VOTE_ROUNDS=500`.
const ROUNDS: usize = 6;
const ANSWERS: usize = 22;
/// The owners of practices are the board; two of three must have answered.
const BOARD: [&str; 3] = ["sofia-marin", "julia-stein", "henrik-sund"];
const NEEDED: usize = 2;
const ASKED: [(&str, &str); 1] = [(
    "portfolio-and-catalogue-management/activities.toml",
    r#"[activity."service-line:approve"]
C = [{ role = "process-owner", answers = "must", within = "7d", quorum = "2/3", reach = "everywhere" }]
"#,
)];
const STEP: &str = "service-line:approve";

/// What of a history matters here.
#[derive(Clone, Debug, PartialEq)]
enum Act {
    /// Somebody answered to what had this sum.
    Answered(PersonId, String),
    /// What people fill in became something else.
    Edited,
    /// It was decided.
    Decided(PersonId),
}

fn read(history: &[store::Journaled]) -> Vec<Act> {
    let act = |it: &store::Journaled| {
        let what: Json = serde_json::from_str(&it.entry.what).unwrap();
        let actor = it.entry.actor?;
        match it.entry.activity.as_str() {
            "record:answer" => Some(Act::Answered(actor, what["shown"].as_str()?.to_owned())),
            STEP => Some(Act::Decided(actor)),
            "service-line:amend" => Some(Act::Edited),
            _other => None,
        }
    };
    history.iter().filter_map(act).collect()
}

/// What must never be in a history.
fn faults(acts: &[Act]) -> Vec<String> {
    let (mut found, mut voices, mut shown, mut decided) = (Vec::new(), BTreeSet::new(), None, false);
    for act in acts {
        // What is decided may be corrected later; what is said to it later is said to nothing.
        if decided && !matches!(act, Act::Edited) {
            found.push(format!("after the decision: {act:?}"));
        }
        match act {
            Act::Edited => {
                voices.clear();
                shown = None;
            }
            Act::Answered(person, sum) => {
                if !voices.insert(*person) {
                    found.push(format!("twice in a round: {person:?}"));
                }
                if shown.get_or_insert(sum) != &sum {
                    found.push(format!("to something else: {act:?}"));
                }
            }
            Act::Decided(_) => {
                if voices.len() < NEEDED {
                    found.push(format!("decided with {} of {NEEDED}", voices.len()));
                }
                decided = true;
            }
        }
    }
    found
}

/// Whether an answer, an edit or a decision was taken; being refused is lawful, failing is not.
fn taken<T>(done: Result<T, Halt>) -> bool {
    match done {
        Ok(_) => true,
        Err(Halt::Refused(_)) => false,
        Err(Halt::Failed(fault)) => panic!("{fault:?}"),
    }
}

async fn answer(engine: Arc<Engine>, person: PersonId, number: String, opinion: Opinion) -> bool {
    let desk = engine.desk(person).await.unwrap();
    taken(desk.answer(&number, "approve", (opinion, None), &Input::default()).await)
}

async fn decide(engine: Arc<Engine>, person: PersonId, number: String) -> bool {
    for _ in 0..40 {
        let desk = engine.desk(person).await.unwrap();
        if taken(desk.make_move(&number, "approve", &Input::default()).await) {
            return true;
        }
        tokio::task::yield_now().await;
    }
    false
}

async fn edit(engine: Arc<Engine>, person: PersonId, number: String) -> bool {
    // Answers come in between, each of which is another version: it is tried until it is in.
    for _ in 0..200 {
        let desk = engine.desk(person).await.unwrap();
        let values = vec![("benefit".to_owned(), Given::Text("Boats can be let from the shore.".to_owned()))];
        if taken(desk.amend(&number, &Input { values, ..Input::default() }).await) {
            return true;
        }
        tokio::task::yield_now().await;
    }
    false
}

/// One round: the whole board at once, each many times; in every other one the owner edits meanwhile. Whether that
/// was before it was decided.
async fn round(town: &mut Town, no: usize) -> bool {
    let name = format!("$l{no}");
    let open = format!(
        "given viktor-berglund opens service-line by propose as {name}\n  title = Boats {no}\n  benefit = Boats can be let."
    );
    play(town, &open).await;
    let (engine, number) = (&town.engine, town.number(&name).unwrap());
    let directory = engine.directory().await.unwrap();
    let person = |key: &str| directory.find_person(key).unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for at in 0..ANSWERS {
        for key in BOARD {
            let opinion = Opinion::ALL[at % 3];
            tasks.spawn(answer(Arc::clone(engine), person(key), number.clone(), opinion));
        }
        // The edit comes while answers are under way, and the decision is tried once it is in.
        if at == ANSWERS / 3 && no % 2 == 1 {
            assert!(
                edit(Arc::clone(engine), person("viktor-berglund"), number.clone()).await,
                "it could not be edited"
            );
        }
    }
    tasks.spawn(decide(Arc::clone(engine), person("margit-olsen"), number.clone()));
    while let Some(done) = tasks.join_next().await {
        done.unwrap();
    }
    // Whoever was asked anew by an edit at the very end answers now, and it is decided.
    for key in BOARD {
        answer(Arc::clone(engine), person(key), number.clone(), Opinion::For).await;
    }
    decide(Arc::clone(engine), person("margit-olsen"), number.clone()).await;
    let acts = read(&entries(town, &name).await);
    assert_eq!(faults(&acts), Vec::<String>::new(), "{acts:?}");
    assert!(acts.iter().any(|it| matches!(it, Act::Decided(_))), "it was never decided: {acts:?}");
    find_seeded(&acts);
    let edited = acts.iter().position(|it| *it == Act::Edited);
    edited.is_some() && edited < acts.iter().position(|it| matches!(it, Act::Decided(_)))
}

/// The checker finds what is put into a sound history: a word twice, a word too few, an edit just before the decision.
fn find_seeded(acts: &[Act]) {
    let decided = acts.iter().position(|it| matches!(it, Act::Decided(_))).unwrap();
    let mut twice = acts.to_vec();
    twice.insert(decided, twice[decided - 1].clone());
    assert!(!faults(&twice).is_empty(), "{twice:?}");
    let mut stale = acts.to_vec();
    stale.insert(decided, Act::Edited);
    assert!(!faults(&stale).is_empty(), "{stale:?}");
    let mut late = acts.to_vec();
    late.push(twice[decided - 1].clone());
    assert!(!faults(&late).is_empty(), "{late:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn however_many_answer_at_once_each_has_one_word_to_what_was_shown() {
    let rounds = std::env::var("REMIT_VOTE_ROUNDS").ok().and_then(|it| it.parse().ok()).unwrap_or(ROUNDS);
    testkit::each(async |home| {
        let mut town = town(&home, &ASKED).await;
        let mut edited = 0;
        for no in 0..rounds {
            edited += usize::from(round(&mut town, no).await);
        }
        assert!(edited > 0, "nothing was edited while it was voted on");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_decide_at_once_one_does_and_nobody_decides_on_what_has_changed() {
    testkit::each(async |home| {
        let mut town = town(&home, &[]).await;
        for no in 0..4 {
            play(
                &mut town,
                &format!(
                    "
given lucia-ferrari opens change by draft as $c{no}
  title = New time server {no}
  kind = normal
  reason = The old one drifts.
  service = network
when lucia-ferrari makes request on $c{no}
  risk_class = low
  plan = Point the switches at the new one.
  backout_plan = Point them back.
  assigned_team = network
and jonas-weber makes accept on $c{no}
and jonas-weber makes route on $c{no}
  impact = none
then jonas-weber may authorize on $c{no}
and viktor-berglund may authorize on $c{no}"
                ),
            )
            .await;
            let number = town.number(&format!("$c{no}")).unwrap();
            let (one, two) = (town.desk("jonas-weber").await.unwrap(), town.desk("viktor-berglund").await.unwrap());
            let seen = one.read(&number).await.unwrap().record().version;
            let old = Input { version: Some(seen - 1), ..Input::default() };
            let stale = one.make_move(&number, "authorize", &old).await;
            assert!(matches!(stale, Err(Halt::Refused(it)) if it.code == "stale"));
            let input = Input { version: Some(seen), ..Input::default() };
            let (a, b) =
                tokio::join!(one.make_move(&number, "authorize", &input), two.make_move(&number, "authorize", &input));
            assert_eq!(usize::from(taken(a)) + usize::from(taken(b)), 1);
            let past = entries(&town, &format!("$c{no}")).await;
            assert_eq!(past.iter().filter(|it| it.entry.activity == "change:authorize").count(), 1);
            // What was let through stays as it was shown: its plan is nobody's to alter any more.
            for who in ["lucia-ferrari", "jonas-weber", "viktor-berglund", "sofia-marin", "astrid-hagen"] {
                let values = vec![("plan".to_owned(), Given::Text("Something else.".to_owned()))];
                let desk = town.desk(who).await.unwrap();
                assert!(!taken(desk.amend(&number, &Input { values, ..Input::default() }).await), "{who}");
            }
        }
    })
    .await;
}
