//! Reading what was sent: its type first, then its size, then its form.

use axum::{
    body::Body,
    extract::{DefaultBodyLimit, FromRequest as _, Multipart, Request},
    http::{HeaderMap, StatusCode, header},
};
use bytes::Bytes;
use engine::Upload;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use serde_json::{Map, Value as Json};

use crate::{problem::Problem, query::Parameters, route::Takes, strict};

/// The longest JSON in bytes.
const JSON_MOST: usize = 1 << 20;
/// The longest upload in bytes; the engine has its own, lower limit for one file.
const UPLOAD_MOST: usize = 30_000_000;

/// What was sent.
#[derive(Debug)]
pub(crate) enum Sent {
    /// Nothing that matters.
    Nothing,
    /// A JSON object.
    Object(Map<String, Json>),
    /// A file.
    File(Upload),
}

impl Sent {
    pub(crate) fn take_object(&mut self) -> Map<String, Json> {
        match self {
            Self::Object(object) => std::mem::take(object),
            Self::Nothing | Self::File(_) => Map::new(),
        }
    }
    pub(crate) fn take_file(&mut self) -> Option<Upload> {
        match std::mem::replace(self, Self::Nothing) {
            Self::File(file) => Some(file),
            Self::Nothing | Self::Object(_) => None,
        }
    }
}

/// Reads what was sent.
pub(crate) async fn read(
    takes: Takes,
    headers: &HeaderMap,
    body: Body,
    query: &Parameters,
) -> Result<Sent, Box<Problem>> {
    if takes != Takes::Nothing && headers.contains_key(header::CONTENT_ENCODING) {
        return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "encoding", "Send it as it is, not compressed."));
    }
    match takes {
        Takes::Nothing => Ok(Sent::Nothing),
        Takes::Json => json(headers, body).await.map(Sent::Object),
        Takes::File => file(headers, body, query).await.map(Sent::File),
    }
}

/// The media type without its parameters, lower case; `None` where there is none that can be read.
fn media(headers: &HeaderMap) -> Option<String> {
    let mut all = headers.get_all(header::CONTENT_TYPE).iter();
    let text = all.next().filter(|_| all.next().is_none())?.to_str().ok()?;
    Some(text.split(';').next().unwrap_or(text).trim().to_ascii_lowercase())
}

async fn json(headers: &HeaderMap, body: Body) -> Result<Map<String, Json>, Box<Problem>> {
    let has_type = headers.contains_key(header::CONTENT_TYPE);
    if has_type && media(headers).as_deref() != Some("application/json") {
        return Err(not_json());
    }
    let bytes = whole(headers, body, JSON_MOST).await?;
    if bytes.is_empty() && !has_type {
        return Ok(Map::new());
    }
    if !has_type {
        return Err(not_json());
    }
    let malformed = |why: String| {
        Problem::new(StatusCode::BAD_REQUEST, "malformed", format!("This is not JSON that can be read: {why}."))
    };
    match strict::read(&bytes).map_err(malformed)? {
        Json::Object(object) => printable(object),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) | Json::Array(_) => {
            Err(Problem::invalid("body", "is a JSON object"))
        }
    }
}

fn not_json() -> Box<Problem> {
    Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "media-type", "Send JSON, as `Content-Type: application/json`.")
}

/// Refuses control characters other than line breaks and tabs, wherever they stand.
fn printable(object: Map<String, Json>) -> Result<Map<String, Json>, Box<Problem>> {
    let bad = object.iter().find(|(name, value)| !is_printable(name) || !all_printable(value));
    match bad {
        None => Ok(object),
        Some((name, _)) => {
            let name: String = name.chars().filter(|it| !it.is_control()).take(60).collect();
            Err(Problem::invalid(&name, "holds control characters; leave them out"))
        }
    }
}

fn is_printable(text: &str) -> bool {
    !text.chars().any(|it| it.is_control() && !matches!(it, '\n' | '\r' | '\t'))
}

