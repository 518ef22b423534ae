//! One unambiguous byte form of a journal entry, and commitments to personal values. Knows no field names.
//!
//! ```text
//! leaf   = 0x01 field*                 (0x01 is the version of this encoding)
//! field  = 'n' u64                     a natural number
//!        | 'i' i64                     a whole number, two's complement
//!        | 't' length bytes            text, UTF-8
//!        | 'b' length bytes            bytes
//!        | 'h' 32 bytes                a hash or a commitment
//!        | '-'                         absent
//!        | '(' length field*           a group
//! length = u64
//! ```
//! All numbers are 8 bytes, big end first. Each field tells its own length, so two different lists of fields never
//! give the same bytes. The order and meaning of the fields is the journal's; a leaf opens with its sequence number
//! and its time, so that an entry moved or back-dated contradicts its own bytes.

use std::fmt;

use base::Instant;

use crate::Hash;

const VERSION: u8 = 1;
const NATURAL: u8 = b'n';
const INT: u8 = b'i';
const TEXT: u8 = b't';
const BYTES: u8 = b'b';
const HASH: u8 = b'h';
const ABSENT: u8 = b'-';
const GROUP: u8 = b'(';

/// Canonical bytes in the making: fields in a fixed order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Canon(Vec<u8>);

/// What each leaf says about itself: where and when it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its sequence number in the journal.
    pub seq: u64,
    /// When it was written.
    pub at: Instant,
}

impl Canon {
    /// No fields yet: for groups and for things that are not journal entries.
    pub const fn new() -> Self {
        Self(Vec::new())
    }
    /// A journal entry: opens with its place, as the examiner demands.
    pub fn entry(seq: u64, at: Instant) -> Self {
        Self::new().natural(seq).int(at.micros())
    }
    /// Adds a natural number.
    #[must_use]
    pub fn natural(self, number: u64) -> Self {
        self.plain(NATURAL, &number.to_be_bytes())
    }
    /// Adds a whole number.
    #[must_use]
    pub fn int(self, number: i64) -> Self {
        self.plain(INT, &number.to_be_bytes())
    }
    /// Adds a text.
    #[must_use]
    pub fn text(self, text: &str) -> Self {
        self.sized(TEXT, text.as_bytes())
    }
    /// Adds bytes.
    #[must_use]
    pub fn bytes(self, bytes: &[u8]) -> Self {
        self.sized(BYTES, bytes)
    }
    /// Adds a hash or a commitment.
    #[must_use]
    pub fn hash(self, hash: &Hash) -> Self {
        self.plain(HASH, hash.as_bytes())
    }
    /// Adds the mark of an absent value, which is not an empty one.
    #[must_use]
    pub fn absent(self) -> Self {
        self.plain(ABSENT, &[])
    }
    /// Adds a text where there is one.
    #[must_use]
    pub fn maybe_text(self, text: Option<&str>) -> Self {
        match text {
            Some(text) => self.text(text),
            None => self.absent(),
        }
    }
    /// Adds a whole number where there is one.
    #[must_use]
    pub fn maybe_int(self, number: Option<i64>) -> Self {
        match number {
            Some(number) => self.int(number),
            None => self.absent(),
        }
    }
    /// Adds other fields as one group.
    #[must_use]
    pub fn group(self, fields: &Self) -> Self {
        self.sized(GROUP, &fields.0)
    }
    /// Adds the commitment to a personal value; the value and its salt are kept beside the leaf and may be erased.
    #[must_use]
    pub fn personal(self, salt: &Salt, value: &str) -> Self {
        self.hash(&commit(salt, value.as_bytes()))
    }
    /// The canonical bytes.
    pub fn finish(self) -> Vec<u8> {
        let mut bytes = self.0;
        bytes.insert(0, VERSION);
        bytes
    }

    fn plain(mut self, tag: u8, body: &[u8]) -> Self {
        self.0.push(tag);
        self.0.extend_from_slice(body);
        self
    }
    fn sized(mut self, tag: u8, body: &[u8]) -> Self {
        let length = u64::try_from(body.len()).unwrap_or(u64::MAX);
        self.0.push(tag);
        self.0.extend_from_slice(&length.to_be_bytes());
        self.0.extend_from_slice(body);
        self
    }
}

