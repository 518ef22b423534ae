//! Feeds: an address from which a calendar program reads somebody's duties, and nothing else. Its secret is shown once
//! and kept as a hash; it is no session and no token, ends by itself, and ends when its person leaves.

use std::sync::Arc;

use base::{PersonId, Span};
use serde_json::json;
use store::{Commit, Feed};

use crate::{Ceiling, Desk, Engine, Halt, Secret, entry::entry, hash_of};

/// A feed ends this long after it was made.
const LASTS: Span = Span::from_secs(366 * 86_400);
/// Its last use is noted no more often than this.
const NOTED: Span = Span::from_secs(3600);

impl Engine {
    /// The desk that a feed's secret reads duties at: one that can only look.
    pub async fn feed_desk(self: &Arc<Self>, secret: &str) -> Result<Option<Desk>, Halt> {
        let now = self.now();
        let Some(feed) = self.store.feed(&hash_of(secret)).await?.filter(|it| now < it.ends) else { return Ok(None) };
        if feed.used.is_none_or(|it| now.since(it) >= NOTED)
            && let Err(fault) = self.store.note_feed(feed.person, now).await
        {
            tracing::warn!(%fault, "a feed's use could not be noted");
        }
        Ok(Some(self.desk_under(feed.person, Ceiling::Read).await?))
    }
}

impl Desk {
    /// The asker's feed, if they have one.
    pub async fn feed(&self) -> Result<Option<Feed>, Halt> {
        Ok(self.engine.store.feed_of(self.person()).await?)
    }

    /// Makes the asker's feed; its secret is shown once. The one that they had before ends.
    pub async fn new_feed(&self) -> Result<Secret, Halt> {
        self.may_speak_at_all()?;
        let secret = Secret::fresh()?;
        let feed = Feed { person: self.person(), made: self.now, ends: self.now.plus(LASTS), used: None };
        let mut commit = Commit::new();
        self.engine.store.put_feed(&mut commit, &secret.hash(), &feed);
        commit.enter(self.feed_entry("feed:make"));
        self.engine.store.commit(commit).await?;
        Ok(secret)
    }

    /// Ends the asker's feed.
    pub async fn end_feed(&self) -> Result<(), Halt> {
        let mut commit = Commit::new();
        self.engine.store.end_feed(&mut commit, self.person());
        commit.enter(self.feed_entry("feed:end"));
        self.engine.store.commit(commit).await?;
        Ok(())
    }

    fn feed_entry(&self, what: &str) -> store::Entry {
        let person: PersonId = self.person();
        entry(self.now, person, what, &json!({}))
    }
}
