//! What a form sent. Read once at the gate, where its token is checked; handlers get it ready.

use axum::{
    body::to_bytes,
    extract::{FromRequest as _, FromRequestParts, Multipart, Request},
    http::{header, request::Parts},
};

use crate::{problem::Problem, urls};

/// The most that a plain form may hold, in bytes.
const PLAIN_MOST: usize = 2 * 1024 * 1024;
/// The most files that one form may bring.
const FILES_MOST: usize = 10;

/// What a form sent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Posted {
    pairs: Vec<(String, String)>,
    /// Files with their names; empty ones are left out.
    pub(crate) files: Vec<(String, Vec<u8>)>,
}

impl Posted {
    /// Reads a request's body.
    pub(crate) async fn read(request: Request) -> Result<Self, Problem> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok()).unwrap_or_default();
        if kind.starts_with("multipart/form-data") {
            return Self::parts(request).await;
        }
        if !kind.starts_with("application/x-www-form-urlencoded") {
            return Err(Problem::NoForm);
        }
        let body = to_bytes(request.into_body(), PLAIN_MOST).await.map_err(|_too_long| Problem::TooLarge)?;
        Ok(Self { pairs: urls::pairs(&body), files: Vec::new() })
    }

    async fn parts(request: Request) -> Result<Self, Problem> {
        let mut parts = Multipart::from_request(request, &()).await.map_err(|_odd| Problem::NoForm)?;
        let mut posted = Self::default();
        while let Some(part) = parts.next_field().await.map_err(|_broken| Problem::TooLarge)? {
            let name = part.name().unwrap_or_default().to_owned();
            match part.file_name().map(str::to_owned) {
                Some(file) => {
                    let body = part.bytes().await.map_err(|_broken| Problem::TooLarge)?;
                    if !body.is_empty() && posted.files.len() < FILES_MOST {
                        posted.files.push((file, body.to_vec()));
                    }
                }
                None => posted.pairs.push((name, part.text().await.map_err(|_broken| Problem::TooLarge)?)),
            }
        }
        Ok(posted)
    }

    /// The first value of a name; empty where there is none.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.find(name).unwrap_or_default()
    }
    /// The first value of a name.
    pub(crate) fn find(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }
    /// Every value of a name.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.pairs.iter().filter(move |(it, _)| it == name).map(|(_, value)| value.as_str())
    }
    /// The version of the record that the form was made for.
    pub(crate) fn version(&self) -> Option<i64> {
        self.get("version").parse().ok()
    }
    /// The key that makes sending twice harmless.
    pub(crate) fn key(&self) -> Option<String> {
        self.find("key").filter(|it| !it.is_empty()).map(|it| it.chars().take(100).collect())
    }
}

impl<S: Sync> FromRequestParts<S> for Posted {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or(Problem::NoForm)
    }
}
