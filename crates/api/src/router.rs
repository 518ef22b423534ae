//! The router, made from the table of routes.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Router,
    body::Body,
    extract::{RawPathParams, Request, rejection::RawPathParamsRejection},
    http::Response,
    routing::{MethodFilter, MethodRouter, on},
};
use engine::Engine;
use model::{RecordType, Site};

use crate::{ApiSettings, Route, Verb, openapi, problem::Problem, routes, serve, shared::Shared};

/// The API of an engine. It answers everything below `/api` and nothing else.
pub fn router(engine: Arc<Engine>, settings: ApiSettings) -> Router {
    let shared = Arc::new(Shared::new(engine, settings));
    let mut paths: BTreeMap<&'static str, Vec<&'static Route>> = BTreeMap::new();
    for route in routes() {
        paths.entry(route.path).or_default().push(route);
    }
    let mut router = Router::new();
    for (path, routes) in paths {
        router = router.route(path, methods(&shared, &routes));
    }
    for path in ["/api", "/api/", "/api/{*rest}"] {
        router = router.route(path, nowhere(&shared));
    }
    router
}

/// The methods of one path; every other method is told which there are.
fn methods(shared: &Arc<Shared>, routes: &[&'static Route]) -> MethodRouter {
    let mut methods = MethodRouter::new();
    for route in routes {
        let shared = Arc::clone(shared);
        let route = *route;
        let serve = move |params: Result<RawPathParams, RawPathParamsRejection>, request: Request| async move {
            let response: Response<Body> = Box::pin(serve::serve(&shared, route, params.ok(), request)).await;
            response
        };
        methods = methods.merge(on(filter(route.method), serve));
    }
    let (shared, routes) = (Arc::clone(shared), routes.to_vec());
    methods.fallback(move |params: Result<RawPathParams, RawPathParamsRejection>, request: Request| async move {
        let site = shared.engine.site();
        let key = params.ok().and_then(|it| it.iter().find(|it| it.0 == "type").map(|it| it.1.to_owned()));
        let of = key.and_then(|it| site.find_type(&it));
        serve::refuse(&shared, &request, &Problem::method(allowed(&routes, site, of)))
    })
}

fn nowhere(shared: &Arc<Shared>) -> MethodRouter {
    let shared = Arc::clone(shared);
    axum::routing::any(move |request: Request| async move { serve::refuse(&shared, &request, &Problem::not_found()) })
}

fn filter(verb: Verb) -> MethodFilter {
    match verb {
        Verb::Get => MethodFilter::GET,
        Verb::Post => MethodFilter::POST,
        Verb::Patch => MethodFilter::PATCH,
        Verb::Delete => MethodFilter::DELETE,
    }
}

/// What `Allow` says for a path: what there is to do on records of that type.
fn allowed(routes: &[&'static Route], site: &Site, of: Option<&RecordType>) -> &'static str {
    let is_done = |it: &&&Route| of.is_none_or(|of| openapi::is_done(it.action, site, of));
    let has = |verb: Verb| routes.iter().filter(is_done).any(|it| it.method == verb);
    match (has(Verb::Get), has(Verb::Post), has(Verb::Patch), has(Verb::Delete)) {
        (true, false, false, false) => "GET, HEAD",
        (true, true, false, false) => "GET, HEAD, POST",
        (true, false, true, false) => "GET, HEAD, PATCH",
        (false, true, false, false) => "POST",
        (false, false, true, false) => "PATCH",
        (false, false, false, true) => "DELETE",
        (_, _, _, _) => "GET, HEAD, POST, PATCH, DELETE",
    }
}
