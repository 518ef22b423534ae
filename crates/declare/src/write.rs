//! The organisation as text again: what [`crate::load`] reads, written so that the same organisation always gives the
//! same bytes. Knows the format; refuses to know where an organisation comes from.

use indexmap::IndexMap;

use crate::{
    AppointmentText, Day, DeputyText, Filed, Given, HolderText, Organisation, PersonText, ScopeText, TeamText,
    fault::push,
};

/// The files of an organisation: path and text. Sections without entries give no file.
pub fn written(organisation: &Organisation) -> Vec<(String, String)> {
    let mut files = vec![("organisation.toml".to_owned(), heading(organisation))];
    let mut file = |path: String, text: String| {
        if !text.is_empty() {
            files.push((path, text));
        }
    };
    file("people.toml".to_owned(), sorted(&organisation.people, |it| &it.key, person));
    file("teams.toml".to_owned(), sorted(&organisation.teams, |it| &it.key, team));
    file("appointments.toml".to_owned(), sorted(&organisation.appointments, |it| &it.key, appointment));
    file("deputies.toml".to_owned(), sorted(&organisation.deputies, |it| &it.key, deputy));
    let mut by_type: IndexMap<&str, Vec<&Filed>> = IndexMap::new();
    for it in &organisation.records {
        by_type.entry(&it.of).or_default().push(it);
    }
    by_type.sort_keys();
    for (of, mut records) in by_type {
        records.sort_by(|one, two| one.key.cmp(&two.key));
        file(format!("records/{of}.toml"), records.into_iter().map(record).collect::<Vec<_>>().join("\n"));
    }
    files
}

fn sorted<T>(all: &[T], key: impl Fn(&T) -> &String, text: impl Fn(&T) -> String) -> String {
    let mut all: Vec<&T> = all.iter().collect();
    all.sort_by(|one, two| key(one).cmp(key(two)));
    all.into_iter().map(text).collect::<Vec<_>>().join("\n")
}

fn heading(it: &Organisation) -> String {
    let mut out = String::new();
    line(&mut out, "title", &it.title);
    some(&mut out, "zone", &it.zone);
    some(&mut out, "currency", &it.currency);
    some(&mut out, "mail", &it.mail);
    out
}

fn person(it: &PersonText) -> String {
    let mut out = table("person", &it.key);
    line(&mut out, "name", &it.name);
    line(&mut out, "mail", &it.mail);
    some(&mut out, "title", &it.title);
    list(&mut out, "teams", &it.teams);
    some(&mut out, "phone", &it.phone);
    some(&mut out, "zone", &it.zone);
    some(&mut out, "place", &it.place);
    some(&mut out, "country", &it.country);
    if it.has_left {
        out.push_str("left = true\n");
    }
    out
}

fn team(it: &TeamText) -> String {
    let mut out = table("team", &it.key);
    line(&mut out, "title", &it.title);
    some(&mut out, "parent", it.parent.as_deref().unwrap_or_default());
    some(&mut out, "lead", it.lead.as_deref().unwrap_or_default());
    if let Some(line) = it.line {
        push(&mut out, format_args!("line = {line}\n"));
    }
    some(&mut out, "mail", &it.mail);
    some(&mut out, "calendar", it.calendar.as_deref().unwrap_or_default());
    out
}

fn appointment(it: &AppointmentText) -> String {
    let mut out = table("appointment", &it.key);
    line(&mut out, "role", &it.role);
    match &it.holder {
        HolderText::Person(key) => line(&mut out, "person", key),
        HolderText::Team(key) => line(&mut out, "team", key),
    }
    line(&mut out, "scope", &it.scope.to_string());
    if it.from != Day::FromToday(0) {
        line(&mut out, "from", &it.from.to_string());
    }
    if let Some(until) = it.until {
        line(&mut out, "until", &until.to_string());
    }
    some(&mut out, "by", it.by.as_deref().unwrap_or_default());
    if !it.is_accepted {
        out.push_str("accepted = false\n");
    }
    out
}

fn deputy(it: &DeputyText) -> String {
    let mut out = table("deputy", &it.key);
    line(&mut out, "person", &it.person);
    line(&mut out, "stands_in_for", &it.stands_in_for);
    list(&mut out, "roles", &it.roles);
    line(&mut out, "from", &it.from.to_string());
    line(&mut out, "until", &it.until.to_string());
    some(&mut out, "why", &it.why);
    out
}

