//! Signed notes (C2SP signed-note) with Ed25519 keys: a text, an empty line, one line per signature. Knows nothing
//! of what the text says.

use std::{fmt, str::FromStr};

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};

use crate::{
    Hash,
    text::{base64_of, from_base64},
};

const ED25519: u8 = 1;
const LONGEST: usize = 65_536;

/// Why a key cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadKey {
    /// The name is empty or has white space or a plus sign in it.
    #[error("a key name may not be empty nor hold white space or `+`")]
    Name,
    /// The text is not `name+id+key`, or the id is not that of the key.
    #[error("a verifier key is written `name+id+key`")]
    Text,
}

/// Why a note is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadNote {
    /// It is not a text with signature lines.
    #[error("not a signed note")]
    Malformed,
    /// None of its signatures names the key.
    #[error("not signed by the key asked for")]
    Unsigned,
    /// The signature that names the key is not of this text.
    #[error("the signature is not of this text")]
    Forged,
    /// The text is signed, but is no checkpoint.
    #[error("the signed text is not a checkpoint")]
    NoCheckpoint,
    /// The checkpoint is that of another log.
    #[error("the checkpoint is that of another log")]
    OtherOrigin,
}

/// The private half of a key: signs texts.
pub struct Signer {
    key: SigningKey,
    public: Verifier,
}

/// The public half of a key: opens notes. Written `name+id+key`, as C2SP has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verifier {
    name: String,
    key: VerifyingKey,
    id: [u8; 4],
}

impl Signer {
    /// The signer of this name with the key that grows from this seed.
    pub fn from_seed(name: &str, seed: &[u8; 32]) -> Result<Self, BadKey> {
        let key = SigningKey::from_bytes(seed);
        let public = Verifier::new(name, key.verifying_key())?;
        Ok(Self { key, public })
    }
    /// A fresh random seed, for a new key.
    pub fn fresh_seed() -> Result<[u8; 32], getrandom::Error> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed)?;
        Ok(seed)
    }
    /// The public half.
    pub const fn verifier(&self) -> &Verifier {
        &self.public
    }
    /// The text, which ends with a line end, as a signed note.
    pub(crate) fn sign_text(&self, text: &str) -> String {
        let signature = self.key.sign(text.as_bytes()).to_bytes();
        let signature = base64_of(&[self.public.id.as_slice(), &signature].concat());
        format!("{text}\n\u{2014} {} {signature}\n", self.public.name)
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer").field("public", &self.public).finish_non_exhaustive()
    }
}

impl Verifier {
    fn new(name: &str, key: VerifyingKey) -> Result<Self, BadKey> {
        if name.is_empty() || name.chars().any(|c| c.is_whitespace() || c == '+') {
            return Err(BadKey::Name);
        }
        let hash = Hash::of(&[name.as_bytes(), b"\n", &[ED25519], key.as_bytes()]);
        let id = hash.as_bytes().first_chunk::<4>().copied().unwrap_or_default();
        Ok(Self { name: name.to_owned(), key, id })
    }
    /// The name of the key.
    pub fn name(&self) -> &str {
        &self.name
    }
    /// The text of a note this key signed. Signatures of other keys are passed over.
    pub fn open<'a>(&self, note: &'a str) -> Result<&'a str, BadNote> {
        let (text, signatures) = parts(note).ok_or(BadNote::Malformed)?;
        let mut signed = Err(BadNote::Unsigned);
        for line in signatures.lines() {
            let (name, bytes) = signature_line(line).ok_or(BadNote::Malformed)?;
            let Some((id, signature)) = bytes.split_first_chunk::<4>() else { return Err(BadNote::Malformed) };
            if name == self.name && *id == self.id {
                self.check(text, signature)?;
                signed = Ok(text);
            }
        }
        signed
    }

    fn check(&self, text: &str, signature: &[u8]) -> Result<(), BadNote> {
        let signature: &[u8; 64] = signature.try_into().map_err(|_short| BadNote::Forged)?;
        let signature = Signature::from_bytes(signature);
        self.key.verify_strict(text.as_bytes(), &signature).map_err(|_mismatch| BadNote::Forged)
    }

    fn read(text: &str) -> Option<Self> {
        let (name, rest) = text.split_once('+')?;
        let (_, key) = rest.split_once('+')?;
        let bytes: [u8; 33] = from_base64(key)?.try_into().ok()?;
        let (ED25519, key) = bytes.split_first_chunk::<1>().map(|([kind], key)| (*kind, key))? else { return None };
        let key = VerifyingKey::from_bytes(key.try_into().ok()?).ok()?;
        Self::new(name, key).ok().filter(|verifier| verifier.to_string() == text)
    }
}

