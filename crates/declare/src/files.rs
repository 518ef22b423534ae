//! The texts, parsed and laid over each other, sorted by what each file is for.

use indexmap::IndexMap;

use crate::{
    Sources,
    log::{At, Log},
    node::Node,
    overlay,
};

/// One file, all its layers merged.
#[derive(Debug)]
pub(crate) struct File {
    /// Its whole content.
    pub(crate) node: Node,
    /// Where it begins.
    pub(crate) at: At,
}

/// All files by path, in order of path.
#[derive(Debug)]
pub(crate) struct Files(IndexMap<String, File>);

/// What a file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose<'p> {
    /// `roles/<stage>.toml`.
    Roles { stage: &'p str },
    /// `<practice>/practice.toml`.
    Practice { practice: &'p str },
    /// `<practice>/activities.toml`.
    Activities { practice: &'p str },
    /// `<practice>/clocks.toml`.
    Clocks { practice: &'p str },
    /// `<practice>/measures.toml`.
    Measures { practice: &'p str },
    /// `<practice>/<type>.toml`.
    Type { practice: &'p str, key: &'p str },
    /// `records/<any>.toml`.
    Records,
    /// `<root>.toml`.
    Root { name: &'p str },
    /// Nothing reads it.
    Unknown,
}

const ROOTS: [&str; 11] = [
    "groups",
    "texts",
    "organisation",
    "people",
    "teams",
    "appointments",
    "deputies",
    "calendars",
    "agreements",
    "policies",
    "relations",
];

impl Files {
    /// Parses and merges.
    pub(crate) fn read(sources: &Sources, log: &Log<'_>) -> Self {
        let mut files: IndexMap<String, File> = IndexMap::new();
        for (source, it) in sources.all().iter().enumerate() {
            let node = Node::parse(source, &it.text, log);
            let at = At::new(source, 0..0);
            if purpose(&it.path) == Purpose::Unknown {
                let help = "roles/<stage>.toml, <practice>/<type>.toml, records/<name>.toml or one of: ".to_owned();
                log.warning(&at, format!("nothing reads `{}`", it.path), help + &ROOTS.join(", "));
            }
            match files.get_mut(&it.path) {
                Some(below) => overlay::lay(&mut below.node, node, log),
                None => {
                    files.insert(it.path.clone(), File { node, at });
                }
            }
        }
        files.sort_keys();
        Self(files)
    }

    /// Each file with its purpose.
    pub(crate) fn all(&self) -> impl Iterator<Item = (Purpose<'_>, &File)> {
        self.0.iter().map(|(path, file)| (purpose(path), file))
    }

    /// A file at the root.
    pub(crate) fn root(&self, wanted: &str) -> Option<&File> {
        self.all().find(|(it, _)| *it == Purpose::Root { name: wanted }).map(|(_, file)| file)
    }
}

/// What a file with this path is for.
fn purpose(path: &str) -> Purpose<'_> {
    let Some(stem) = path.strip_suffix(".toml") else { return Purpose::Unknown };
    match stem.split_once('/') {
        Some((_, rest)) if rest.contains('/') => Purpose::Unknown,
        Some(("roles", stage)) => Purpose::Roles { stage },
        Some(("records", _)) => Purpose::Records,
        Some((practice, "practice")) => Purpose::Practice { practice },
        Some((practice, "activities")) => Purpose::Activities { practice },
        Some((practice, "clocks")) => Purpose::Clocks { practice },
        Some((practice, "measures")) => Purpose::Measures { practice },
        Some((practice, key)) => Purpose::Type { practice, key },
        None if ROOTS.contains(&stem) => Purpose::Root { name: stem },
        None => Purpose::Unknown,
    }
}