fn record(it: &Filed) -> String {
    let mut out = table(&it.of, &it.key);
    if let Some(number) = &it.number {
        line(&mut out, "number", number);
    }
    let mut values: Vec<_> = it.values.iter().collect();
    values.sort_by_key(|(key, _)| (key.as_str() != "title", *key));
    for (key, given) in values {
        match given {
            Given::Text(text) | Given::Key(text) => line(&mut out, key, text),
            Given::Ago(age) => line(&mut out, key, &age.to_string()),
            Given::Keys(keys) => list(&mut out, key, keys),
        }
    }
    line(&mut out, "state", &it.state);
    out
}

impl std::fmt::Display for ScopeText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.kind.name())?;
        if self.key.is_empty() { Ok(()) } else { write!(f, ":{}", self.key) }
    }
}

fn table(noun: &str, key: &str) -> String {
    format!("[{}.{}]\n", word(noun), word(key))
}

fn line(out: &mut String, key: &str, text: &str) {
    push(out, format_args!("{} = {}\n", word(key), quoted(text)));
}

fn some(out: &mut String, key: &str, text: &str) {
    if !text.is_empty() {
        line(out, key, text);
    }
}

fn list(out: &mut String, key: &str, texts: &[String]) {
    if !texts.is_empty() {
        let texts: Vec<String> = texts.iter().map(|it| quoted(it)).collect();
        push(out, format_args!("{} = [{}]\n", word(key), texts.join(", ")));
    }
}

/// A key as TOML wants it: bare where it may be.
fn word(key: &str) -> String {
    let is_bare = !key.is_empty() && key.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_'));
    if is_bare { key.to_owned() } else { quoted(key) }
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for it in text.chars() {
        match it {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            it if it.is_control() => push(&mut out, format_args!("\\u{:04X}", u32::from(it))),
            it => out.push(it),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Sources, load};

    /// Reads an organisation and writes it again.
    fn again(texts: &[(&str, &str)]) -> (Organisation, Vec<(String, String)>) {
        let sources = Sources::overlay(Sources::shipped(), Sources::texts("site", texts.iter().copied()));
        let organisation = load(&sources).map_err(|it| it.to_string()).unwrap().organisation;
        let files = written(&organisation);
        (organisation, files)
    }

    fn bare(mut it: Organisation) -> Organisation {
        it.people.iter_mut().for_each(|it| it.declared_at.clear());
        it.teams.iter_mut().for_each(|it| it.declared_at.clear());
        it.appointments.iter_mut().for_each(|it| it.declared_at.clear());
        it.deputies.iter_mut().for_each(|it| it.declared_at.clear());
        it.records.iter_mut().for_each(|it| it.declared_at.clear());
        it.calendars.clear();
        it
    }

    const TEXTS: [(&str, &str); 6] = [
        ("organisation.toml", "title = \"A \\\"quoted\\\" house\"\nzone = \"Europe/Oslo\"\n"),
        (
            "people.toml",
            "[person.\"ada@example.org\"]\nname = \"Ada\\nLovelace\\u0001\"\nmail = \"ada@example.org\"\nteams = [\"desk\"]\n\n[person.bo]\nname = \"Bo\"\nmail = \"bo@example.org\"\nleft = true\n",
        ),
        ("teams.toml", "[team.desk]\ntitle = \"Desk\"\nlead = \"bo\"\nline = 2\ncalendar = \"office\"\n"),
        (
            "appointments.toml",
            "[appointment.\"user.desk\"]\nrole = \"user\"\nteam = \"desk\"\nscope = \"organisation\"\nfrom = \"-3d\"\nuntil = \"2030-01-31\"\naccepted = false\n",
        ),
        (
            "deputies.toml",
            "[deputy.d]\nperson = \"bo\"\nstands_in_for = \"ada@example.org\"\nfrom = \"+1d\"\nuntil = \"2030-01-31\"\nwhy = \"Leave\"\n",
        ),
        (
            "records/service.toml",
            "[service.pay]\ntitle = \"Pay\"\ndepends_on = [\"net\"]\nlast_health_check = \"-2h 10m\"\nstate = \"proposed\"\n\n[service.net]\nnumber = \"SVC-7\"\ntitle = \"Net \\\\ work\"\nstate = \"proposed\"\n",
        ),
    ];

    #[test]
    fn what_is_written_reads_as_the_same_organisation() {
        let (first, files) = again(&TEXTS);
        let texts: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let (second, files_again) = again(&texts);
        let sort = |mut it: Organisation| {
            it.records.sort_by(|one, two| one.key.cmp(&two.key));
            format!("{:?}", bare(it))
        };
        assert_eq!(sort(first), sort(second));
        assert_eq!(files, files_again);
    }

    #[test]
    fn a_section_without_entries_gives_no_file() {
        let only = written(&Organisation { title: "House".to_owned(), ..Organisation::default() });
        assert_eq!(only, [("organisation.toml".to_owned(), "title = \"House\"\n".to_owned())]);
    }
}
