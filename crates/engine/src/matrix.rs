//! Changes of the matrix: drafts, what they would lead to, and publishing. A draft is a record like any other; who may
//! write one and who may publish it is in the matrix itself.

use std::sync::Arc;

use base::{Instant, PersonId, RecordId};
use declare::{
    Faults, cells,
    cells::{Layer, Put},
};
use governance::Finding;
use model::{Activity, ActivityIx, Record, RecordType, Site};
use store::Commit;

use crate::{
    Desk, Done, Engine, Fault, FieldFault, Ground, Halt, Input, Query, Refused, Seen, directory,
    force::{self, BY_FILES},
    write::Act,
};

/// The record type that changes of the matrix are.
pub const MATRIX_CHANGE: &str = "matrix-change";
/// The move that puts a change into force.
const PUBLISH: &str = "publish";

/// A change of the matrix and what it would lead to.
#[derive(Clone, Debug)]
pub struct MatrixDraft {
    /// The record.
    pub seen: Seen,
    /// The practice's key.
    pub practice: String,
    /// What is in force now.
    pub before: Arc<Site>,
    /// What would be. Where the text does not fit any more, what is in force now.
    pub after: Arc<Site>,
    /// Why the text does not fit, in words; empty where it does.
    pub faults: Vec<String>,
    /// What it says, as a file.
    pub text: String,
    /// The activities whose cells differ.
    pub touched: Vec<ActivityIx>,
    /// Findings that it would open.
    pub opens: Vec<Finding>,
    /// Findings that it would close.
    pub closes: Vec<Finding>,
    /// Who would gain or lose what.
    pub radius: Vec<governance::Touched>,
}

/// One change that was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// The practice's key.
    pub practice: String,
    /// Which of that practice's changes it is, from 1.
    pub no: i64,
    /// When.
    pub at: Instant,
    /// Who decided.
    pub by: PersonId,
    /// The record of the decision; `None` where the asker does not see it.
    pub number: Option<String>,
    /// What was decided, where the asker sees it.
    pub decision: String,
    /// What it says, as files: path and text.
    pub texts: Vec<(String, String)>,
}

impl Desk {
    /// The open draft of a practice that the asker sees.
    pub async fn open_draft(&self, practice: &str) -> Result<Option<Seen>, Halt> {
        if self.kind(MATRIX_CHANGE).is_err() {
            return Ok(None);
        }
        let query = Query {
            kind: MATRIX_CHANGE.to_owned(),
            filter: format!("status:open process:{practice}"),
            limit: 1,
            ..Query::default()
        };
        Ok(self.find(&query).await?.rows.into_iter().next())
    }

    /// A change of the matrix with everything that it would lead to.
    pub async fn matrix_draft(&self, number: &str) -> Result<MatrixDraft, Halt> {
        let seen = self.read(number).await?;
        let of = self.type_of(seen.record())?;
        if of.key != MATRIX_CHANGE {
            return Err(Refused::not_found(&format!("change of the matrix `{number}`")).into());
        }
        let (practice, text) = (text_of(of, seen.record(), "process"), text_of(of, seen.record(), "cells"));
        let before = Arc::clone(&self.directory.site);
        let (after, faults) = match self.with_draft(&practice, &text) {
            Ok(site) => (site, Vec::new()),
            Err(faults) => (Arc::clone(&before), words(&before, &faults)),
        };
        let touched = differing(&before, &after);
        let findings = |site: &Site| governance::findings(self.roster(), site, self.now);
        let (was, is) = (findings(&before), findings(&after));
        let new_in = |some: &[Finding], others: &[Finding]| -> Vec<Finding> {
            let known: std::collections::BTreeSet<String> = others.iter().map(|it| it.key(&before)).collect();
            some.iter().filter(|it| !known.contains(&it.key(&before))).cloned().collect()
        };
        let radius = governance::radius(self.roster(), (&before, &after), &touched, self.now);
        Ok(MatrixDraft {
            opens: new_in(&is, &was),
            closes: new_in(&was, &is),
            seen,
            practice,
            before,
            after,
            faults,
            text,
            touched,
            radius,
        })
    }

    /// Sets one role's letters in one activity of a draft: the draft's text is written anew and saved.
    pub async fn put_cell(&self, number: &str, put: &Put, version: Option<i64>) -> Result<Done, Halt> {
        let draft = self.matrix_draft(number).await?;
        let text = cells::drafted(&draft.before, &draft.after, put);
        let input = Input { version, ..Input::of(&[("cells", &text)]) };
        self.amend(draft.seen.number(), &input).await
    }

    /// How many open records of an activity's type the asker sees; counting stops after a thousand.
    pub async fn open_under(&self, activity: ActivityIx) -> Result<usize, Halt> {
        let of = self.site().activity(activity).and_then(Activity::of).and_then(|it| self.site().of(it));
        let Some(of) = of.filter(|it| self.touches(it.ix)) else { return Ok(0) };
        self.count(&Query { kind: of.key.clone(), filter: "status:open".to_owned(), ..Query::default() }).await
    }

    /// What was published for a practice, the newest first.
    pub async fn versions(&self, practice: &str) -> Result<Vec<Version>, Halt> {
        let mut found: Vec<Version> = Vec::new();
        for it in self.directory.published.iter().filter(|it| it.practice == practice) {
            let text = (it.path.clone(), it.text.clone());
            if let Some(last) = found.last_mut().filter(|last| last.no == it.version) {
                last.texts.push(text);
            } else {
                let (number, decision) = self.decision(it.record).await?;
                let (practice, texts) = (it.practice.clone(), vec![text]);
                found.push(Version { practice, no: it.version, at: it.at, by: it.by, number, decision, texts });
            }
        }
        found.reverse();
        Ok(found)
    }

