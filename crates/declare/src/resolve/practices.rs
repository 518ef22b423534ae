//! Practices: what each is for and who runs it.

use model::{Practice, PracticeIx, RoleIx, Site, TypeIx};

use super::Context;
use crate::{
    files::{File, Purpose},
    table::Table,
};

/// All practices, in order of their names; their other names go to the site's texts.
pub(super) fn all(context: &Context<'_>, site: &mut Site) -> Vec<Practice> {
    let mut found = Vec::new();
    for (purpose, file) in context.files.all() {
        match purpose {
            Purpose::Practice { practice } => {
                let ix = PracticeIx::of(found.len());
                found.push(practice_of(practice, ix, file, context, site));
            }
            Purpose::Roles { .. }
            | Purpose::Activities { .. }
            | Purpose::Clocks { .. }
            | Purpose::Measures { .. }
            | Purpose::Type { .. }
            | Purpose::Records
            | Purpose::Root { .. }
            | Purpose::Unknown => {}
        }
    }
    found
}

fn practice_of(key: &str, ix: PracticeIx, file: &File, context: &Context<'_>, site: &mut Site) -> Practice {
    let root = Table::new(&file.node, &file.at, format!("practice `{key}`"), context.log);
    let text = |key| root.needed(key).map(|it| it.text.to_owned()).unwrap_or_default();
    if let Some(said) = root.needed("key").filter(|it| it.text != key) {
        context.log.error(said.at, format!("the folder is `{key}`, the key `{}`", said.text), "both must be the same");
    }
    let role = |word: Option<crate::table::Word<'_>>| word.and_then(|it| context.names.roles.find(it, context.log));
    let version = text("version");
    if let Some(expects) = root.word("expects").filter(|it| it.text != version) {
        let message = format!("written for version {} of `{key}`, which is at {version}", expects.text);
        context.log.warning(expects.at, message, "see what changed, then set `expects` to the new version");
    }
    let aliases: Vec<&str> = root.words("aliases").into_iter().map(|it| it.text).collect();
    site.texts.insert(format!("practice.{key}.aliases"), aliases.join(", "));
    let found = Practice {
        key: key.to_owned(),
        title: text("title"),
        purpose: text("purpose"),
        ix,
        manager: role(root.needed("manager")).map(RoleIx::of),
        owner: role(root.needed("owner")).map(RoleIx::of),
        version,
        types: site.types.iter().filter(|it| it.practice == ix).map(|it| TypeIx::of(it.ix.at())).collect(),
    };
    root.done();
    found
}
