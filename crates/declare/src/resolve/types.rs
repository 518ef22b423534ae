//! Record types.

use model::{Lifecycle, PracticeIx, RecordType, RoleIx, ScopeKind, Slot, TypeIx, When, Within};

use super::{Context, behaviours, fields, lifecycle, whens};
use crate::{
    files::{File, Purpose},
    nearest,
    node::Tree,
    table::{Table, Word, as_word},
};

/// All record types, in order of their names.
pub(super) fn all(context: &Context<'_>) -> Vec<RecordType> {
    let mut found = Vec::new();
    for (purpose, file) in context.files.all() {
        if let Purpose::Type { practice, key } = purpose {
            // A name that was refused as a double has no index of its own.
            if context.names.types.index(key) == Some(found.len()) {
                found.push(record_type(practice, key, file, context));
            }
        }
    }
    found
}

fn record_type(practice: &str, key: &str, file: &File, context: &Context<'_>) -> RecordType {
    let root = Table::new(&file.node, &file.at, format!("record type `{key}`"), context.log);
    let head = head(&root);
    let includes = head.as_ref().map(|it| it.words("includes")).unwrap_or_default();
    let mut of = blank(practice, key, file, context);
    of.fields = fields::all(&root, &includes, context);
    of.lifecycle.states = lifecycle::states(&root, context);
    if let Some(head) = head {
        fill(&mut of, &head, context);
        head.done();
    }
    of.lifecycle.moves = lifecycle::moves(&root, &of, context);
    of.needs = needs(&root, &of, context);
    of.behaviours = behaviours::all(&root, context);
    // Rules speak of other types: they are read when all are known.
    root.get("timer");
    root.get("effect");
    root.done();
    of
}

fn head<'a>(root: &Table<'a>) -> Option<Table<'a>> {
    let node = root.get("type");
    if node.is_none() {
        root.log.error(root.at, format!("{} needs a table `[type]`", root.what), "");
    }
    node.map(|it| Table::new(it, &it.at, root.what.clone(), root.log))
}

fn blank(practice: &str, key: &str, file: &File, context: &Context<'_>) -> RecordType {
    let owner = context.names.practices.find(Word { text: practice, at: &file.at }, context.log);
    RecordType {
        key: key.to_owned(),
        title: String::new(),
        plural: String::new(),
        prefix: String::new(),
        practice: owner.map(PracticeIx::of).unwrap_or_default(),
        ix: context.names.types.index(key).map(TypeIx::of).unwrap_or_default(),
        fields: Vec::new(),
        lifecycle: Lifecycle::default(),
        scopes: Vec::new(),
        place: None,
        parent: None,
        behaviours: Vec::new(),
        activities: Vec::new(),
        icon: String::new(),
        answers: None,
        list: Vec::new(),
        needs: Vec::new(),
        declared_at: context.log.line_of(&file.at),
    }
}

fn fill(of: &mut RecordType, head: &Table<'_>, context: &Context<'_>) {
    let text = |it: Option<Word<'_>>| it.map(|it| it.text.to_owned()).unwrap_or_default();
    of.title = text(head.needed("title"));
    of.plural = text(head.needed("plural"));
    of.icon = head.text("icon");
    of.place = place(&of.key, head);
    if let Some(prefix) = head.needed("prefix") {
        if !prefix.text.chars().all(|it| it.is_ascii_uppercase()) || !(2..=4).contains(&prefix.text.len()) {
            context.log.error(prefix.at, format!("`{}` is not a prefix", prefix.text), "two to four capital letters");
        }
        prefix.text.clone_into(&mut of.prefix);
    }
    of.parent = head.word("parent").and_then(|it| slot(it, of, context));
    of.list = head.words("list").into_iter().filter_map(|it| slot(it, of, context)).collect();
    of.scopes = scopes(head, of, context);
    let answers = head.word("answers").and_then(|it| context.names.roles.find(it, context.log));
    of.answers = answers.or_else(|| manager(of.practice, context)).map(RoleIx::of);
}

/// The kind of scope that records of a type are: `is_scope = true` where it bears the type's name, else the kind itself.
fn place(key: &str, head: &Table<'_>) -> Option<ScopeKind> {
    let node = head.get("is_scope")?;
    let (name, at) = match (&node.tree, as_word(node)) {
        (Tree::Yes(false), _) => return None,
        (Tree::Yes(true), _) => (key, &node.at),
        (_, Some(word)) => (word.text, word.at),
        (_, None) => {
            head.wrong("is_scope", "true, or a scope kind", node);
            return None;
        }
    };
    let found = ScopeKind::find(name);
    if found.is_none() {
        let help = nearest::help(name, ScopeKind::ALL.iter().map(|it| it.name()));
        head.log.error(at, format!("no scope kind `{name}`"), help);
    }
    found
}

/// The manager of a practice, looked up before practices are resolved.
fn manager(practice: PracticeIx, context: &Context<'_>) -> Option<usize> {
    let key = context.names.practices.all().nth(practice.at())?;
    let wanted = Purpose::Practice { practice: key };
    let file = context.files.all().find(|(purpose, _)| *purpose == wanted)?.1;
    context.names.roles.index(as_word(&file.node.entry("manager")?.node)?.text)
}

/// The slot of a field; an unknown one is a fault.
pub(super) fn slot(word: Word<'_>, of: &RecordType, context: &Context<'_>) -> Option<Slot> {
    let found = of.slot(word.text);
    if found.is_none() {
        let help = nearest::help(word.text, of.shown().map(|(_, it)| it.key.as_str()));
        context.log.error(word.at, format!("no field `{}` in `{}`", word.text, of.key), help);
    }
    found
}

fn scopes(head: &Table<'_>, of: &RecordType, context: &Context<'_>) -> Vec<(ScopeKind, Within)> {
    let mut found = Vec::new();
    for (kind, node) in head.keyed("scopes") {
        let Some(how) = as_word(node) else {
            head.wrong(kind.text, "a field, `always` or `itself`", node);
            continue;
        };
        let within = match how.text {
            "always" => Some(Within::Always),
            "itself" => Some(Within::Itself),
            _field => slot(how, of, context).map(Within::Slot),
        };
        let Some(scope) = ScopeKind::find(kind.text) else {
            let help = nearest::help(kind.text, ScopeKind::ALL.iter().map(|it| it.name()));
            context.log.error(kind.at, format!("no scope kind `{}`", kind.text), help);
            continue;
        };
        found.extend(within.map(|it| (scope, it)));
    }
    found
}

/// Fields that must be filled, always or where a condition holds.
fn needs(root: &Table<'_>, of: &RecordType, context: &Context<'_>) -> Vec<(Slot, When)> {
    let mut found = Vec::new();
    for (word, node) in root.keyed("field") {
        let Some(needed) = node.entry("needed") else { continue };
        let when = match (&needed.node.tree, as_word(&needed.node)) {
            (Tree::Yes(true), _) => When::Always,
            (_, Some(text)) => whens::read(text, of, None, context),
            (_, None) => {
                root.wrong("needed", "`true` or a condition", &needed.node);
                continue;
            }
        };
        found.extend(of.slot(word.text).map(|it| (it, when)));
    }
    found
}
