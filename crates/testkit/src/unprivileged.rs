//! PostgreSQL refuses to run as root: where the tests do, its programs are run as an unprivileged user.

use std::{
    os::unix::{fs::MetadataExt as _, process::CommandExt as _},
    path::Path,
    process::Command,
};

use anyhow::{Context as _, bail};

/// Whom PostgreSQL runs as; `None` for whoever runs the tests.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unprivileged(Option<(u32, u32)>);

impl Unprivileged {
    /// Finds out, by whose a file is that this process makes in a folder.
    pub(crate) fn find(folder: &Path) -> anyhow::Result<Self> {
        let file = folder.join(format!("whose-{}", std::process::id()));
        std::fs::write(&file, [])?;
        let we = file.metadata()?.uid();
        std::fs::remove_file(&file)?;
        if we != 0 {
            return Ok(Self(None));
        }
        let users = std::fs::read_to_string("/etc/passwd").context("could not read /etc/passwd")?;
        for wanted in ["postgres", "nobody"] {
            let ids = users.lines().map(|it| it.split(':').collect::<Vec<_>>()).find_map(|it| match it.as_slice() {
                [name, _, user, group, ..] if *name == wanted => Some((user.parse().ok()?, group.parse().ok()?)),
                _other => None,
            });
            if ids.is_some() {
                return Ok(Self(ids));
            }
        }
        bail!("PostgreSQL does not run as root, and there is no user `postgres` or `nobody` to run it as")
    }
    /// Gives a folder to that user.
    pub(crate) fn own(self, folder: &Path) -> anyhow::Result<()> {
        if let Self(Some((user, group))) = self {
            std::os::unix::fs::chown(folder, Some(user), Some(group))?;
        }
        Ok(())
    }
    /// A command run as that user, apart from the tests' process group and from their streams.
    pub(crate) fn command(self, program: &Path, folder: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(folder).process_group(0).stdin(std::process::Stdio::null()).env("LC_ALL", "C.UTF-8");
        if let Self(Some((user, group))) = self {
            command.uid(user).gid(group).env("HOME", folder);
        }
        command
    }
}
