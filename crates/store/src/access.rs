//! Sessions, tokens and one-time sign-ins; only hashes of secrets are kept.

#![expect(clippy::unused_self, reason = "a write is asked of the store that will make it")]

use base::{Instant, PersonId};

use crate::{Commit, Conflict, Expect, Fault, Store, binds};

/// A signed-in browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the cookie's value.
    pub hash: Vec<u8>,
    /// Whose.
    pub person: PersonId,
    /// When it was made.
    pub made: Instant,
    /// When it was last used.
    pub seen: Instant,
    /// When it ends whatever happens.
    pub ends: Instant,
    /// The token that forms carry.
    pub csrf: String,
    /// What the browser says it is, shortened.
    pub agent: String,
}

/// A token for programs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// SHA-256 of the token.
    pub hash: Vec<u8>,
    /// Whose authority it uses.
    pub person: PersonId,
    /// What it is for.
    pub title: String,
    /// The most it may do: `all`, `read`, or activity keys parted by spaces.
    pub ceiling: String,
    /// When it was made.
    pub made: Instant,
    /// When it ends.
    pub ends: Option<Instant>,
}

/// A sign-in by link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OneTime {
    /// SHA-256 of the link's secret.
    pub hash: Vec<u8>,
    /// Whom it signs in.
    pub person: PersonId,
    /// Until when.
    pub ends: Instant,
}

impl Store {
    /// Adds a session to a commit.
    pub fn put_session(&self, commit: &mut Commit, it: &Session) {
        commit.run(
            "INSERT INTO session (hash, person, made, seen, ends, csrf, agent) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            binds![it.hash.clone(), it.person.get(), it.made, it.seen, it.ends, it.csrf.as_str(), it.agent.as_str()],
            Expect::Any,
        );
    }

    /// The session with a hash, if its person is active.
    pub async fn session(&self, hash: &[u8]) -> Result<Option<Session>, Fault> {
        let rows = self
            .rows(
                "SELECT s.hash, s.person, s.made, s.seen, s.ends, s.csrf, s.agent FROM session s JOIN person p ON p.id = s.person WHERE s.hash = $1 AND p.active = 1",
                &binds![hash.to_vec()],
            )
            .await?;
        rows.first().map(session).transpose()
    }

    /// A person's sessions, newest first.
    pub async fn sessions_of(&self, person: PersonId) -> Result<Vec<Session>, Fault> {
        let rows = self
            .rows(
                "SELECT hash, person, made, seen, ends, csrf, agent FROM session WHERE person = $1 ORDER BY seen DESC LIMIT 50",
                &binds![person.get()],
            )
            .await?;
        rows.iter().map(session).collect()
    }

    /// Adds to a commit that a session was used.
    pub fn put_seen(&self, commit: &mut Commit, hash: &[u8], now: Instant) {
        commit.run("UPDATE session SET seen = $2 WHERE hash = $1", binds![hash.to_vec(), now], Expect::Any);
    }

    /// Adds the end of a session to a commit.
    pub fn end_session(&self, commit: &mut Commit, hash: &[u8]) {
        commit.run("DELETE FROM session WHERE hash = $1", binds![hash.to_vec()], Expect::Any);
    }

    /// Adds the end of all of a person's sessions, except one, to a commit.
    pub fn end_sessions(&self, commit: &mut Commit, person: PersonId, except: &[u8]) {
        commit.run(
            "DELETE FROM session WHERE person = $1 AND hash <> $2",
            binds![person.get(), except.to_vec()],
            Expect::Any,
        );
    }

    /// Adds a token to a commit.
    pub fn put_token(&self, commit: &mut Commit, it: &Token) {
        commit.run(
            "INSERT INTO token (hash, person, title, ceiling, made, ends) VALUES ($1, $2, $3, $4, $5, $6)",
            binds![
                it.hash.clone(),
                it.person.get(),
                it.title.as_str(),
                it.ceiling.as_str(),
                it.made,
                it.ends.map(Instant::micros)
            ],
            Expect::Any,
        );
    }

    /// The token with a hash, if its person is active.
    pub async fn token(&self, hash: &[u8]) -> Result<Option<Token>, Fault> {
        let rows = self
            .rows(
                "SELECT t.hash, t.person, t.title, t.ceiling, t.made, t.ends FROM token t JOIN person p ON p.id = t.person WHERE t.hash = $1 AND p.active = 1",
                &binds![hash.to_vec()],
            )
            .await?;
        rows.first().map(token).transpose()
    }

    /// A person's tokens.
    pub async fn tokens_of(&self, person: PersonId) -> Result<Vec<Token>, Fault> {
        let rows = self
            .rows(
                "SELECT hash, person, title, ceiling, made, ends FROM token WHERE person = $1 ORDER BY made",
                &binds![person.get()],
            )
            .await?;
        rows.iter().map(token).collect()
    }

    /// Adds the end of a token to a commit.
    pub fn end_token(&self, commit: &mut Commit, hash: &[u8], person: PersonId) {
        commit.run(
            "DELETE FROM token WHERE hash = $1 AND person = $2",
            binds![hash.to_vec(), person.get()],
            Expect::Any,
        );
    }

