//! Embeds the sample organisation: `remit demo` needs nothing but the binary.

use std::{env, fs, io, path::Path};

fn main() -> io::Result<()> {
    let here = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    let sample = Path::new(&here).join("../../sample");
    println!("cargo::rerun-if-changed={}", sample.display());
    let mut files = Vec::new();
    gather(&sample, "", &mut files)?;
    files.sort();
    let rows: String = files.iter().map(|(name, path)| format!("    ({name:?}, include_str!({path:?})),\n")).collect();
    fs::write(Path::new(&out).join("sample.rs"), format!("&[\n{rows}]"))
}

fn gather(folder: &Path, under: &str, files: &mut Vec<(String, String)>) -> io::Result<()> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(()) };
    for entry in entries {
        let entry = entry?;
        let name = format!("{under}{}", entry.file_name().to_string_lossy());
        let path = entry.path();
        if path.is_dir() {
            gather(&path, &format!("{name}/"), files)?;
        } else if path.extension().is_some_and(|it| it == "toml") {
            files.push((name, path.canonicalize()?.display().to_string()));
        }
    }
    Ok(())
}
