//! Policies: what must be so of who may do what.

use model::{Activity, Kind, RecordType, Site, Value};

use super::{PolicyText, Verdict, people};
use crate::{
    files::Files,
    log::Log,
    nearest,
    node::{Node, Tree},
    table::{Table, Word, as_word},
};

/// All policies.
pub(super) fn all(files: &Files, site: &Site, log: &Log<'_>) -> Vec<PolicyText> {
    people::each(files, "policies", "policy", log, |word, table| {
        let (allow, deny) = (roles(table, "allow", site, log), roles(table, "deny", site, log));
        let activity = table.needed("activity").and_then(|it| activity(it, site, log));
        let of = activity.and_then(Activity::of).and_then(|it| site.of(it));
        let read = Reading { table, of, log };
        let (on, state, me) = (read.on(), read.state(), read.me());
        let after = table.words("after").into_iter().filter_map(|it| self::activity(it, site, log));
        let after = after.map(|it| it.key.clone()).collect();
        let why = table.text("why");
        let (verdict, roles) = match (allow, deny) {
            (Some(roles), None) => (Verdict::Allow, roles),
            (None, Some(roles)) => (Verdict::Deny, roles),
            (Some(_), Some(_)) | (None, None) => {
                log.error(word.at, format!("{} needs either `allow` or `deny`", table.what), "name a role, or several");
                return None;
            }
        };
        Some(PolicyText {
            key: word.text.to_owned(),
            verdict,
            roles,
            activity: activity?.key.clone(),
            on,
            state,
            me,
            after,
            why,
            declared_at: log.line_of(word.at),
        })
    })
}

fn roles(table: &Table<'_>, key: &'static str, site: &Site, log: &Log<'_>) -> Option<Vec<String>> {
    let words = table.words(key);
    table.node.entry(key)?;
    let mut found = Vec::new();
    for it in words {
        if site.find_role(it.text).is_some() {
            found.push(it.text.to_owned());
        } else {
            let help = nearest::help(it.text, site.roles.iter().map(|it| it.key.as_str()));
            log.error(it.at, format!("no role `{}`", it.text), help);
        }
    }
    Some(found)
}

fn activity<'s>(word: Word<'_>, site: &'s Site, log: &Log<'_>) -> Option<&'s Activity> {
    let found = site.find_activity(word.text).map(|(_, it)| it);
    if found.is_none() {
        let help = nearest::help(word.text, site.activities.iter().map(|it| it.key.as_str()));
        log.error(word.at, format!("no activity `{}`", word.text), help);
    }
    found
}

struct Reading<'a> {
    table: &'a Table<'a>,
    of: Option<&'a RecordType>,
    log: &'a Log<'a>,
}

impl Reading<'_> {
    /// The values of the record that is asked about.
    fn on(&self) -> Vec<(String, Value)> {
        let mut found = Vec::new();
        for (key, node) in self.table.keyed("on") {
            let Some(of) = self.of else { continue };
            let field = of.slot(key.text).and_then(|it| of.field(it));
            let Some(field) = field else {
                self.no_field(key, of);
                continue;
            };
            if let Some(value) = self.value(key, node, &field.kind) {
                found.push((key.text.to_owned(), value));
            }
        }
        found
    }

    fn value(&self, key: Word<'_>, node: &Node, kind: &Kind) -> Option<Value> {
        let text = match (&node.tree, as_word(node)) {
            (_, Some(word)) => word.text.to_owned(),
            (Tree::Whole(n), None) => n.to_string(),
            (Tree::Yes(yes), None) => if *yes { "yes" } else { "no" }.to_owned(),
            (Tree::Table(_) | Tree::List(_) | Tree::Text(_), None) => {
                self.log.error(&node.at, format!("field `{}` can't be {}", key.text, node.shape()), "");
                return None;
            }
        };
        if matches!(kind, Kind::Person | Kind::Team | Kind::Reference(_) | Kind::References(_) | Kind::Attachment) {
            let help = "a policy speaks of nobody in particular: name the field in `me` where it holds whoever asks";
            self.log.error(key.at, format!("field `{}` names somebody or something", key.text), help);
            return None;
        }
        let read = Value::parse(kind, &text);
        if let Err(why) = &read {
            self.log.error(&node.at, format!("{}: {why}", key.text), "");
        }
        read.ok()
    }

    fn state(&self) -> Option<String> {
        let word = self.table.word("state")?;
        let of = self.of?;
        if of.lifecycle.find_state(word.text).is_none() {
            let help = nearest::help(word.text, of.lifecycle.states.iter().map(|it| it.key.as_str()));
            self.log.error(word.at, format!("no state `{}` in `{}`", word.text, of.key), help);
        }
        Some(word.text.to_owned())
    }

    /// The fields that hold whoever asks.
    fn me(&self) -> Vec<String> {
        let mut found = Vec::new();
        for it in self.table.words("me") {
            let Some(of) = self.of else { continue };
            match of.slot(it.text).and_then(|slot| of.field(slot)).map(|it| &it.kind) {
                Some(Kind::Person) => found.push(it.text.to_owned()),
                Some(_) => self.log.error(it.at, format!("field `{}` holds no person", it.text), ""),
                None => self.no_field(it, of),
            }
        }
        found
    }

    fn no_field(&self, word: Word<'_>, of: &RecordType) {
        let help = nearest::help(word.text, of.shown().map(|(_, it)| it.key.as_str()));
        self.log.error(word.at, format!("no field `{}` in `{}`", word.text, of.key), help);
    }
}
