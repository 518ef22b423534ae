//! Health, metrics, request ids and limits: what stands around every request.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse as _, Response},
    routing::get,
};
use engine::Engine;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tokio::sync::watch;
use tower_http::compression::CompressionLayer;

/// How long a request may take before it is given up.
const LIMIT: Duration = Duration::from_secs(60);

/// What health answers depend on.
#[derive(Clone, Debug)]
pub(crate) struct Health {
    engine: Arc<Engine>,
    stopping: watch::Receiver<bool>,
}

/// The pages and the API with everything around them.
pub(crate) fn around(engine: &Arc<Engine>, pages: Router, stopping: watch::Receiver<bool>) -> Router {
    let health = Health { engine: Arc::clone(engine), stopping };
    let probes = Router::new()
        .route("/health/live", get(|| async { "alive\n" }))
        .route("/health/ready", get(ready).with_state(health));
    probes.merge(pages).layer(CompressionLayer::new()).layer(middleware::from_fn(each))
}

async fn ready(State(health): State<Health>) -> Response {
    if *health.stopping.borrow() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n").into_response();
    }
    match health.engine.store().epoch().await {
        Ok(_) => "ready\n".into_response(),
        Err(fault) => {
            tracing::warn!(%fault, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response()
        }
    }
}

/// Gives each request an id and a time limit, counts it and logs it once.
async fn each(mut request: Request, next: Next) -> Response {
    let id = format!("{:016x}", fresh());
    let (method, path) = (request.method().clone(), web::loggable(request.uri().path()).to_owned());
    if let Ok(value) = HeaderValue::from_str(&id) {
        request.headers_mut().insert("x-request-id", value);
    }
    let began = Instant::now();
    let mut response = match tokio::time::timeout(LIMIT, next.run(request)).await {
        Ok(response) => response,
        Err(_late) => (
            StatusCode::SERVICE_UNAVAILABLE,
            [(header::RETRY_AFTER, "5")],
            Body::from("That took too long. Try again.\n"),
        )
            .into_response(),
    };
    let status = response.status().as_u16();
    let took = began.elapsed();
    metrics::counter!("remit_requests_total", "method" => method.as_str().to_owned(), "status" => status.to_string())
        .increment(1);
    metrics::histogram!("remit_request_seconds").record(took.as_secs_f64());
    if status >= 500 {
        tracing::error!(%method, path, status, id, micros = took.as_micros(), "request");
    } else {
        tracing::debug!(%method, path, status, id, micros = took.as_micros(), "request");
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}

/// A number for a request id: unique enough to find its log line, and nothing else.
fn fresh() -> u64 {
    use std::hash::{BuildHasher as _, RandomState};
    RandomState::new().hash_one(0u8)
}

/// Begins to collect metrics.
pub(crate) fn metrics() -> anyhow::Result<PrometheusHandle> {
    Ok(PrometheusBuilder::new().install_recorder()?)
}

/// The page that Prometheus reads, for its own listener.
pub(crate) fn metrics_page(handle: PrometheusHandle, engine: Arc<Engine>) -> Router {
    Router::new().route(
        "/metrics",
        get(move || {
            let (handle, engine) = (handle.clone(), Arc::clone(&engine));
            async move {
                if let Ok(spine) = engine.store().spine().await {
                    metrics::gauge!("remit_journal_entries")
                        .set(f64::from(u32::try_from(spine.size).unwrap_or(u32::MAX)));
                }
                handle.run_upkeep();
                ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], handle.render())
            }
        }),
    )
}
