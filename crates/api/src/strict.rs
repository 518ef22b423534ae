//! JSON read strictly: a name that stands twice in one object is refused, since readers differ on which one counts.

use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value as Json};

/// Reads JSON; the fault says in a few words what is wrong.
pub(crate) fn read(bytes: &[u8]) -> Result<Json, String> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = Strict.deserialize(&mut reader).map_err(|it| said(&it))?;
    reader.end().map_err(|it| said(&it))?;
    Ok(value)
}

fn said(fault: &serde_json::Error) -> String {
    fault.to_string().chars().filter(|it| !it.is_control()).take(160).collect()
}

#[derive(Clone, Copy)]
struct Strict;

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Json;
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Json, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Json;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }
    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }
    fn visit_bool<E>(self, it: bool) -> Result<Json, E> {
        Ok(Json::Bool(it))
    }
    fn visit_i64<E>(self, it: i64) -> Result<Json, E> {
        Ok(Json::Number(it.into()))
    }
    fn visit_u64<E>(self, it: u64) -> Result<Json, E> {
        Ok(Json::Number(it.into()))
    }
    fn visit_f64<E>(self, it: f64) -> Result<Json, E> {
        Ok(Number::from_f64(it).map_or(Json::Null, Json::Number))
    }
    fn visit_str<E>(self, it: &str) -> Result<Json, E> {
        Ok(Json::String(it.to_owned()))
    }
    fn visit_string<E>(self, it: String) -> Result<Json, E> {
        Ok(Json::String(it))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Json, A::Error> {
        let mut all = Vec::new();
        while let Some(it) = from.next_element_seed(self)? {
            all.push(it);
        }
        Ok(Json::Array(all))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Json, A::Error> {
        let mut all = Map::new();
        while let Some(name) = from.next_key::<String>()? {
            let value = from.next_value_seed(self)?;
            if all.contains_key(&name) {
                return Err(de::Error::custom("a name stands twice in one object"));
            }
            all.insert(name, value);
        }
        Ok(Json::Object(all))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_read_strictly() {
        assert_eq!(read(br#"{"a":[1,-2.5,null,true,"x"]}"#).unwrap().to_string(), r#"{"a":[1,-2.5,null,true,"x"]}"#);
        for bad in [&br#"{"a":1,"a":2}"#[..], b"{} {}", b"", b"{\"a\":NaN}", b"\xff", br#""\ud800""#] {
            assert!(read(bad).is_err(), "{bad:?}");
        }
        let deep = "[".repeat(100_000);
        assert!(read(deep.as_bytes()).unwrap_err().contains("recursion"));
    }
}
