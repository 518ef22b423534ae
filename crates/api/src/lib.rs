//! REST and `OpenAPI` made from the model.
//!
//! Every route stands in one table ([`routes`]); the router and the `OpenAPI` document are made from it and from the
//! declared model, so that neither a route without a rule nor a route without a description can exist. A handler gets a
//! [`engine::Desk`] and what was asked, already checked for form; it never sees a request.
//!
//! Absent on purpose: any rule of who may do what, SQL, HTML.

mod answer;
mod asked;
mod body;
mod credentials;
mod fields;
mod given;
mod handlers;
mod members;
mod openapi;
mod problem;
mod query;
mod route;
mod router;
mod routes;
mod serve;
mod settings;
mod shared;
mod shown;
mod strict;

pub use handlers::who::{foreseen_as_json, who_as_json};
pub use openapi::document;
pub use route::{Action, Route, Verb};
pub use router::router;
pub use routes::routes;
pub use settings::ApiSettings;
