//! Who asks: their desk, their session, and how they like their pages.

use axum::{
    extract::FromRequestParts,
    http::{Uri, request::Parts},
};
use base::PersonId;
use engine::{Desk, Halt, SignedIn};
use jiff::tz::TimeZone;

use crate::{
    app::App,
    look::view::{Density, Seal, Theme},
    problem::Problem,
    words::Times,
};

/// Somebody signed in, for one request. Only [`crate::gate`] makes one.
#[derive(Clone, Debug)]
pub(crate) struct Asker {
    pub(crate) app: App,
    pub(crate) desk: Desk,
    pub(crate) signed: SignedIn,
    pub(crate) likes: Likes,
    pub(crate) times: Times,
    /// The path and query that was asked for.
    pub(crate) uri: Uri,
    /// A passing word from the request before.
    pub(crate) said: Option<String>,
}

/// How somebody likes their pages.
#[derive(Clone, Debug, Default)]
pub(crate) struct Likes {
    pub(crate) theme: Theme,
    pub(crate) density: Density,
    pub(crate) keys_off: bool,
    pub(crate) zone: Option<String>,
}

impl Asker {
    /// Sits down at a desk.
    pub(crate) async fn new(app: App, signed: SignedIn, uri: Uri, said: Option<String>) -> Result<Self, Halt> {
        let desk = app.engine.desk_under(signed.person, signed.ceiling.clone()).await?;
        let likes = Likes::read(&desk.preferences().await?);
        let zone = zone_of(&desk, &likes);
        let times = Times::new(zone, desk.now());
        Ok(Self { app, desk, signed, likes, times, uri, said })
    }

    /// Who they are.
    pub(crate) fn person(&self) -> PersonId {
        self.desk.person()
    }

    /// The seal of a form that changes something: token, version and a key that makes sending twice harmless.
    pub(crate) fn seal(&self, version: Option<i64>) -> Seal {
        let key = engine::Secret::fresh().ok().map(|it| format!("web-{}", it.reveal()));
        Seal { version: version.map(|it| it.to_string()), key, ..self.token() }
    }

    /// The seal of a form where sending twice does no harm.
    pub(crate) fn token(&self) -> Seal {
        Seal { csrf: self.signed.csrf.clone(), version: None, key: None }
    }

    /// Where they are now, as a place to come back to.
    pub(crate) fn here(&self) -> &str {
        self.uri.path_and_query().map_or("/", |it| it.as_str())
    }
}

/// The zone of a person: as they chose it, as their record has it, else the organisation's.
fn zone_of(desk: &Desk, likes: &Likes) -> TimeZone {
    let own = desk.directory().person(desk.person()).map(|it| it.zone.clone());
    let names = [likes.zone.clone(), own, Some(desk.engine().zone().to_owned())];
    let known = |name: String| TimeZone::get(&name).ok();
    names.into_iter().flatten().filter(|it| !it.is_empty()).find_map(known).unwrap_or(TimeZone::UTC)
}

impl Likes {
    fn read(preferences: &[(String, String)]) -> Self {
        let get = |key: &str| preferences.iter().find(|(it, _)| it == key).map(|(_, value)| value.as_str());
        Self {
            theme: match get("theme") {
                Some("light") => Theme::Light,
                Some("dark") => Theme::Dark,
                Some(_) | None => Theme::System,
            },
            density: match get("density") {
                Some("compact") => Density::Compact,
                Some("roomy") => Density::Roomy,
                Some(_) | None => Density::Regular,
            },
            keys_off: get("keys") == Some("off"),
            zone: get("zone").filter(|it| !it.is_empty()).map(str::to_owned),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Asker {
    type Rejection = Problem;

    /// There is one only behind the gate; a handler outside it that asks for one is refused.
    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or(Problem::Unknown)
    }
}