    /// The number of a change's record and what was decided in it, where the asker sees it.
    async fn decision(&self, record: RecordId) -> Result<(Option<String>, String), Halt> {
        if record == BY_FILES {
            return Ok((None, "The files that were put into force say so.".to_owned()));
        }
        let Some(number) = self.number_of(record).await? else { return Ok((None, String::new())) };
        let seen = self.read(&number).await?;
        let decision = text_of(self.type_of(seen.record())?, seen.record(), "decision");
        Ok((Some(number), decision))
    }

    /// What is in force with a practice's text over it.
    fn with_draft(&self, practice: &str, text: &str) -> Result<Arc<Site>, Faults> {
        let mut layers = force::layers(&self.directory.published);
        if !text.trim().is_empty() {
            layers.extend(cells::layers(self.site(), practice, text)?);
        }
        self.engine.declared.with(&layers)
    }

    /// Holds a change of the matrix to what it may say, and puts it into force where it is published.
    pub(crate) async fn put_matrix(&self, commit: &mut Commit, act: &Act<'_>) -> Result<(), Halt> {
        let record = &act.draft.record;
        let (practice, text) = (text_of(act.of, record, "process"), text_of(act.of, record, "cells"));
        if act.before.is_none() {
            return self.only_draft(act.of, &practice).await;
        }
        if text.trim().is_empty() {
            return Ok(());
        }
        if !self.engine.declared.can_publish() {
            let message = "This installation was started without its files, so the matrix can't be changed here.";
            return Err(Refused::new(Ground::Later, "no-files", message).into());
        }
        let fits = self.with_draft(&practice, &text);
        fits.map_err(|faults| Halt::from(Refused::invalid(vec![fault(self.site(), &faults)])))?;
        if act.step.is_some_and(|it| it.key == PUBLISH) {
            self.publish(commit, record.id, (&practice, &text))?;
        }
        Ok(())
    }

    fn publish(&self, commit: &mut Commit, record: RecordId, (practice, text): (&str, &str)) -> Result<(), Halt> {
        let version = force::next_version(&self.directory.published, practice);
        let layers = cells::layers(self.site(), practice, text)
            .map_err(|faults| Halt::from(Refused::invalid(vec![fault(self.site(), &faults)])))?;
        for layer in layers {
            let row = store::Published {
                practice: practice.to_owned(),
                version,
                path: layer.path,
                text: layer.text,
                at: self.now,
                by: self.person(),
                record,
            };
            self.engine.store.put_published(commit, &row);
        }
        Ok(())
    }

    /// A practice has one open draft: two would each say how the same cells are to be.
    async fn only_draft(&self, of: &RecordType, practice: &str) -> Result<(), Halt> {
        let open = directory::every(&self.engine.store, of, true).await?;
        let Some(other) = open.iter().find(|it| text_of(of, it, "process") == practice) else { return Ok(()) };
        let message = format!(
            "{} is open for this practice already. Go on with that one, or drop it first: two drafts would each say how the same cells are to be.",
            other.number
        );
        Err(Refused::new(Ground::Stale, "draft-open", message).into())
    }
}

impl Engine {
    /// What was published as layers over the files, the first lowest: for whoever writes files again.
    pub async fn layers(&self) -> Result<Vec<Layer>, Fault> {
        Ok(force::layers(&self.store.published().await?))
    }
}

/// The text of a field.
fn text_of(of: &RecordType, record: &Record, key: &str) -> String {
    of.slot(key).and_then(|slot| record.get(slot).text()).unwrap_or_default().to_owned()
}

/// The activities whose cells differ.
fn differing(before: &Site, after: &Site) -> Vec<ActivityIx> {
    let sorted = |it: &Activity| {
        let mut cells: Vec<String> =
            it.cells.iter().map(|it| format!("{:?} {:?} {:?} {:?}", it.letter, it.role, it.reach, it.when)).collect();
        cells.sort_unstable();
        cells
    };
    let pairs = before.activities.iter().zip(&after.activities).enumerate();
    pairs.filter(|(_, (old, new))| sorted(old) != sorted(new)).map(|(at, _)| ActivityIx::of(at)).collect()
}

/// Faults in words that say what to do instead.
fn words(site: &Site, faults: &Faults) -> Vec<String> {
    let errors = faults.0.iter().filter(|it| it.severity == declare::Severity::Error);
    errors.map(|it| sentence(site, it)).collect()
}

fn fault(site: &Site, faults: &Faults) -> FieldFault {
    FieldFault { field: "cells".to_owned(), message: words(site, faults).join(" ") }
}

fn sentence(site: &Site, fault: &declare::Fault) -> String {
    let unanswered = fault.message.strip_prefix("nobody answers for activity `").and_then(|it| it.strip_suffix('`'));
    if let Some((_, row)) = unanswered.and_then(|key| site.find_activity(key)) {
        return format!("would leave “{}” with nobody who answers for it. Give another role the A instead.", row.title);
    }
    let help = if fault.help.is_empty() { String::new() } else { format!(" ({})", fault.help) };
    format!("{}{help}.", fault.message)
}

impl From<Faults> for Fault {
    fn from(faults: Faults) -> Self {
        Self::Declared(faults.0.first().map(declare::Fault::brief).unwrap_or_default())
    }
}