fn all_printable(value: &Json) -> bool {
    match value {
        Json::Null | Json::Bool(_) | Json::Number(_) => true,
        Json::String(text) => is_printable(text),
        Json::Array(all) => all.iter().all(all_printable),
        Json::Object(all) => all.iter().all(|(name, it)| is_printable(name) && all_printable(it)),
    }
}

/// The whole body, if it is no longer than that.
async fn whole(headers: &HeaderMap, body: Body, most: usize) -> Result<Bytes, Box<Problem>> {
    let too_large =
        || Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", format!("At most {most} bytes are taken here."));
    let said =
        headers.get(header::CONTENT_LENGTH).and_then(|it| it.to_str().ok()).and_then(|it| it.parse::<usize>().ok());
    if said.is_some_and(|it| it > most) {
        return Err(too_large());
    }
    match Limited::new(body, most).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(fault) if fault.is::<LengthLimitError>() => Err(too_large()),
        Err(_cut) => Err(Problem::new(StatusCode::BAD_REQUEST, "cut-off", "The request ended before it was complete.")),
    }
}

async fn file(headers: &HeaderMap, body: Body, query: &Parameters) -> Result<Upload, Box<Problem>> {
    let bytes = whole(headers, body, UPLOAD_MOST).await?;
    let (name, inside) = (query.text("filename", 120)?, query.yes("inside")?);
    match media(headers).as_deref() {
        Some("multipart/form-data") => parts(headers, bytes, query).await,
        Some("application/octet-stream") if query.given("filename").is_none() => {
            Err(Problem::invalid("filename", "is needed: a raw file has no name of its own"))
        }
        Some("application/octet-stream") => Ok(Upload { name: name.to_owned(), body: bytes.into(), inside }),
        Some(_) | None => {
            let detail = "Send the file raw, as `application/octet-stream` with its name as the query's `filename`, or as `multipart/form-data` with one part `file`.";
            Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "media-type", detail))
        }
    }
}

/// A form with one part `file`, and maybe `inside`.
async fn parts(headers: &HeaderMap, bytes: Bytes, query: &Parameters) -> Result<Upload, Box<Problem>> {
    let malformed = || Problem::new(StatusCode::BAD_REQUEST, "malformed", "This form can't be read.");
    let mut request = Request::new(Body::from(bytes));
    request.headers_mut().extend(headers.get(header::CONTENT_TYPE).map(|it| (header::CONTENT_TYPE, it.clone())));
    DefaultBodyLimit::disable().apply(&mut request);
    let mut form = Multipart::from_request(request, &()).await.map_err(|_ignored| malformed())?;
    let (mut found, mut inside) = (None, query.given("inside").map(|it| it == "true"));
    while let Some(part) = form.next_field().await.map_err(|_ignored| malformed())? {
        let (name, given) =
            (part.name().unwrap_or_default().to_owned(), part.file_name().unwrap_or_default().to_owned());
        let content = part.bytes().await.map_err(|_ignored| malformed())?;
        match name.as_str() {
            "file" if found.is_none() => found = Some((given, content)),
            "inside" if inside.is_none() => {
                inside = Some(match &*content {
                    b"true" => true,
                    b"false" => false,
                    _other => return Err(Problem::invalid("inside", "is true or false")),
                });
            }
            "file" | "inside" => return Err(Problem::invalid(&name, "is given twice; give it once")),
            _other => {
                return Err(Problem::invalid(
                    &name.chars().filter(|it| !it.is_control()).take(40).collect::<String>(),
                    "is no part of this form",
                ));
            }
        }
    }
    let (given, content) = found.ok_or_else(|| Problem::invalid("file", "is needed"))?;
    let name = query.given("filename").map_or(given, str::to_owned);
    Ok(Upload { name, body: content.into(), inside: inside.unwrap_or_default() })
}
