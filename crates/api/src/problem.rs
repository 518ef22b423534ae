//! Problem documents (RFC 9457): what went wrong, for programs and for people, and nothing about our insides.

use axum::http::{StatusCode, header};
use engine::{Fault, Ground, Halt, Refused};
use serde_json::{Map, Value as Json, json};

use crate::answer::{Answer, Content};

/// What a not-found says, whatever was asked for: missing and foreign are the same to the byte.
const NOT_FOUND: &str = "There is nothing here that you can see. Check the address, or ask who sent you here.";

/// What went wrong.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    pub(crate) status: StatusCode,
    pub(crate) code: &'static str,
    pub(crate) detail: String,
    pub(crate) errors: Vec<(String, String)>,
    pub(crate) who_could: Option<Json>,
    pub(crate) version: Option<i64>,
    pub(crate) allow: Option<&'static str>,
    /// For our own log; never sent.
    pub(crate) fault: Option<String>,
}

impl Problem {
    pub(crate) fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Box<Self> {
        let detail = detail.into();
        let (errors, who_could, version, allow, fault) = (Vec::new(), None, None, None, None);
        Box::new(Self { status, code, detail, errors, who_could, version, allow, fault })
    }
    /// There is no such thing, as far as the asker may know.
    pub(crate) fn not_found() -> Box<Self> {
        Self::new(StatusCode::NOT_FOUND, "not-found", NOT_FOUND)
    }
    /// Something given does not fit.
    pub(crate) fn invalid(field: &str, message: impl Into<String>) -> Box<Self> {
        Self::invalids(vec![(field.to_owned(), message.into())])
    }
    /// Several things given do not fit.
    pub(crate) fn invalids(errors: Vec<(String, String)>) -> Box<Self> {
        let detail = match errors.as_slice() {
            [(field, message)] => format!("{field} {message}"),
            several => format!("{} fields need another look.", several.len()),
        };
        let mut it = Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", detail);
        it.errors = errors;
        it
    }
    /// The method is not for this address.
    pub(crate) fn method(allow: &'static str) -> Box<Self> {
        let mut it = Self::new(StatusCode::METHOD_NOT_ALLOWED, "method", format!("This address takes {allow} only."));
        it.allow = Some(allow);
        it
    }
    fn title(&self) -> &'static str {
        match self.status.as_u16() {
            400 => "The request can't be read",
            401 => "Sign in first",
            403 => "Not yours to do",
            404 => "Not found",
            405 => "Not done here",
            409 => "It clashes with something",
            412 => "It has changed meanwhile",
            413 => "Too large",
            415 => "Of the wrong type",
            422 => "Something does not fit",
            503 => "Not right now",
            _other => "We failed",
        }
    }

    /// The document.
    pub(crate) fn document(&self, request_id: &str) -> Json {
        let mut body = Map::new();
        body.insert("type".into(), json!(format!("/problems/{}", self.code)));
        body.insert("title".into(), json!(self.title()));
        body.insert("status".into(), json!(self.status.as_u16()));
        body.insert("detail".into(), json!(self.detail));
        if !self.errors.is_empty() {
            let errors = self.errors.iter().map(|(field, message)| json!({ "field": field, "message": message }));
            body.insert("errors".into(), errors.collect());
        }
        if let Some(who) = &self.who_could {
            body.insert("who_could".into(), who.clone());
        }
        if let Some(version) = self.version {
            body.insert("version".into(), json!(version));
        }
        body.insert("request_id".into(), json!(request_id));
        Json::Object(body)
    }

    /// The answer that says it. Our own failures are logged here, once.
    pub(crate) fn answer(&self, request_id: &str) -> Answer {
        if let Some(fault) = &self.fault {
            tracing::error!(request_id, %fault, "a request failed");
        }
        let body = self.document(request_id).to_string();
        let content = Content::Bytes("application/problem+json".to_owned(), body.into());
        let mut answer = Answer::new(self.status, content);
        if self.status == StatusCode::UNAUTHORIZED {
            answer = answer.with(header::WWW_AUTHENTICATE, "Bearer");
        }
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            answer = answer.with(header::RETRY_AFTER, if self.code == "full" { "60" } else { "1" });
        }
        if let Some(version) = self.version {
            answer = answer.version(version);
        }
        if let Some(allow) = self.allow {
            answer = answer.with(header::ALLOW, allow);
        }
        answer
    }
}

impl From<Halt> for Box<Problem> {
    fn from(halt: Halt) -> Self {
        match halt {
            Halt::Refused(refused) => refused_as(*refused),
            Halt::Failed(fault) => failed(&fault),
        }
    }
}

impl From<Fault> for Box<Problem> {
    fn from(fault: Fault) -> Self {
        Halt::from(fault).into()
    }
}

fn failed(fault: &Fault) -> Box<Problem> {
    let detail = "Something went wrong on our side, and it is noted. Try again; if it stays, give the request id to those who look after Remit.";
    let mut it = Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "failed", detail);
    it.fault = Some(chain(fault));
    it
}

fn refused_as(refused: Refused) -> Box<Problem> {
    let status = match refused.ground {
        Ground::Unknown => StatusCode::UNAUTHORIZED,
        Ground::NotFound => StatusCode::NOT_FOUND,
        Ground::Forbidden => StatusCode::FORBIDDEN,
        Ground::Stale | Ground::Repeated => StatusCode::CONFLICT,
        Ground::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        Ground::Later => StatusCode::SERVICE_UNAVAILABLE,
    };
    if refused.code == "not-found" {
        return Problem::not_found();
    }
    let mut it = Problem::new(status, refused.code, refused.message);
    it.errors = refused.fields.into_iter().map(|it| (it.field, it.message)).collect();
    it
}

/// A fault with everything behind it.
fn chain(fault: &dyn std::error::Error) -> String {
    let mut text = fault.to_string();
    let mut next = fault.source();
    while let Some(inner) = next {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        next = inner.source();
    }
    text
}