impl Place {
    /// Reads the place from canonical bytes; `None` where they do not open with one.
    pub fn read(canonical: &[u8]) -> Option<Self> {
        let rest = canonical.strip_prefix(&[VERSION, NATURAL])?;
        let (seq, rest) = rest.split_first_chunk::<8>()?;
        let (at, _) = rest.strip_prefix(&[INT])?.split_first_chunk::<8>()?;
        Some(Self { seq: u64::from_be_bytes(*seq), at: Instant::from_micros(i64::from_be_bytes(*at)) })
    }
}

/// A secret beside a personal value; without it the commitment tells nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Salt([u8; 16]);

impl Salt {
    /// A fresh random salt.
    pub fn fresh() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes)?;
        Ok(Self(bytes))
    }
    /// The salt with these bytes.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
    /// Its bytes.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Debug for Salt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Salt(..)")
    }
}

/// Commits to a value: SHA-256(0x02 ‖ salt ‖ value). Erase salt and value, and the leaf that holds the commitment
/// stays valid; keep them, and anyone can check them against it.
pub fn commit(salt: &Salt, value: &[u8]) -> Hash {
    Hash::commitment(&salt.0, value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Clone, Debug, PartialEq)]
    enum Field {
        Natural(u64),
        Int(i64),
        Text(String),
        Bytes(Vec<u8>),
        Absent,
        Group(Vec<Self>),
    }

    fn encode(fields: &[Field]) -> Canon {
        fields.iter().fold(Canon::new(), |canon, field| match field {
            Field::Natural(n) => canon.natural(*n),
            Field::Int(n) => canon.int(*n),
            Field::Text(t) => canon.text(t),
            Field::Bytes(b) => canon.bytes(b),
            Field::Absent => canon.absent(),
            Field::Group(inner) => canon.group(&encode(inner)),
        })
    }

    /// Small alphabets, so that look-alikes are frequent.
    fn fields() -> impl Strategy<Value = Vec<Field>> {
        let one = prop_oneof![
            (0u64..3).prop_map(Field::Natural),
            (-1i64..2).prop_map(Field::Int),
            "[nit(\u{0}]{0,2}".prop_map(Field::Text),
            prop::collection::vec(0u8..3, 0..3).prop_map(Field::Bytes),
            Just(Field::Absent),
        ];
        let one = one.prop_recursive(2, 6, 3, |inner| prop::collection::vec(inner, 0..3).prop_map(Field::Group));
        prop::collection::vec(one, 0..4)
    }

    proptest! {
        #[test]
        fn different_fields_never_give_the_same_bytes(a in fields(), b in fields()) {
            prop_assert_eq!(a == b, encode(&a).finish() == encode(&b).finish());
        }
    }

    #[test]
    fn the_encoding_is_the_documented_one() {
        let bytes = Canon::new().natural(1).text("ab").absent().finish();
        assert_eq!(bytes, b"\x01n\0\0\0\0\0\0\0\x01t\0\0\0\0\0\0\0\x02ab-");
    }

    #[test]
    fn an_entry_tells_its_place() {
        let at = Instant::from_micros(-5);
        assert_eq!(Place::read(&Canon::entry(7, at).text("x").finish()), Some(Place { seq: 7, at }));
        assert_eq!(Place::read(&Canon::new().text("x").finish()), None);
        assert_eq!(Place::read(b""), None);
    }

    #[test]
    fn a_personal_value_can_be_erased_and_the_leaf_stays_valid() {
        let salt = Salt::fresh().unwrap();
        let written = Canon::entry(1, Instant::default()).personal(&salt, "Ada").finish();
        let kept = commit(&salt, b"Ada");
        let rebuilt = Canon::entry(1, Instant::default()).hash(&kept).finish();
        assert_eq!(Hash::leaf(&written), Hash::leaf(&rebuilt));
        assert_ne!(kept, commit(&Salt::fresh().unwrap(), b"Ada"));
        assert_eq!(format!("{salt:?}"), "Salt(..)");
    }
}