    /// Adds a sign-in by link to a commit.
    pub fn put_one_time(&self, commit: &mut Commit, it: &OneTime) {
        commit.run(
            "INSERT INTO one_time (hash, person, ends, reusable) VALUES ($1, $2, $3, 0)",
            binds![it.hash.clone(), it.person.get(), it.ends],
            Expect::Any,
        );
    }

    /// Whom a sign-in link signs in.
    pub async fn one_time(&self, hash: &[u8]) -> Result<Option<OneTime>, Fault> {
        let rows = self.rows("SELECT hash, person, ends FROM one_time WHERE hash = $1", &binds![hash.to_vec()]).await?;
        rows.first()
            .map(|it| {
                Ok(OneTime {
                    hash: it.bytes(0).to_vec(),
                    person: PersonId::new(it.int(1)?),
                    ends: Instant::from_micros(it.int(2)?),
                })
            })
            .transpose()
    }

    /// Adds to a commit that a sign-in link is used up; fails where it already is.
    pub fn spend_one_time(&self, commit: &mut Commit, hash: &[u8]) {
        commit.run("DELETE FROM one_time WHERE hash = $1", binds![hash.to_vec()], Expect::One(Conflict::Claimed));
    }

    /// A person's preferences.
    pub async fn preferences(&self, person: PersonId) -> Result<Vec<(String, String)>, Fault> {
        let rows = self.rows("SELECT key, value FROM preference WHERE person = $1", &binds![person.get()]).await?;
        Ok(rows.iter().map(|it| (it.text(0).to_owned(), it.text(1).to_owned())).collect())
    }

    /// Adds a preference to a commit.
    pub fn put_preference(&self, commit: &mut Commit, person: PersonId, key: &str, value: &str) {
        commit.run(
            "INSERT INTO preference (person, key, value) VALUES ($1, $2, $3) ON CONFLICT (person, key) DO UPDATE SET value = $3",
            binds![person.get(), key, value],
            Expect::Any,
        );
    }

    /// What a person began to write at a place, and when it was saved.
    pub async fn draft(&self, person: PersonId, place: &str) -> Result<Option<(String, Instant)>, Fault> {
        let rows = self
            .rows("SELECT text, at FROM draft WHERE person = $1 AND place = $2", &binds![person.get(), place])
            .await?;
        rows.first().map(|it| Ok((it.text(0).to_owned(), Instant::from_micros(it.int(1)?)))).transpose()
    }

    /// Adds a draft text to a commit; an empty one is removed.
    #[expect(clippy::too_many_arguments, reason = "the columns of one row, each of its own type")]
    pub fn put_draft(&self, commit: &mut Commit, person: PersonId, place: &str, text: &str, now: Instant) {
        if text.is_empty() {
            commit.run("DELETE FROM draft WHERE person = $1 AND place = $2", binds![person.get(), place], Expect::Any);
            return;
        }
        commit.run(
            "INSERT INTO draft (person, place, text, at) VALUES ($1, $2, $3, $4) ON CONFLICT (person, place) DO UPDATE SET text = $3, at = $4",
            binds![person.get(), place, text, now],
            Expect::Any,
        );
    }

    /// What was answered to a request with this key, and the hash of that request.
    pub async fn answered(&self, person: PersonId, key: &str) -> Result<Option<(String, String)>, Fault> {
        let rows = self
            .rows("SELECT request, answer FROM idempotency WHERE person = $1 AND key = $2", &binds![person.get(), key])
            .await?;
        Ok(rows.first().map(|it| (it.text(0).to_owned(), it.text(1).to_owned())))
    }

    /// Clears away ended sessions and tokens, sign-in links that ran out, and answers given before `answers`.
    pub async fn sweep(&self, now: Instant, answers: Instant) -> Result<(), Fault> {
        for text in [
            "DELETE FROM session WHERE ends <= $1",
            "DELETE FROM one_time WHERE ends <= $1",
            "DELETE FROM token WHERE ends <= $1",
        ] {
            self.write_rows(text, binds![now]).await?;
        }
        self.write_rows("DELETE FROM idempotency WHERE at <= $1", binds![answers]).await.map(drop)
    }

    /// Adds to a commit that a request with this key was answered; fails where it was already.
    #[expect(clippy::too_many_arguments, reason = "the columns of one row, each of its own type")]
    pub fn put_answer(
        &self,
        commit: &mut Commit,
        person: PersonId,
        key: &str,
        request: &str,
        answer: &str,
        now: Instant,
    ) {
        commit.run(
            "INSERT INTO idempotency (person, key, request, answer, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
            binds![person.get(), key, request, answer, now],
            Expect::One(Conflict::Repeated),
        );
    }
}

fn session(row: &crate::Row) -> Result<Session, Fault> {
    Ok(Session {
        hash: row.bytes(0).to_vec(),
        person: PersonId::new(row.int(1)?),
        made: Instant::from_micros(row.int(2)?),
        seen: Instant::from_micros(row.int(3)?),
        ends: Instant::from_micros(row.int(4)?),
        csrf: row.text(5).to_owned(),
        agent: row.text(6).to_owned(),
    })
}

fn token(row: &crate::Row) -> Result<Token, Fault> {
    Ok(Token {
        hash: row.bytes(0).to_vec(),
        person: PersonId::new(row.int(1)?),
        title: row.text(2).to_owned(),
        ceiling: row.text(3).to_owned(),
        made: Instant::from_micros(row.int(4)?),
        ends: row.instant(5),
    })
}
