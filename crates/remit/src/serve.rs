//! `remit serve`: pages, API and background work on one listener.

use std::{net::SocketAddr, path::PathBuf, process::ExitCode, sync::Arc};

use anyhow::{Context as _, bail};
use axum::Router;
use engine::Engine;
use tokio::{
    net::TcpListener,
    signal::unix::{Signal, SignalKind, signal},
    sync::watch,
};

use crate::{
    listen, say,
    setup::{self, Place},
    watch as around,
};

/// What `serve` takes.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) place: Place,
    /// Where to listen.
    #[arg(long, env = "REMIT_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDR")]
    pub(crate) listen: SocketAddr,
    /// The certificate chain, for TLS.
    #[arg(long, env = "REMIT_TLS_CERT", value_name = "FILE", requires = "tls_key")]
    pub(crate) tls_cert: Option<PathBuf>,
    /// The certificate's key.
    #[arg(long, env = "REMIT_TLS_KEY", value_name = "FILE", requires = "tls_cert")]
    pub(crate) tls_key: Option<PathBuf>,
    /// The address that people use: https://remit.example.org. Needed behind a proxy that ends TLS.
    #[arg(long, env = "REMIT_BASE_URL", value_name = "URL")]
    pub(crate) base_url: Option<String>,
    /// Where metrics are read, on a listener of their own: 127.0.0.1:9464. None unless given.
    #[arg(long, env = "REMIT_METRICS", value_name = "ADDR")]
    pub(crate) metrics: Option<SocketAddr>,
}

/// What runs, for whoever started it.
pub(crate) struct Running {
    pub(crate) engine: Arc<Engine>,
    pub(crate) base_url: String,
    asked: Asked,
    stop: watch::Sender<bool>,
    work: Vec<tokio::task::JoinHandle<()>>,
}

pub(crate) async fn run(serve: Serve) -> anyhow::Result<ExitCode> {
    say::progress("Opening the data ...");
    let engine = setup::at(&serve.place).await?;
    let running = start(&serve, engine, false).await?;
    say::progress(&format!("Remit is ready at {}", running.base_url));
    if running.engine.is_empty().await? {
        say::progress(&format!(
            "Nobody has been appointed yet. Open {}/first to make the first appointment, or stop and begin from files: remit init, then remit apply.",
            running.base_url
        ));
    }
    running.until_stopped().await
}

/// Starts listening and working.
pub(crate) async fn start(serve: &Serve, engine: Arc<Engine>, is_demo: bool) -> anyhow::Result<Running> {
    let tls = match (&serve.tls_cert, &serve.tls_key) {
        (Some(certificate), Some(key)) => Some(listen::tls(certificate, key)?),
        (None, None) => None,
        (Some(_), None) | (None, Some(_)) => {
            bail!("a certificate and its key go together: give --tls-cert and --tls-key")
        }
    };
    let listener = TcpListener::bind(serve.listen)
        .await
        .with_context(|| format!("{} could not be listened on; choose another with --listen", serve.listen))?;
    let local = listener.local_addr()?;
    let base_url = match &serve.base_url {
        Some(url) => url.trim_end_matches('/').to_owned(),
        None => format!("{}://{local}", if tls.is_some() { "https" } else { "http" }),
    };
    let secure = base_url.starts_with("https://");
    if !secure && !local.ip().is_loopback() {
        bail!(
            "without TLS, Remit listens on this machine only; give --tls-cert and --tls-key, or --base-url https://... behind a proxy"
        );
    }
    let asked = Asked::listen()?;
    let (stop, stopping) = watch::channel(false);
    let app = app(&engine, &base_url, secure, is_demo, stopping.clone());
    let mut work = vec![
        tokio::spawn(listen::serve(listener, app, tls, stopping.clone())),
        chores::start(Arc::clone(&engine), stopping.clone()),
    ];
    if let Some(address) = serve.metrics {
        let listener = TcpListener::bind(address)
            .await
            .with_context(|| format!("{address} could not be listened on for metrics"))?;
        let page = around::metrics_page(around::metrics()?, Arc::clone(&engine));
        work.push(tokio::spawn(listen::serve(listener, page, None, stopping)));
    }
    Ok(Running { engine, base_url, asked, stop, work })
}

fn app(engine: &Arc<Engine>, base_url: &str, secure: bool, is_demo: bool, stopping: watch::Receiver<bool>) -> Router {
    let pages = web::router(Arc::clone(engine), web::WebSettings { base_url: base_url.to_owned(), secure, is_demo });
    let api = api::router(
        Arc::clone(engine),
        api::ApiSettings {
            origin: base_url.to_owned(),
            is_secure: secure,
            version: env!("CARGO_PKG_VERSION").to_owned(),
        },
    );
    around::around(engine, api.merge(pages), stopping)
}

impl Running {
    /// Waits for the end of the process to be asked for, then ends in good order.
    pub(crate) async fn until_stopped(self) -> anyhow::Result<ExitCode> {
        self.asked.to_stop().await;
        tracing::info!("stopping");
        self.stop.send_replace(true);
        for it in self.work {
            it.await.context("a part of the program ended badly")?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// What asks the process to stop. Listened to before anybody can see that it is ready: until then it just ends.
struct Asked {
    terminate: Signal,
    interrupt: Signal,
}

impl Asked {
    fn listen() -> anyhow::Result<Self> {
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    async fn to_stop(mut self) {
        tokio::select! {
            _asked = self.terminate.recv() => {}
            _asked = self.interrupt.recv() => {}
        }
    }
}
