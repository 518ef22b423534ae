//! Listening: plain or TLS, each connection served until the client or a shutdown ends it.

use std::{net::SocketAddr, path::Path, sync::Arc, time::Duration};

use anyhow::{Context as _, bail};
use axum::{Extension, Router, extract::ConnectInfo};
use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::{conn::auto::Builder, graceful::GracefulShutdown},
    service::TowerToHyperService,
};
use rustls::ServerConfig;
use rustls_pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
};
use tokio_rustls::TlsAcceptor;

/// How long open requests may take to finish once the process is asked to stop.
const GRACE: Duration = Duration::from_secs(10);
/// How many connections may wait to be taken when the process is asked to stop; more than any system keeps.
const BACKLOG: usize = 10_000;
/// How long a connection that was just taken may take to say what it wants, once the process is asked to stop.
const SETTLE: Duration = Duration::from_millis(250);
/// How long a client may take to send a request's head or to shake hands.
const SLOW: Duration = Duration::from_secs(15);

/// TLS from certificate files.
pub(crate) fn tls(certificate: &Path, key: &Path) -> anyhow::Result<TlsAcceptor> {
    let chain = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .with_context(|| format!("the certificate {} could not be read", certificate.display()))?;
    if chain.is_empty() {
        bail!("{} holds no certificate", certificate.display());
    }
    let key =
        PrivateKeyDer::from_pem_file(key).with_context(|| format!("the key {} could not be read", key.display()))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .context("the certificate and the key don't go together")?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// Serves until `stop` turns true, then lets open requests finish.
pub(crate) async fn serve(
    listener: TcpListener,
    app: Router,
    tls: Option<TlsAcceptor>,
    mut stop: watch::Receiver<bool>,
) {
    let door = Door { app, tls, graceful: GracefulShutdown::new() };
    loop {
        tokio::select! {
            accepted = listener.accept() => door.take(accepted).await,
            _stopped = stop.changed() => break,
        }
    }
    // Whoever was connected before the end is served: closing would cut off those that still wait to be taken.
    if let Ok(listener) = listener.into_std() {
        door.take_waiting(&listener);
    }
    door.close().await;
}

/// What takes connections and serves them.
struct Door {
    app: Router,
    tls: Option<TlsAcceptor>,
    graceful: GracefulShutdown,
}

impl Door {
    async fn take(&self, accepted: std::io::Result<(TcpStream, SocketAddr)>) {
        match accepted {
            Ok((stream, peer)) => self.attend(stream, peer),
            Err(fault) => {
                // Too many open files: wait for some to close instead of spinning.
                tracing::warn!(%fault, "a connection could not be taken");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }

    fn take_waiting(&self, listener: &std::net::TcpListener) {
        for _waiting in 0..BACKLOG {
            let Ok((stream, peer)) = listener.accept() else { break };
            let taken = stream.set_nonblocking(true).and_then(|()| TcpStream::from_std(stream));
            if let Ok(stream) = taken {
                self.attend(stream, peer);
            }
        }
    }

    /// Lets open requests finish.
    async fn close(self) {
        // A connection that has not said anything yet would be closed unheard.
        tokio::time::sleep(SETTLE).await;
        let all_finished = tokio::time::timeout(GRACE, self.graceful.shutdown()).await.is_ok();
        tracing::info!(all_finished, "open requests were waited for");
    }

    /// Serves one connection until the client or a shutdown ends it.
    fn attend(&self, stream: TcpStream, peer: SocketAddr) {
        if let Err(fault) = stream.set_nodelay(true) {
            tracing::debug!(%fault, "a connection stays delayed");
        }
        let app = self.app.clone().layer(Extension(ConnectInfo::<SocketAddr>(peer)));
        let (tls, watcher) = (self.tls.clone(), self.graceful.watcher());
        tokio::spawn(async move {
            let service = TowerToHyperService::new(app);
            let mut builder = Builder::new(TokioExecutor::new());
            builder.http1().timer(hyper_util::rt::TokioTimer::new()).header_read_timeout(SLOW);
            let ended = match tls {
                None => {
                    let connection = builder.serve_connection_with_upgrades(TokioIo::new(stream), service);
                    watcher.watch(connection.into_owned()).await
                }
                Some(tls) => match tokio::time::timeout(SLOW, tls.accept(stream)).await {
                    Ok(Ok(stream)) => {
                        let connection = builder.serve_connection_with_upgrades(TokioIo::new(stream), service);
                        watcher.watch(connection.into_owned()).await
                    }
                    Ok(Err(_)) | Err(_) => return,
                },
            };
            if let Err(fault) = ended {
                tracing::debug!(fault, "a connection ended early");
            }
        });
    }
}
