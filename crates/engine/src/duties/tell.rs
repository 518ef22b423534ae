//! Telling of duties: whoever has one before it is due; them and whoever answers after it was missed. Each once.

use std::{collections::BTreeMap, sync::Arc};

use base::{Instant, PersonId, Span};
use clocks::Every;
use governance::{Duty, Holder, Judge, Missed, Standing, answers_for_duty};
use model::{TypeIx, When};
use serde_json::json;
use store::{Commit, CommitError, Conflict, Direction, Disjunct, Entry, Find, Sort};

use crate::{Desk, Engine, Fault, duties::told_persons};

/// How many persons are told of one duty at most.
const TOLD_MOST: usize = 40;
/// How many duties are told of in one round.
const AT_ONCE: usize = 500;
/// For how long it is kept that a duty was told of: longer than any period and the one after it.
const KEPT: Span = Span::from_secs(800 * 86_400);

/// What is told of a duty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum News {
    /// It is due soon.
    Near,
    /// It was missed.
    Missed,
}

impl News {
    fn key(self, duty: &Duty) -> String {
        match self {
            Self::Near => format!("near {}", duty.id()),
            Self::Missed => format!("missed {}", duty.id()),
        }
    }
}

/// The journal's word for a duty for which nothing came up.
pub(super) const IDLE: &str = "duty:idle";

/// How long before its end a duty is told of.
fn lead(every: Every) -> Span {
    Span::from_secs(match every {
        Every::Day => 10 * 3600,
        Every::Week => 2 * 86_400,
        Every::Month => 5 * 86_400,
        Every::Quarter => 14 * 86_400,
        Every::Year => 30 * 86_400,
    })
}

impl Engine {
    /// Tells of duties that are due soon or were missed, each once, whichever node comes first. Gives how many.
    pub async fn tell_duties(self: &Arc<Self>) -> Result<usize, Fault> {
        let (desk, since) = (self.nobody().await?, self.duties_since().await?);
        let now = desk.now();
        let table = &desk.directory.duties;
        let near = table.running(desk.roster(), since, now).into_iter();
        let near = near.filter(|it| it.until.since(now) <= lead(it.what.every)).map(|it| (News::Near, it));
        let missed = table.over(desk.roster(), since, now).into_iter().map(|it| (News::Missed, it));
        let mut all: Vec<(News, Duty)> = near.chain(missed).collect();
        let keys: Vec<String> = all.iter().map(|(news, it)| news.key(it)).collect();
        let told = self.store.duties_told(&keys).await?;
        all.retain(|(news, it)| !told.contains(&news.key(it)));
        all.truncate(AT_ONCE);
        let told = self.tell_these(&desk, all, now).await?;
        self.note_findings(&desk).await?;
        Ok(told)
    }

    /// Hands the duties that are missed now to the findings.
    async fn note_findings(&self, desk: &Desk) -> Result<(), Fault> {
        let missed = self.missed_duties(desk.directory()).await?;
        let found = missed.into_iter().filter_map(|it| {
            Some(Missed {
                activity: it.what.activity?,
                role: it.appointment.role,
                scope: it.appointment.scope,
                appointment: Some(it.appointment.id),
                person: match it.appointment.holder {
                    Holder::Person(person) => Some(person),
                    Holder::Team(_) => None,
                },
                due: it.until,
            })
        });
        self.note_missed(found.collect());
        Ok(())
    }

    async fn tell_these(&self, desk: &Desk, all: Vec<(News, Duty)>, now: Instant) -> Result<usize, Fault> {
        let duties: Vec<Duty> = all.iter().map(|(_, it)| it.clone()).collect();
        let evidence = self.evidence(&desk.directory, &duties, now).await?;
        let standing: Vec<(Standing, Option<(TypeIx, When)>)> = {
            let mut judge = Judge::new(desk.roster(), desk.site(), &evidence);
            duties.iter().map(|it| (judge.stands(it, now).standing, judge.waiting(it))).collect()
        };
        let mut count = 0usize;
        for ((news, duty), (standing, waiting)) in all.iter().zip(standing) {
            if (*news, standing) == (News::Missed, Standing::Missed)
                && let Some(waiting) = waiting
                && !self.any_waits(desk, waiting).await?
            {
                self.note_idle(duty, now).await?;
                continue;
            }
            let is_news = match news {
                News::Near => standing == Standing::Open,
                News::Missed => standing == Standing::Missed,
            };
            if self.tell_duty(desk, *news, duty, is_news).await? && is_news {
                count = count.saturating_add(1);
            }
        }
        Ok(count)
    }

