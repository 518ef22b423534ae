//! Processor time: what a quiet machine would take, told on a busy one (Linux).

use std::time::Duration;

use store::Options;
use testkit::Home;
use tokio_postgres::NoTls;

/// Whose time counts: this thread's, and the server processes that serve it.
pub(crate) struct Busy(Vec<String>);

impl Busy {
    /// Finds the processes, once the store has connected.
    pub(crate) async fn of(home: &Home) -> anyhow::Result<Self> {
        let mut files = vec!["/proc/thread-self/schedstat".to_owned()];
        if let Options::Server(url) = home.options() {
            let (client, connection) = tokio_postgres::connect(&url, NoTls).await?;
            tokio::spawn(connection);
            let text =
                "SELECT pid FROM pg_stat_activity WHERE application_name = 'remit' AND datname = current_database()";
            for row in client.query(text, &[]).await? {
                files.push(format!("/proc/{}/schedstat", row.try_get::<_, i32>(0)?));
            }
        }
        Ok(Self(files))
    }
    /// The time used so far.
    pub(crate) fn now(&self) -> Duration {
        let used = self.0.iter().map(|it| -> u64 {
            let text = std::fs::read_to_string(it).unwrap_or_default();
            text.split_whitespace().next().and_then(|it| it.parse().ok()).unwrap_or_default()
        });
        Duration::from_nanos(used.sum())
    }
}
