//! Lists the shipped files, so that they are compiled into the binary.

use std::{
    fs,
    io::{Error, Write as _},
    path::{Path, PathBuf},
};

fn main() -> Result<(), Error> {
    let root = Path::new("../../declared").canonicalize()?;
    println!("cargo::rerun-if-changed=../../declared");
    println!("cargo::rerun-if-changed=build.rs");
    let mut files = Vec::new();
    walk(&root, &mut files)?;
    files.sort();
    let out = std::env::var_os("OUT_DIR").map(PathBuf::from).unwrap_or_default().join("shipped.rs");
    let mut list = fs::File::create(out)?;
    writeln!(list, "&[")?;
    for file in files {
        let name = file.strip_prefix(&root).map_err(Error::other)?.to_string_lossy().replace('\\', "/");
        writeln!(list, "    ({name:?}, include_str!({:?})),", file.to_string_lossy())?;
    }
    writeln!(list, "]")
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Error> {
    println!("cargo::rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(&path, files)?;
        } else if path.extension().is_some_and(|it| it == "toml") {
            files.push(path);
        }
    }
    Ok(())
}
