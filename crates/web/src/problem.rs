//! Why a page is not what was asked for. Handlers return one; [`crate::dress`] draws it in the asker's frame.

use std::sync::Arc;

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use engine::{Fault, Ground, Halt, Refused};

/// Why a page is not what was asked for.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Problem {
    /// The engine refused or failed.
    #[error(transparent)]
    Halt(#[from] Halt),
    /// There is no such page.
    #[error("no such page")]
    NoPage,
    /// Nobody is signed in.
    #[error("not signed in")]
    Unknown,
    /// It does not come from a page of ours.
    #[error("not from a page of ours")]
    Forged,
    /// It is no form.
    #[error("not a form")]
    NoForm,
    /// It is too large.
    #[error("too large")]
    TooLarge,
    /// It came too often.
    #[error("too many tries")]
    TooOften,
}

/// A problem as a response carries it to where it is drawn.
#[derive(Clone, Debug)]
pub(crate) struct Carried(pub(crate) Arc<Problem>);

impl Problem {
    /// The status that goes with it.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::Halt(Halt::Refused(it)) => status_of(it.ground),
            Self::Halt(Halt::Failed(_)) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::NoPage => StatusCode::NOT_FOUND,
            Self::Unknown => StatusCode::UNAUTHORIZED,
            Self::Forged => StatusCode::FORBIDDEN,
            Self::NoForm => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooOften => StatusCode::TOO_MANY_REQUESTS,
        }
    }
}

/// The status of a refusal.
pub(crate) fn status_of(ground: Ground) -> StatusCode {
    match ground {
        Ground::Unknown => StatusCode::UNAUTHORIZED,
        Ground::NotFound => StatusCode::NOT_FOUND,
        Ground::Forbidden => StatusCode::FORBIDDEN,
        Ground::Stale | Ground::Repeated => StatusCode::CONFLICT,
        Ground::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        Ground::Later => StatusCode::SERVICE_UNAVAILABLE,
    }
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        Self::Halt(refused.into())
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        Self::Halt(fault.into())
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Carried(Arc::new(self)));
        response
    }
}
