//! Secrets: made from the machine's randomness, shown once, kept only as hashes.

use argon2::{Argon2, PasswordHasher as _, PasswordVerifier as _};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};

use crate::Fault;

/// A secret of 256 bits as text for URLs, cookies and headers.
#[derive(Clone)]
pub struct Secret(String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(..)")
    }
}

impl Secret {
    /// A fresh one.
    pub fn fresh() -> Result<Self, Fault> {
        let mut bytes = [0u8; 32];
        getrandom::fill(&mut bytes)
            .map_err(|fault| Fault::Inner(format!("the machine gave no randomness: {fault}")))?;
        Ok(Self(URL_SAFE_NO_PAD.encode(bytes)))
    }
    /// The text to hand over, once.
    pub fn reveal(&self) -> &str {
        &self.0
    }
    /// What is kept.
    pub fn hash(&self) -> Vec<u8> {
        hash_of(&self.0)
    }
}

/// What is kept of a secret with 256 bits of randomness: it needs no salt and no slowness.
pub fn hash_of(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}

/// The hash of a text in hexadecimal.
pub(crate) fn hash_text(text: &str) -> String {
    hash_of(text).iter().map(|it| format!("{it:02x}")).collect()
}

/// Hashes a password with argon2id at the library's current figures.
pub(crate) fn hash_password(password: &str) -> Result<String, Fault> {
    Argon2::default()
        .hash_password(password.as_bytes())
        .map(|it| it.to_string())
        .map_err(|fault| Fault::Inner(format!("the password could not be hashed: {fault}")))
}

/// Whether a password fits a hash; takes its time on purpose.
pub(crate) fn fits(password: &str, hash: &str) -> bool {
    Argon2::default().verify_password(password.as_bytes(), hash).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_fits_its_own_hash_only() {
        let hash = hash_password("correct horse battery").unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(fits("correct horse battery", &hash));
        assert!(!fits("correct horse batterz", &hash));
    }

    #[test]
    fn secrets_are_never_shown_by_debug() {
        let secret = Secret::fresh().unwrap();
        assert!(!format!("{secret:?}").contains(secret.reveal()));
    }
}
