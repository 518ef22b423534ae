//! Why may I, why may I not, who could, and the shortest lawful way: in words.

use base::PersonId;
use governance::{Param, Part, Scope};
use model::{ActivityIx, Letter, Record, RecordType};

use crate::{Desk, Ground, Halt, Refused};

/// The answer to a why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    /// The activity.
    pub activity: ActivityIx,
    /// Its title.
    pub title: String,
    /// Whether the asker may.
    pub is_allowed: bool,
    /// Why, in at most two sentences.
    pub sentence: String,
    /// The same for a narrow place: who decides.
    pub short: String,
    /// Who could do it now.
    pub holders: Vec<Holders>,
    /// The shortest lawful way, in words; empty where it is allowed or there is none.
    pub way: String,
    /// The cells of the matrix for this activity, as text: `A Incident manager`, `R Service desk analyst`.
    pub cells: Vec<(Letter, String)>,
    /// Where the rule is declared.
    pub declared_at: String,
}

/// Who could do it by one appointment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holders {
    /// The role's title.
    pub role: String,
    /// Over what, in words.
    pub scope: String,
    /// The persons.
    pub persons: Vec<PersonId>,
    /// Those who could by standing in.
    pub deputies: Vec<PersonId>,
}

impl Desk {
    /// Why the asker may or may not make a move on a record that they see.
    pub async fn why(&self, number: &str, step: &str) -> Result<Why, Halt> {
        let record = self.load(number).await?;
        let of = self.type_of(&record)?;
        let by_move = of.lifecycle.find_move(step).and_then(|(ix, _)| self.site().activity_of_move(of.ix, ix));
        let by_key = || self.site().find_activity(&format!("{}:{step}", of.key)).map(|(ix, _)| ix);
        let activity = by_move.or_else(by_key).ok_or_else(|| {
            let message = format!(
                "Nothing called `{}` is done on {}.",
                step.chars().take(40).collect::<String>(),
                of.plural.to_lowercase()
            );
            Halt::from(Refused::new(Ground::NotFound, "no-move", message))
        })?;
        let mut why = self.why_on(of, activity, &record);
        let step = of.lifecycle.find_move(step).filter(|(_, it)| why.is_allowed && !it.opens);
        if let Some((ix, _)) = step
            && let Some(reason) = self.held_by_rules(of, (ix, activity), &record).await?
        {
            why.is_allowed = false;
            why.sentence = format!("You may, but not yet: {reason}");
            why.short = reason;
        }
        Ok(why)
    }

    pub(crate) fn why_on(&self, of: &RecordType, activity: ActivityIx, record: &Record) -> Why {
        let site = self.site();
        let it = governance::explain(self.roster(), site, &self.authority, activity, record, self.now);
        let row = site.activity(activity);
        let holders: Vec<Holders> = it
            .who_could
            .iter()
            .map(|who| Holders {
                role: self.role_title(who.role),
                scope: self.scope_in_words(who.scope),
                persons: who.persons.clone(),
                deputies: who.deputies.clone(),
            })
            .collect();
        let (way, why): (Vec<&Part>, Vec<&Part>) = it.parts.iter().partition(|part| part.code.starts_with("way."));
        let joined = |parts: &[&Part]| parts.iter().map(|part| self.sentence(of, part)).collect::<Vec<_>>().join(" ");
        let short = match (&it.refusal, holders.first()) {
            (None, _) => "You may do this.".to_owned(),
            (Some(refusal), first) => self.short(refusal, first),
        };
        Why {
            activity,
            title: row.map(|it| it.title.clone()).unwrap_or_default(),
            is_allowed: it.allowed.is_some(),
            sentence: joined(&why),
            short,
            way: joined(&way),
            cells: row
                .map(|it| it.cells.iter().map(|cell| (cell.letter, self.role_title(cell.role))).collect())
                .unwrap_or_default(),
            declared_at: row.map(|it| it.declared_at.clone()).unwrap_or_default(),
            holders,
        }
    }