/// The signed text and the lines of its signatures.
fn parts(note: &str) -> Option<(&str, &str)> {
    let end = note.rfind("\n\n").filter(|_| note.len() <= LONGEST)?;
    let text = note.get(..=end)?;
    let signatures = note.get(end + 2..)?;
    let whole = signatures.ends_with('\n') && !text.chars().any(|c| c.is_control() && c != '\n');
    whole.then_some((text, signatures))
}

fn signature_line(line: &str) -> Option<(&str, Vec<u8>)> {
    let (name, signature) = line.strip_prefix("\u{2014} ")?.split_once(' ')?;
    Some((name, from_base64(signature)?))
}

impl fmt::Display for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = base64_of(&[[ED25519].as_slice(), self.key.as_bytes()].concat());
        write!(f, "{}+{:08x}+{key}", self.name, u32::from_be_bytes(self.id))
    }
}

impl FromStr for Verifier {
    type Err = BadKey;
    fn from_str(text: &str) -> Result<Self, BadKey> {
        Self::read(text).ok_or(BadKey::Text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    const NOTE: &str = "If you think cryptography is the answer to your problem,\n\
        then you don't know what your problem is.\n\n\
        \u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    #[test]
    fn the_known_note_of_the_format_opens_with_its_known_key() {
        let key: Verifier = KEY.parse().unwrap();
        assert_eq!(key.to_string(), KEY);
        assert!(key.open(NOTE).unwrap().ends_with("your problem is.\n"));
        assert_eq!(key.open(&NOTE.replace("don't", "do")), Err(BadNote::Forged));
    }

    #[test]
    fn a_note_opens_with_its_own_key_only() {
        let signer = Signer::from_seed("desk", &[7; 32]).unwrap();
        let other = Signer::from_seed("desk", &[8; 32]).unwrap();
        let note = signer.sign_text("hello\n");
        assert_eq!(signer.verifier().open(&note), Ok("hello\n"));
        assert_eq!(other.verifier().open(&note), Err(BadNote::Unsigned));
        let both = format!("{note}{}", other.sign_text("").trim_start());
        assert_eq!(signer.verifier().open(&both), Ok("hello\n"));
        assert_eq!(other.verifier().open(&both), Err(BadNote::Forged));
    }

    #[test]
    fn what_is_no_note_is_refused() {
        let verifier = Signer::from_seed("desk", &[7; 32]).unwrap().verifier().clone();
        for bad in [
            "",
            "\n\n",
            "a\n",
            "a\n\nb\n",
            "a\n\n\u{2014} desk\n",
            "a\n\n\u{2014} desk AAA=\n",
            "a\r\n\n\u{2014} x AAAA",
        ] {
            assert!(verifier.open(bad).is_err(), "{bad:?}");
        }
        let long = format!("{}\n\n", "a".repeat(LONGEST));
        assert_eq!(verifier.open(&long), Err(BadNote::Malformed));
    }

    #[test]
    fn a_key_with_a_bad_name_or_id_is_refused() {
        assert_eq!(Signer::from_seed("a b", &[7; 32]).err(), Some(BadKey::Name));
        for bad in ["", "a+b", &KEY.replace("c74f20a3", "c74f20a4"), &KEY.replace("ARpc", "AQpc")] {
            assert_eq!(bad.parse::<Verifier>(), Err(BadKey::Text), "{bad}");
        }
    }

    #[test]
    fn a_signer_never_shows_its_seed() {
        let shown = format!("{:?}", Signer::from_seed("desk", &[7; 32]).unwrap());
        assert!(!shown.contains("7, 7, 7") && !shown.contains("070707"), "{shown}");
    }
}
