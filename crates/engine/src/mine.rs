//! Responsibility mining at a desk, and improvements opened from what it finds.

use mining::{Finding, Mined, Miner};
use model::{ActivityIx, Kind, Move, RecordType};
use serde_json::json;
use store::Commit;

use crate::{Desk, Done, Given, Ground, Halt, Input, Purpose, Refused};

/// The record type that improvements are.
const IMPROVEMENT: &str = "improvement";

/// What an improvement from a finding would be opened with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposed {
    /// The move that opens it.
    pub step: String,
    /// What is given to it.
    pub input: Input,
}

impl Proposed {
    /// The title that it would have.
    pub fn title(&self) -> String {
        let title = self.input.values.iter().find(|(key, _)| key == "title").map(|(_, it)| it);
        match title {
            Some(Given::Text(text)) => text.clone(),
            Some(Given::Several(_)) | None => String::new(),
        }
    }
}

impl Desk {
    /// Mines the journal of a record type, of the newest records only where `newest` says how many. `progress` is told now
    /// and then how many entries were taken.
    pub async fn mine(&self, kind: &str, newest: Option<usize>, mut progress: impl FnMut(u64)) -> Result<Mined, Halt> {
        let mut stories = self.stories(Purpose::Mine, kind, newest).await?;
        let mut miner = Miner::new();
        while let Some(case) = stories.next().await? {
            miner.take(&case);
            if miner.cases() % 1000 == 0 {
                progress(miner.acts());
            }
        }
        Ok(miner.finish(kind))
    }

    /// What an improvement from a finding would be opened with; `None` where the asker may open none.
    pub fn proposed(&self, mined_of: &str, finding: &Finding) -> Option<Proposed> {
        let (of, step) = self.improving()?;
        let practice = self.site().find_type(mined_of).and_then(|it| self.site().practice(it.practice));
        let title: String = format!("{}: {}", finding.title, finding.about).chars().take(200).collect();
        let text = format!("{} {}", finding.text, finding.fix);
        let given = [
            ("title", title),
            ("benefit", text.clone()),
            ("description", text),
            ("subject", "process".to_owned()),
            ("process", practice.map(|it| it.key.clone()).unwrap_or_default()),
            ("origin", "review".to_owned()),
        ];
        let fits = given.into_iter().filter(|(key, text)| asks(of, step, key, text));
        let values = fits.map(|(key, text)| (key.to_owned(), Given::Text(text))).collect();
        Some(Proposed { step: step.key.clone(), input: Input { values, ..Input::default() } })
    }

    /// Opens an improvement from a finding, as the person whose desk it is.
    pub async fn improve(&self, mined_of: &str, finding: &Finding) -> Result<Done, Halt> {
        let Some(it) = self.proposed(mined_of, finding) else {
            let message = if self.site().find_type(IMPROVEMENT).is_none() {
                "No record type `improvement` is declared here, so there is no register to put it in."
            } else {
                "None of your roles proposes improvements. See who does under Who does what."
            };
            return Err(Refused::new(Ground::Forbidden, "no-role", message).into());
        };
        self.open_record(IMPROVEMENT, &it.step, &it.input).await
    }

    /// How the asker may open an improvement.
    fn improving(&self) -> Option<(&RecordType, &Move)> {
        let of = self.kind(IMPROVEMENT).ok()?;
        let row: (ActivityIx, _) = *self.openings(of.ix).first()?;
        match &row.1.does {
            model::Does::Move(_, step) => Some((of, of.lifecycle.step(*step)?)),
            model::Does::Amend(..) | model::Does::Follow(_) | model::Does::Duty => None,
        }
    }

    /// Writes down that an event log was taken out of the house.
    pub async fn note_export(&self, kinds: &[String], format: &str, cases: u64) -> Result<(), Halt> {
        let basis = self.entitled(Purpose::Export.activity())?;
        let Some((activity, _)) = self.site().find_activity(Purpose::Export.activity()) else { return Ok(()) };
        let mut commit = Commit::new();
        commit.at_epoch(self.roster().epoch());
        let what = json!({ "exported": kinds, "format": format, "cases": cases });
        commit.enter(self.journaled(activity, Some(&basis), None, what));
        self.engine.store.commit(commit).await?;
        Ok(())
    }
}

/// Whether a move asks for a field and this text can be its value.
fn asks(of: &RecordType, step: &Move, key: &str, text: &str) -> bool {
    let asked = of.slot(key).filter(|slot| step.asks.iter().any(|(it, _)| it == slot));
    let Some(field) = asked.and_then(|slot| of.field(slot)) else { return false };
    match &field.kind {
        Kind::Line(_) | Kind::Text => true,
        Kind::Choice(options) => options.find(text).is_some(),
        Kind::Whole
        | Kind::Decimal(_)
        | Kind::Money
        | Kind::YesNo
        | Kind::Date
        | Kind::Instant
        | Kind::Duration
        | Kind::Level(_)
        | Kind::Reference(_)
        | Kind::References(_)
        | Kind::Person
        | Kind::Team
        | Kind::Attachment => false,
    }
}