    /// Who decides; where the asker themselves may and something else is in the way, only that.
    fn short(&self, refusal: &governance::Refusal, first: Option<&Holders>) -> String {
        if let governance::RefusalKind::MoveCondition { words } = &refusal.kind {
            return words.clone();
        }
        let decides = first.map(|it| match it.persons.first().or(it.deputies.first()) {
            Some(person) => format!("{} decides: {}.", it.role, self.directory.name(*person)),
            None => format!("{} decides.", it.role),
        });
        let because = match &refusal.kind {
            governance::RefusalKind::Apart { activity, .. } => {
                let done = self.site().activity(*activity).map(|it| it.title.to_lowercase()).unwrap_or_default();
                format!("Kept apart from: {done}. ")
            }
            governance::RefusalKind::MoveCondition { .. }
            | governance::RefusalKind::Unseen
            | governance::RefusalKind::NotHere
            | governance::RefusalKind::NoRole
            | governance::RefusalKind::OutOfScope
            | governance::RefusalKind::Condition { .. }
            | governance::RefusalKind::State { .. } => String::new(),
        };
        let tail = decides.unwrap_or_else(|| "Nobody holds a role for this now.".to_owned());
        format!("{because}{tail}")
    }

    /// A sentence of governance in words: the text of its code with names put in.
    fn sentence(&self, of: &RecordType, part: &Part) -> String {
        let pattern = self.site().texts.get(part.code).cloned().unwrap_or_else(|| default_text(part.code).to_owned());
        part.params
            .iter()
            .fold(pattern, |text, (name, param)| text.replace(&format!("{{{name}}}"), &self.param(of, param)))
    }

    fn param(&self, of: &RecordType, param: &Param) -> String {
        match param {
            Param::Activity(ix) => self.site().activity(*ix).map(|it| it.title.to_lowercase()).unwrap_or_default(),
            Param::Role(ix) => self.role_title(*ix),
            Param::Letter(letter) => letter_word(*letter).to_owned(),
            Param::Person(id) if *id == self.person() => "you".to_owned(),
            Param::Person(id) => self.directory.name(*id),
            Param::Record(id) => self.directory.place_name(*id).map_or_else(|| id.to_string(), str::to_owned),
            Param::Scope(scope) => self.scope_in_words(*scope),
            Param::States(states) => {
                let titles: Vec<&str> =
                    states.iter().filter_map(|it| of.lifecycle.state(*it)).map(|it| it.title.as_str()).collect();
                titles.join(" or ")
            }
            Param::Words(words) => words.clone(),
        }
    }

    /// A scope in words.
    pub fn scope_in_words(&self, scope: Scope) -> String {
        match scope {
            Scope::Whole(_) => "the whole organisation".to_owned(),
            Scope::Process(ix) => self.site().practice(ix).map(|it| it.title.clone()).unwrap_or_default(),
            Scope::Team(id) => self.directory.team_name(id),
            Scope::Record(_, id) => self.directory.place_name(id).unwrap_or("a scope that is gone").to_owned(),
        }
    }
}

/// What a letter says.
pub(crate) fn letter_word(letter: Letter) -> &'static str {
    match letter {
        Letter::A => "answers for it",
        Letter::R => "does it",
        Letter::C => "is asked first",
        Letter::I => "is told",
    }
}

/// The sentences, where the site's texts do not say them otherwise.
fn default_text(code: &str) -> &'static str {
    match code {
        "why.allowed" => "You may, as {role} for {scope}: that role {letter}.",
        "why.allowed-as-deputy" => "You may, standing in for {principal} as {role} for {scope}.",
        "why.unseen" => "There is no such record that you can see.",
        "why.not-here" => "This is not done on such a record.",
        "why.no-role" => "None of your roles does this.",
        "why.out-of-scope" => "You do this as {role}, but this record lies outside what you are appointed for.",
        "why.condition" => "As {role} you do this, but not on this record.",
        "why.state" => "You may, but not yet: it has to be {states} first.",
        "why.apart" => "Another person has to do this: {person} did this before: {done}.",
        "why.move-condition" => "You may, but not yet: {words}",
        "way.first" => "The next step is to {activity}.",
        "way.ask" => "Ask {person}, {role}.",
        "way.appoint" => "Nobody holds {role} for this now: somebody has to be appointed.",
        _unknown => "",
    }
}
