//! Real data beside the repository.

use std::path::{Path, PathBuf};

use anyhow::Context as _;

/// The folder with the real data.
#[expect(clippy::disallowed_methods, reason = "a test is told by the environment where real data lie")]
fn folder() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    std::env::var("REMIT_TEST_DATA").map_or(here, PathBuf::from)
}

/// Strings that break things.
pub fn naughty_strings() -> anyhow::Result<Vec<String>> {
    let file = folder().join("naughty-strings.json");
    let text = std::fs::read_to_string(&file).with_context(|| {
        format!("{} is missing: set REMIT_TEST_DATA to the folder with the real data", file.display())
    })?;
    Ok(serde_json::from_str(&text)?)
}
