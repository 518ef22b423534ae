//! Receipts (C2SP tlog-proof): one text that proves an entry to anyone who has the public key. Knows no entries.

use std::{fmt, str::FromStr};

use crate::{
    BadNote, BadProofText, Checkpoint, Disproved, Hash, Inclusion, Verifier,
    text::{base64_of, decimal, from_base64, path, write_path},
};

const HEADER: &str = "c2sp.org/tlog-proof@v1";

/// An inclusion proof with the signed checkpoint it leads to, about 1.2 KB in a log of a million entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    index: u64,
    path: Vec<Hash>,
    extra: Vec<u8>,
    note: String,
}

/// Why a receipt does not prove its entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadReceipt {
    /// Its checkpoint is not believed.
    #[error("could not believe the checkpoint of the receipt")]
    Note(#[source] BadNote),
    /// Its proof does not hold.
    #[error("could not follow the proof of the receipt")]
    Proof(#[source] Disproved),
}

impl Receipt {
    /// The receipt of a proof under the note of a checkpoint of the same size.
    pub fn new(proof: Inclusion, note: &str) -> Self {
        Self { index: proof.index, path: proof.path, extra: Vec::new(), note: note.to_owned() }
    }
    /// The same receipt with the canonical bytes of the entry, so that it can be read without the journal.
    #[must_use]
    pub fn carrying(self, canonical: &[u8]) -> Self {
        Self { extra: canonical.to_vec(), ..self }
    }
    /// The place of the entry, counted from 0.
    pub const fn index(&self) -> u64 {
        self.index
    }
    /// The canonical bytes it carries; empty where it carries none. Nothing vouches for them until checked.
    pub fn carried(&self) -> &[u8] {
        &self.extra
    }
    /// Checks that the leaf is in the log that signed the checkpoint, and gives that checkpoint.
    pub fn check(&self, verifier: &Verifier, leaf: &Hash) -> Result<Checkpoint, BadReceipt> {
        let checkpoint = verifier.checkpoint(&self.note).map_err(BadReceipt::Note)?;
        let proof = Inclusion { index: self.index, size: checkpoint.size(), path: self.path.clone() };
        proof.check(leaf, checkpoint.root()).map_err(BadReceipt::Proof)?;
        Ok(checkpoint)
    }
}

impl fmt::Display for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADER}")?;
        if !self.extra.is_empty() {
            writeln!(f, "extra {}", base64_of(&self.extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        write_path(f, &self.path)?;
        write!(f, "\n{}", self.note)
    }
}

impl FromStr for Receipt {
    type Err = BadProofText;
    fn from_str(text: &str) -> Result<Self, BadProofText> {
        let (proof, note) = text.split_once("\n\n").ok_or(BadProofText { what: "the checkpoint" })?;
        let mut lines = proof.lines().peekable();
        if lines.next() != Some(HEADER) {
            return Err(BadProofText { what: "the first line" });
        }
        let mut extra = Vec::new();
        if let Some(encoded) = lines.peek().and_then(|line| line.strip_prefix("extra ")) {
            extra = from_base64(encoded).ok_or(BadProofText { what: "the extra data" })?;
            lines.next();
        }
        let index = lines.next().and_then(|line| decimal(line.strip_prefix("index ")?));
        let index = index.ok_or(BadProofText { what: "the index" })?;
        Ok(Self { index, path: path(lines)?, extra, note: note.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Range, Signer};

    fn receipt(size: u32, index: u64) -> (Receipt, Signer, Vec<Hash>) {
        let leaves: Vec<Hash> = (0..size).map(|n| Hash::leaf(&n.to_be_bytes())).collect();
        let signer = Signer::from_seed("desk.example/journal", &[7; 32]).unwrap();
        let root = leaves.iter().copied().collect::<Range>().root();
        let checkpoint = Checkpoint::new("desk.example/journal", u64::from(size), root).unwrap();
        let proof = Inclusion::make(&leaves, index, u64::from(size)).unwrap();
        (Receipt::new(proof, &signer.sign_first(&checkpoint)), signer, leaves)
    }

    #[test]
    fn a_receipt_reads_back_and_proves_its_entry_and_no_other() {
        let (receipt, signer, leaves) = receipt(100, 42);
        let again: Receipt = receipt.carrying(b"canonical").to_string().parse().unwrap();
        assert_eq!(again.carried(), b"canonical");
        assert_eq!(again.check(signer.verifier(), &leaves[42]).unwrap().size(), 100);
        assert_eq!(again.check(signer.verifier(), &leaves[41]), Err(BadReceipt::Proof(Disproved::OtherRoot)));
        let forged: Receipt = again.to_string().replace("\n100\n", "\n99\n").parse().unwrap();
        assert_eq!(forged.check(signer.verifier(), &leaves[42]), Err(BadReceipt::Note(BadNote::Forged)));
    }

    #[test]
    fn a_receipt_with_its_entry_stays_below_four_kilobytes_at_a_million_entries() {
        let path = vec![Hash::empty(); 20];
        let note = receipt(2, 0).0.note;
        let receipt = Receipt::new(Inclusion { index: 999_999, size: 1_000_000, path }, &note).carrying(&[0; 1500]);
        assert!(receipt.to_string().len() < 4096, "{}", receipt.to_string().len());
    }

    #[test]
    fn what_is_no_receipt_is_refused() {
        for bad in
            ["", "x\nindex 0\n\nn\n", "c2sp.org/tlog-proof@v1\nindex 00\n\nn\n", "c2sp.org/tlog-proof@v1\nextra *\n\nn"]
        {
            assert!(bad.parse::<Receipt>().is_err(), "{bad:?}");
        }
    }
}
