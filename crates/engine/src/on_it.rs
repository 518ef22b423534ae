//! Who is on a record: who answers for it, who does it, who is asked and who is told.

use base::PersonId;
use governance::{Answer, Holder};
use model::{Activity, ActivityIx, Does, Letter, Record, RecordType};

use crate::Desk;

/// Somebody on a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnIt {
    /// The letter.
    pub letter: Letter,
    /// The role's title, with its scope.
    pub role: String,
    /// The person, where it is one.
    pub person: Option<PersonId>,
    /// The team's name, where it is one.
    pub team: Option<String>,
    /// How many persons stand behind a team.
    pub count: usize,
    /// Who stands in for them now.
    pub deputy: Option<PersonId>,
}

impl Desk {
    /// Who answers, does, is asked and is told: by the activities that are open in the record's present state.
    pub(crate) fn on_it(&self, of: &RecordType, record: &Record) -> Vec<OnIt> {
        let mut found: Vec<OnIt> = Vec::new();
        let now: Vec<ActivityIx> =
            self.site().on(of.ix).filter(|(_, it)| self.is_next(of, it, record)).map(|(ix, _)| ix).collect();
        if let Some(person) = record.person(model::Header::HolderPerson) {
            let team = record.header(model::Header::HolderTeam).team().map(|it| self.directory.team_name(it));
            let role = team.unwrap_or_else(|| "Has it now".to_owned());
            found.push(OnIt { letter: Letter::R, role, person: Some(person), team: None, count: 1, deputy: None });
        } else if let Some(team) = record.header(model::Header::HolderTeam).team() {
            let count = self.roster().size(Holder::Team(team));
            found.push(OnIt {
                letter: Letter::R,
                role: "Nobody has taken it".to_owned(),
                person: None,
                team: Some(self.directory.team_name(team)),
                count,
                deputy: None,
            });
        }
        let who = |ix: &ActivityIx| governance::who(self.roster(), self.site(), *ix, record, self.now);
        self.accountable(of, &now, record).iter().for_each(|it| self.put_on_it(&mut found, it));
        let answers: Vec<_> = now.iter().flat_map(who).collect();
        for letter in [Letter::R, Letter::C, Letter::I] {
            for answer in answers.iter().filter(|it| it.letter == letter) {
                if !(letter == Letter::R && found.iter().any(|it| it.letter == Letter::R)) {
                    self.put_on_it(&mut found, answer);
                }
            }
        }
        found.sort_by_key(|it| it.letter);
        found
    }

    /// Who answers for it: for what usually comes next, else for the record's details, else for following it. There is one
    /// who answers; where there are more, the matrix has an overlap, and they are those of the narrowest scope.
    fn accountable(&self, of: &RecordType, next: &[ActivityIx], record: &Record) -> Vec<Answer> {
        let weight = |ix: &ActivityIx| {
            self.site().activity(*ix).and_then(|it| match it.does {
                Does::Move(_, step) => of.lifecycle.step(step).filter(|it| it.is_primary).map(|_| 0),
                Does::Follow(_) => Some(2),
                Does::Amend(..) | Does::Duty => None,
            })
        };
        let amends = self.site().on(of.ix).filter(|(_, it)| matches!(it.does, Does::Amend(..))).map(|(ix, _)| (1, ix));
        let mut order: Vec<(u8, ActivityIx)> =
            next.iter().filter_map(|ix| Some((weight(ix)?, *ix))).chain(amends).collect();
        order.sort_by_key(|it| it.0);
        let of_one = order.into_iter().map(|(_, ix)| {
            let mut found = governance::who(self.roster(), self.site(), ix, record, self.now);
            found.retain(|it| it.letter == Letter::A);
            let narrowest = found.first().map(|it| it.scope.narrowness());
            found.retain(|it| Some(it.scope.narrowness()) == narrowest);
            found
        });
        of_one.into_iter().find(|it| !it.is_empty()).unwrap_or_default()
    }

    fn put_on_it(&self, found: &mut Vec<OnIt>, answer: &Answer) {
        if !answer.only.is_empty() {
            for person in &answer.only {
                let by = Answer { holder: Holder::Person(*person), only: Vec::new(), ..answer.clone() };
                self.put_on_it(found, &by);
            }
            return;
        }
        let (person, team) = match answer.holder {
            Holder::Person(id) => (Some(id), None),
            Holder::Team(id) => (None, Some(self.directory.team_name(id))),
        };
        let count = self.roster().size(answer.holder);
        let same = found.iter().any(|it| it.person == person && it.team == team);
        let many = found.iter().filter(|it| it.letter == answer.letter).count() >= 4;
        if !same && !many {
            found.push(OnIt {
                letter: answer.letter,
                role: self.role_title(answer.role),
                person,
                team,
                count,
                deputy: answer.deputy,
            });
        }
    }

    /// Whether an activity could come next on a record, whoever does it.
    fn is_next(&self, of: &RecordType, activity: &Activity, record: &Record) -> bool {
        match &activity.does {
            Does::Move(_, ix) => of.lifecycle.step(*ix).is_some_and(|it| !it.opens && it.from.has(record.state)),
            Does::Follow(_) => true,
            Does::Amend(..) | Does::Duty => false,
        }
    }
}
