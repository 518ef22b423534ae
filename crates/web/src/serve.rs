//! The router, made from the list of routes and from nothing else.

use std::sync::Arc;

use axum::{Router, extract::DefaultBodyLimit, middleware};
use engine::Engine;

use crate::{
    app::{App, WebSettings},
    dress::dress,
    gate::gate,
    problem::Problem,
    routes::{self, Access},
};

/// The most that one request may bring: a file of 25 MB with a form around it.
const BODY_MOST: usize = 27 * 1024 * 1024;

/// The pages.
pub fn router(engine: Arc<Engine>, settings: WebSettings) -> Router {
    let app = App::new(engine, settings);
    let (mut public, mut signed) = (Router::new(), Router::new());
    for route in routes::routes() {
        match route.access {
            Access::Public(_reason) => public = public.route(route.path, (route.serves)()),
            Access::NeedsDesk => signed = signed.route(route.path, (route.serves)()),
        }
    }
    let signed = signed.route_layer(middleware::from_fn_with_state(app.clone(), gate));
    public
        .merge(signed)
        .fallback(|| async { Problem::NoPage })
        .layer(middleware::from_fn_with_state(app.clone(), dress))
        .layer(DefaultBodyLimit::max(BODY_MOST))
        .with_state(app)
}
