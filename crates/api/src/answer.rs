//! An answer, before it is put on the wire.

use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, Response, StatusCode, header},
};
use bytes::Bytes;
use serde_json::Value as Json;

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: Vec<(HeaderName, String)>,
    pub(crate) body: Content,
}

/// What an answer says.
#[derive(Debug)]
pub(crate) enum Content {
    /// Nothing.
    Nothing,
    /// JSON.
    Json(Json),
    /// Bytes of this media type.
    Bytes(String, Bytes),
    /// Text that comes piece by piece.
    Stream(&'static str, Body),
}

impl Answer {
    pub(crate) fn new(status: StatusCode, body: Content) -> Self {
        Self { status, headers: Vec::new(), body }
    }
    /// 200 with JSON.
    pub(crate) fn json(body: Json) -> Self {
        Self::new(StatusCode::OK, Content::Json(body))
    }
    /// The same with a header.
    pub(crate) fn with(mut self, name: HeaderName, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
    /// The same with another status.
    pub(crate) fn status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }
    /// The same with the version of what it shows.
    pub(crate) fn version(self, version: i64) -> Self {
        self.with(header::ETAG, format!("\"v{version}\""))
    }

    pub(crate) fn respond(self) -> Response<Body> {
        let (media, body) = match self.body {
            Content::Nothing => (None, Body::empty()),
            Content::Json(json) => (Some("application/json".to_owned()), Body::from(json.to_string())),
            Content::Bytes(media, bytes) => (Some(media), Body::from(bytes)),
            Content::Stream(media, body) => (Some(media.to_owned()), body),
        };
        let mut response = Response::new(body);
        *response.status_mut() = self.status;
        let media = media.map(|it| (header::CONTENT_TYPE, it));
        for (name, value) in media.into_iter().chain(self.headers) {
            if let Ok(value) = HeaderValue::from_str(&value) {
                response.headers_mut().insert(name, value);
            }
        }
        response
    }
}
