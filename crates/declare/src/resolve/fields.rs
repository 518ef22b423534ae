//! The fields of a record type: the header's first, then its groups', then its own.

use indexmap::IndexMap;
use model::{Field, Header, Kind, Options, Sight};

use super::{Context, kinds};
use crate::{
    condition, nearest,
    node::Node,
    table::{Table, Word},
};

/// All fields by slot.
pub(super) fn all(root: &Table<'_>, includes: &[Word<'_>], context: &Context<'_>) -> Vec<Field> {
    let mut fields: Vec<Field> = Header::ALL.into_iter().map(|it| unused(it, &context.log.line_of(root.at))).collect();
    for (word, node) in declared(root, includes, context).into_values() {
        let table = Table::new(node, word.at, format!("field `{}`", word.text), context.log);
        let found = field(word, &table, context);
        table.done();
        let Some(field) = found else { continue };
        place(field, word, &mut fields, context);
    }
    fields
}

/// Puts a field where it belongs: over a header field or after all others.
fn place(field: Field, word: Word<'_>, fields: &mut Vec<Field>, context: &Context<'_>) {
    let Some(header) = field.header else {
        fields.push(field);
        return;
    };
    let Some(taken) = fields.get_mut(header.slot().at()) else { return };
    if taken.is_declared && !header.is_computed() {
        let message = format!("field `{}` takes over `{}`, which `{}` has", field.key, header.name(), taken.key);
        context.log.error(word.at, message, "only one field can take over a header field");
        return;
    }
    *taken = field;
}

/// The fields of the groups and the type's own, in order.
fn declared<'a>(
    root: &Table<'a>,
    includes: &[Word<'_>],
    context: &Context<'a>,
) -> IndexMap<&'a str, (Word<'a>, &'a Node)> {
    let mut found: IndexMap<&str, (Word<'_>, &Node)> = IndexMap::new();
    let mut all = Vec::new();
    for include in includes {
        if context.names.groups.find(*include, context.log).is_some() {
            all.extend(group(include.text, context));
        }
    }
    all.extend(root.keyed("field"));
    for (word, node) in all {
        if let Some((first, _)) = found.get(word.text) {
            let help = format!("the first stands at {}", context.log.line_of(first.at));
            context.log.error(word.at, format!("field `{}` is declared twice", word.text), help);
        } else {
            found.insert(word.text, (word, node));
        }
    }
    found
}

fn group<'a>(name: &str, context: &Context<'a>) -> Vec<(Word<'a>, &'a Node)> {
    let group = context.files.root("groups").and_then(|it| it.node.entry("group")?.node.entry(name));
    let Some(entry) = group else { return Vec::new() };
    let table = Table::new(&entry.node, &entry.key_at, format!("field group `{name}`"), context.log);
    let fields = table.keyed("field");
    table.done();
    fields
}

fn field(word: Word<'_>, table: &Table<'_>, context: &Context<'_>) -> Option<Field> {
    let kind = kinds::kind(table, context);
    let header = header(word, table, context);
    let title = table.word("title").map_or_else(|| kinds::titled(word.text), |it| it.text.to_owned());
    let is_searched = table.yes("searched");
    let is_computed = table.yes("computed") || header.is_some_and(Header::is_computed);
    let (sight, help) = (sight(table), table.text("help"));
    table.get("needed");
    check_key(word, header, context);
    let kind = kind?;
    if let Some(header) = header.filter(|it| !fits(*it, &kind)) {
        let message =
            format!("field `{}` is of kind `{}` and can't take over `{}`", word.text, kind.name(), header.name());
        context.log.error(word.at, message, format!("`{}` is of kind `{}`", header.name(), wanted(header)));
        return None;
    }
    let declared_at = context.log.line_of(word.at);
    let key = word.text.to_owned();
    Some(Field { key, title, help, kind, header, is_computed, is_declared: true, sight, is_searched, declared_at })
}

fn check_key(word: Word<'_>, header: Option<Header>, context: &Context<'_>) {
    let fits = word.text.starts_with(|it: char| it.is_ascii_lowercase())
        && word.text.chars().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_');
    if !fits {
        let help = "small letters, digits and `_`, beginning with a letter";
        context.log.error(word.at, format!("`{}` is not a key for a field", word.text), help);
    }
    let taken = Header::ALL.into_iter().find(|it| it.name() == word.text);
    if condition::RESERVED.contains(&word.text) || ["id", "number", "version"].contains(&word.text) {
        context.log.error(
            word.at,
            format!("`{}` means something else in conditions and tables", word.text),
            "choose another key",
        );
    } else if taken.is_some() && taken != header {
        context.log.error(
            word.at,
            format!("`{}` is a header field", word.text),
            "choose another key, or the same in `as`",
        );
    }
}

/// The header field that it takes over: the one it names, or the one whose name it bears.
fn header(word: Word<'_>, table: &Table<'_>, context: &Context<'_>) -> Option<Header> {
    let named = |text: &str| Header::ALL.into_iter().find(|it| it.name() == text);
    let Some(said) = table.word("as") else { return named(word.text) };
    let found = named(said.text);
    if found.is_none() {
        let help = nearest::help(said.text, Header::ALL.iter().map(|it| it.name()));
        context.log.error(said.at, format!("no header field `{}`", said.text), help);
    }
    found
}

fn sight(table: &Table<'_>) -> Sight {
    match table.word("sight") {
        None | Some(Word { text: "open", .. }) => Sight::Open,
        Some(Word { text: "inside", .. }) => Sight::Inside,
        Some(other) => {
            let help = nearest::help(other.text, ["open", "inside"]);
            table.log.error(other.at, format!("no sight `{}`", other.text), help);
            Sight::Inside
        }
    }
}

fn fits(header: Header, kind: &Kind) -> bool {
    match header {
        Header::Title => matches!(kind, Kind::Line(_)),
        Header::HolderTeam => matches!(kind, Kind::Team),
        Header::HolderPerson | Header::ForPerson | Header::OpenedBy => matches!(kind, Kind::Person),
        Header::Service | Header::Ci => matches!(kind, Kind::Reference(_)),
        Header::Priority => matches!(kind, Kind::Level(_)),
        Header::Due | Header::Opened | Header::Changed | Header::Closed => matches!(kind, Kind::Instant),
    }
}

fn wanted(header: Header) -> &'static str {
    unused_kind(header).name()
}

fn unused_kind(header: Header) -> Kind {
    match header {
        Header::Title => Kind::Line(200),
        Header::HolderTeam => Kind::Team,
        Header::HolderPerson | Header::ForPerson | Header::OpenedBy => Kind::Person,
        Header::Service | Header::Ci => Kind::Reference(Vec::new()),
        Header::Priority => Kind::Level(Options::default()),
        Header::Due | Header::Opened | Header::Changed | Header::Closed => Kind::Instant,
    }
}

/// A header field that no field takes over: shown only where the engine fills it.
fn unused(header: Header, declared_at: &str) -> Field {
    Field {
        key: header.name().to_owned(),
        title: kinds::titled(header.name()),
        help: String::new(),
        kind: unused_kind(header),
        header: Some(header),
        is_computed: header.is_computed(),
        is_declared: header.is_computed(),
        sight: Sight::Open,
        is_searched: false,
        declared_at: declared_at.to_owned(),
    }
}
