//! A copy's checksum, which stands behind its end: `SQLite` passes over what is not a whole page, and so one file carries
//! both. Knows nothing of what is in the copy.

use std::{
    fs::{File, OpenOptions},
    io::{Read as _, Seek as _, SeekFrom, Write as _},
    path::Path,
};

use anyhow::{Context as _, bail};
use sha2::{Digest as _, Sha256};

/// What stands before the checksum.
const MARK: &[u8; 16] = b"\nremit-copy-256\n";
/// The mark and the checksum.
const SEAL: usize = 48;
/// A database file's head, where it says how long it is.
const HEAD: usize = 32;

/// Whether a copy carried a checksum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sealed {
    /// It did, and every bit is as it was written.
    Yes,
    /// It did not: another tool made it.
    No,
}

/// Puts its checksum behind a copy, all on disk.
pub(crate) fn seal(copy: &Path) -> anyhow::Result<()> {
    let mut file = OpenOptions::new().read(true).append(true).open(copy)?;
    let length = file.metadata()?.len();
    let sum = pour(&mut file, length, &mut std::io::sink())?;
    file.write_all(MARK)?;
    file.write_all(&sum)?;
    file.sync_all()?;
    Ok(())
}

/// Copies a copy without its checksum; refuses one that is damaged or cut.
pub(crate) fn unseal(copy: &Path, to: &Path) -> anyhow::Result<Sealed> {
    let mut file = File::open(copy).with_context(|| format!("{} could not be opened", copy.display()))?;
    let whole = file.metadata()?.len();
    let length = said_length(&mut file)?;
    let mut sealed = Sealed::No;
    let mut wanted = None;
    if whole != length {
        let seal = whole.checked_sub(length).filter(|it| usize::try_from(*it) == Ok(SEAL));
        let mut tail = [0u8; SEAL];
        if seal.is_some() {
            file.seek(SeekFrom::Start(length))?;
            file.read_exact(&mut tail)?;
        }
        let Some(sum) = tail.strip_prefix(MARK) else {
            bail!("it holds {whole} bytes and should hold {length}, with or without a checksum");
        };
        wanted = Some(sum.to_owned());
        sealed = Sealed::Yes;
    }
    let mut target = File::create(to)?;
    let sum = pour(&mut file, length, &mut target)?;
    target.sync_all()?;
    if wanted.is_some_and(|it| it != sum) {
        bail!("its checksum does not fit what it holds");
    }
    Ok(sealed)
}

/// How long a database file says that it is.
fn said_length(file: &mut File) -> anyhow::Result<u64> {
    let mut head = [0u8; HEAD];
    file.rewind()?;
    file.read_exact(&mut head).context("it is too short for a database")?;
    let (Some((_, [one, two])), Some((_, pages))) =
        (head.get(..18).and_then(<[u8]>::split_last_chunk), head.split_last_chunk())
    else {
        bail!("it is too short for a database");
    };
    if !head.starts_with(b"SQLite format 3\0") {
        bail!("it is no database of ours");
    }
    // 65536 does not fit the two bytes and is written as 1.
    let page = match u16::from_be_bytes([*one, *two]) {
        1 => 65_536,
        size => u64::from(size),
    };
    Ok(page.saturating_mul(u64::from(u32::from_be_bytes(*pages))))
}

/// Reads a file's first bytes into another; gives their checksum.
fn pour(file: &mut File, length: u64, into: &mut impl std::io::Write) -> anyhow::Result<[u8; 32]> {
    file.rewind()?;
    let mut rest = file.take(length);
    let mut sum = Sha256::new();
    let mut block = vec![0u8; 1 << 20];
    loop {
        let n = rest.read(&mut block)?;
        let Some(read) = block.get(..n).filter(|it| !it.is_empty()) else { break };
        sum.update(read);
        into.write_all(read)?;
    }
    Ok(sum.finalize().into())
}