    /// Whether any record waits for what a duty asks.
    async fn any_waits(&self, desk: &Desk, (of, filter): (TypeIx, When)) -> Result<bool, Fault> {
        let asker = Arc::clone(desk.authority().asker());
        let find = Find {
            of,
            open_only: false,
            filter,
            asker: Arc::clone(&asker),
            sort: Sort::Opened,
            direction: Direction::Down,
            after: None,
            limit: 1,
            among: None,
        };
        let found = self.store.list(&find, &[Disjunct { asker, when: When::Always }]).await?;
        Ok(!found.records.is_empty())
    }

    /// Notes that nothing came up: when the period was over, no record waited for what the duty asks. Whoever had it is
    /// neither told nor reproached.
    async fn note_idle(&self, duty: &Duty, now: Instant) -> Result<(), Fault> {
        let mut commit = Commit::new();
        self.store.put_duty_told(&mut commit, &News::Missed.key(duty), now);
        commit.enter(Entry {
            at: now,
            recorded: now,
            activity: IDLE.to_owned(),
            record: Some(duty.appointment.id),
            what: json!({ "duty": duty.id() }).to_string(),
            ..Entry::default()
        });
        match self.store.commit(commit).await {
            Ok(_) | Err(CommitError::Conflict(Conflict::Claimed)) => Ok(()),
            Err(CommitError::Conflict(other)) => Err(Fault::Inner(format!("noting an idle duty met {other:?}"))),
            Err(CommitError::Fault(fault)) => Err(fault.into()),
        }
    }

    /// Tells of one duty, or notes that nothing is to be told of it any more. `false` where another node was first.
    async fn tell_duty(&self, desk: &Desk, news: News, duty: &Duty, is_news: bool) -> Result<bool, Fault> {
        let now = desk.now();
        let mut commit = Commit::new();
        self.store.put_duty_told(&mut commit, &news.key(duty), now);
        if is_news {
            let text = Self::news_text(desk, news, duty);
            for (person, why) in concerned(desk, news, duty).into_iter().take(TOLD_MOST) {
                self.store.put_notice(&mut commit, self.store.next_id(now), person, None, why, &text, now);
            }
        }
        if is_news && news == News::Missed {
            commit.enter(Entry {
                at: duty.until,
                recorded: now,
                activity: "duty:missed".to_owned(),
                record: Some(duty.appointment.id),
                what: json!({ "duty": duty.id() }).to_string(),
                ..Entry::default()
            });
        }
        match self.store.commit(commit).await {
            Ok(_) => Ok(true),
            Err(CommitError::Conflict(Conflict::Claimed)) => Ok(false),
            Err(CommitError::Conflict(other)) => Err(Fault::Inner(format!("telling of a duty met {other:?}"))),
            Err(CommitError::Fault(fault)) => Err(fault.into()),
        }
    }

    fn news_text(desk: &Desk, news: News, duty: &Duty) -> String {
        let (role, scope) = (desk.role_title(duty.appointment.role), desk.scope_in_words(duty.appointment.scope));
        let what = format!("{} ({role}, {scope})", duty.what.title.trim_end_matches('.'));
        match news {
            News::Near => format!("Duty due by {}: {what}", duty.period.last()),
            News::Missed => format!("Duty missed, it was due by {}: {what}", duty.period.last()),
        }
    }

    /// Forgets what was told of duties long ago, and feeds that have ended.
    pub(crate) async fn tidy_duties(&self) -> Result<(), Fault> {
        let now = self.now();
        Ok(self.store.sweep_duties(now.plus(Span::ZERO.minus(KEPT)), now).await?)
    }
}

/// Who is told: whoever has the duty or stands in; of a missed one also whoever answers.
fn concerned(desk: &Desk, news: News, duty: &Duty) -> BTreeMap<PersonId, &'static str> {
    let (roster, now) = (desk.roster(), desk.now());
    let mut told: BTreeMap<PersonId, &'static str> =
        told_persons(roster, duty, now).into_iter().map(|it| (it, "Your duty")).collect();
    if news == News::Missed
        && let Some(rung) = answers_for_duty(roster, desk.site(), duty, now)
    {
        let why = if rung.appoints { "You appointed to this role" } else { "You answer for it" };
        for person in rung.persons(roster) {
            told.entry(person).or_insert(why);
        }
    }
    told
}
