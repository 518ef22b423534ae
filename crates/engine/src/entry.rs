//! Getting in: passwords, sign-in links, sessions and tokens.

use std::sync::Arc;

use base::{Instant, PersonId, Span};
use serde_json::json;
use store::{Commit, Entry, OneTime, Session, Token};

use crate::{Ceiling, Desk, Engine, FieldFault, Ground, Halt, Refused, Secret, hash_of, secret};

/// A session ends this long after it was made.
const LASTS: Span = Span::from_secs(12 * 3600);
/// A session ends when it was not used for this long.
const IDLE: Span = Span::from_secs(2 * 3600);
/// A session's last use is noted no more often than this.
const NOTED: Span = Span::from_secs(60);
/// The shortest password.
const PASSWORD_LEAST: usize = 10;

/// Somebody who has just signed in.
#[derive(Clone, Debug)]
pub struct Ticket {
    /// The value of the session's cookie.
    pub cookie: Secret,
    /// The token that forms carry.
    pub csrf: String,
    /// Who.
    pub person: PersonId,
}

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Who.
    pub person: PersonId,
    /// The token that their forms carry; empty for programs, which have no forms.
    pub csrf: String,
    /// The most that they may do here.
    pub ceiling: Ceiling,
    /// The hash of the session or token: for ending it.
    pub hash: Vec<u8>,
}

impl Engine {
    /// Signs somebody in by name and password. Unknown names take as long as wrong passwords.
    pub async fn sign_in(self: &Arc<Self>, name: &str, password: &str, agent: &str) -> Result<Ticket, Halt> {
        let wrong = || {
            Halt::from(Refused::new(
                Ground::Unknown,
                "wrong",
                "That name and password don't go together. Try again, or ask the service desk for a sign-in link.",
            ))
        };
        if password.len() > 1024 {
            return Err(wrong());
        }
        let row = self.store.sign_in_row(&name.trim().to_lowercase()).await?;
        let (person, hash) = row.map_or((None, None), |(person, hash)| (Some(person), hash));
        let password = password.to_owned();
        let hash = hash.unwrap_or_else(|| DECOY.to_owned());
        let fits = tokio::task::spawn_blocking(move || secret::fits(&password, &hash)).await.unwrap_or_default();
        let person = person.filter(|_| fits).ok_or_else(wrong)?;
        self.ticket(person, agent, Commit::new()).await
    }

    /// Signs somebody in by a link that works once.
    pub async fn spend_link(self: &Arc<Self>, link: &str, agent: &str) -> Result<Ticket, Halt> {
        let spent = || {
            Halt::from(Refused::new(
                Ground::Unknown,
                "spent",
                "This sign-in link has been used or has run out. Ask for a new one.",
            ))
        };
        let hash = hash_of(link);
        let found = self.store.one_time(&hash).await?.filter(|it| self.now() < it.ends).ok_or_else(spent)?;
        let mut commit = Commit::new();
        self.store.spend_one_time(&mut commit, &hash);
        self.ticket(found.person, agent, commit).await.map_err(|halt| match halt {
            Halt::Refused(it) if it.code == "claimed" => spent(),
            halt @ (Halt::Refused(_) | Halt::Failed(_)) => halt,
        })
    }

    async fn ticket(&self, person: PersonId, agent: &str, mut commit: Commit) -> Result<Ticket, Halt> {
        let (cookie, csrf) = (Secret::fresh()?, Secret::fresh()?);
        let now = self.now();
        let session = Session {
            hash: cookie.hash(),
            person,
            made: now,
            seen: now,
            ends: now.plus(LASTS),
            csrf: csrf.reveal().to_owned(),
            agent: agent.chars().filter(|it| !it.is_control()).take(120).collect(),
        };
        self.store.put_session(&mut commit, &session);
        commit.enter(entry(now, person, "session:begin", &json!({ "agent": session.agent })));
        self.store.commit(commit).await?;
        Ok(Ticket { cookie, csrf: session.csrf, person })
    }

    /// Who a session's cookie stands for.
    pub async fn session(&self, cookie: &str) -> Result<Option<SignedIn>, Halt> {
        let now = self.now();
        let Some(session) = self.store.session(&hash_of(cookie)).await? else { return Ok(None) };
        if now >= session.ends || now >= session.seen.plus(IDLE) {
            return Ok(None);
        }
        if now >= session.seen.plus(NOTED) {
            let mut commit = Commit::new();
            self.store.put_seen(&mut commit, &session.hash, now);
            // Noting the use must not stop anybody from working, not even on a full disk.
            if let Err(fault) = self.store.commit(commit).await {
                tracing::warn!(%fault, "a session's use could not be noted");
            }
        }
        Ok(Some(SignedIn { person: session.person, csrf: session.csrf, ceiling: Ceiling::All, hash: session.hash }))
    }

    /// Who a bearer token stands for.
    pub async fn bearer(&self, token: &str) -> Result<Option<SignedIn>, Halt> {
        let found = self.store.token(&hash_of(token)).await?;
        let live = found.filter(|it| it.ends.is_none_or(|ends| self.now() < ends));
        Ok(live.map(|it| SignedIn {
            person: it.person,
            csrf: String::new(),
            ceiling: Ceiling::parse(&it.ceiling),
            hash: it.hash,
        }))
    }

    /// Ends a session.
    pub async fn sign_out(&self, it: &SignedIn) -> Result<(), Halt> {
        let mut commit = Commit::new();
        self.store.end_session(&mut commit, &it.hash);
        commit.enter(entry(self.now(), it.person, "session:end", &json!({})));
        self.store.commit(commit).await?;
        Ok(())
    }

    /// A sign-in link for somebody, good for a while. For the command line and the installation only.
    pub async fn make_link(&self, person: PersonId, lasts: Span) -> Result<Secret, Halt> {
        let secret = Secret::fresh()?;
        let mut commit = Commit::new();
        self.store.put_one_time(&mut commit, &OneTime { hash: secret.hash(), person, ends: self.now().plus(lasts) });
        commit.enter(entry(self.now(), person, "link:make", &json!({})));
        self.store.commit(commit).await?;
        Ok(secret)
    }

    /// A token for a program that acts for somebody. For the command line and the installation only; people make
    /// theirs at their own desk.
    pub async fn make_token(
        &self,
        person: PersonId,
        title: &str,
        ceiling: &Ceiling,
        ends: Option<Instant>,
    ) -> Result<Secret, Halt> {
        let secret = Secret::fresh()?;
        let mut commit = Commit::new();
        let token = Token {
            hash: secret.hash(),
            person,
            title: title.chars().take(80).collect(),
            ceiling: ceiling.print(),
            made: self.now(),
            ends,
        };
        self.store.put_token(&mut commit, &token);
        commit.enter(entry(
            self.now(),
            person,
            "token:make",
            &json!({ "title": token.title, "ceiling": token.ceiling }),
        ));
        self.store.commit(commit).await?;
        Ok(secret)
    }
}

impl Desk {
    /// The asker's sessions.
    pub async fn sessions(&self) -> Result<Vec<Session>, Halt> {
        Ok(self.engine.store.sessions_of(self.person()).await?)
    }
    /// The asker's tokens.
    pub async fn tokens(&self) -> Result<Vec<Token>, Halt> {
        Ok(self.engine.store.tokens_of(self.person()).await?)
    }
    /// Ends all other sessions of the asker.
    pub async fn end_other_sessions(&self, except: &[u8]) -> Result<(), Halt> {
        let mut commit = Commit::new();
        self.engine.store.end_sessions(&mut commit, self.person(), except);
        commit.enter(entry(self.now, self.person(), "session:end-others", &json!({})));
        self.engine.store.commit(commit).await?;
        Ok(())
    }
    /// Makes a token for a program; it is shown once.
    pub async fn new_token(&self, title: &str, ceiling: &Ceiling, days: i64) -> Result<Secret, Halt> {
        self.may_speak_at_all()?;
        let ends = self.now.plus(Span::from_secs(days.clamp(1, 366).saturating_mul(86_400)));
        self.engine.make_token(self.person(), title, ceiling, Some(ends)).await
    }
    /// Ends a token of the asker, by its hash.
    pub async fn end_token(&self, hash: &[u8]) -> Result<(), Halt> {
        let mut commit = Commit::new();
        self.engine.store.end_token(&mut commit, hash, self.person());
        commit.enter(entry(self.now, self.person(), "token:end", &json!({})));
        self.engine.store.commit(commit).await?;
        Ok(())
    }
    /// Sets the asker's password and ends their other sessions.
    pub async fn set_password(&self, password: &str, session: &[u8]) -> Result<(), Halt> {
        self.may_speak_at_all()?;
        let person = self.directory.person(self.person());
        let near = person.is_some_and(|it| {
            [&it.name, &it.key, &it.mail]
                .iter()
                .any(|word| !word.is_empty() && password.to_lowercase().contains(&word.to_lowercase()))
        });
        check_password(password, near)?;
        let password = password.to_owned();
        let hashed = tokio::task::spawn_blocking(move || secret::hash_password(&password)).await;
        let hashed = hashed.map_err(|_panicked| crate::Fault::Inner("hashing stopped".to_owned()))??;
        let mut commit = Commit::new();
        self.engine.store.put_secret(&mut commit, self.person(), &hashed);
        self.engine.store.end_sessions(&mut commit, self.person(), session);
        commit.enter(entry(self.now, self.person(), "password:set", &json!({})));
        self.engine.store.commit(commit).await?;
        Ok(())
    }
    /// A preference of the asker.
    pub async fn preferences(&self) -> Result<Vec<(String, String)>, Halt> {
        Ok(self.engine.store.preferences(self.person()).await?)
    }
    /// Sets a preference of the asker.
    pub async fn set_preference(&self, key: &str, value: &str) -> Result<(), Halt> {
        let short: String = value.chars().take(200).collect();
        let mut commit = Commit::new();
        self.engine.store.put_preference(&mut commit, self.person(), &key.chars().take(40).collect::<String>(), &short);
        self.engine.store.commit(commit).await?;
        Ok(())
    }
    /// What the asker began to write at a place, and when it was saved.
    pub async fn draft_at(&self, place: &str) -> Result<Option<(String, Instant)>, Halt> {
        Ok(self.engine.store.draft(self.person(), place).await?)
    }
    /// Keeps what the asker begins to write at a place.
    pub async fn keep_draft(&self, place: &str, text: &str) -> Result<(), Halt> {
        let (place, text): (String, String) = (place.chars().take(80).collect(), text.chars().take(65_536).collect());
        let mut commit = Commit::new();
        self.engine.store.put_draft(&mut commit, self.person(), &place, &text, self.now);
        self.engine.store.commit(commit).await?;
        Ok(())
    }
}

/// An argon2id hash that no password fits, checked for unknown names so that they take as long as known ones.
const DECOY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

pub(crate) fn entry(now: Instant, person: PersonId, activity: &str, what: &serde_json::Value) -> Entry {
    Entry {
        at: now,
        recorded: now,
        actor: Some(person),
        activity: activity.to_owned(),
        what: what.to_string(),
        ..Entry::default()
    }
}

pub(crate) fn check_password(password: &str, near: bool) -> Result<(), Halt> {
    let length = password.chars().count();
    let message = if length < PASSWORD_LEAST {
        format!(
            "is {length} characters long; at least {PASSWORD_LEAST} are needed. Three or four words make a good one"
        )
    } else if length > 256 {
        "is longer than 256 characters".to_owned()
    } else if near {
        "holds your name or address; choose something others don't know".to_owned()
    } else if COMMON.iter().any(|it| password.to_lowercase() == *it) {
        "is one of the first that attackers try; choose another".to_owned()
    } else {
        return Ok(());
    };
    Err(Refused::invalid(vec![FieldFault { field: "password".into(), message }]).into())
}

/// Long passwords that head every list of leaked ones.
const COMMON: [&str; 12] = [
    "1234567890",
    "qwertyuiop",
    "1q2w3e4r5t",
    "passwordpassword",
    "password123",
    "password1234",
    "iloveyou123",
    "0987654321",
    "1111111111",
    "0000000000",
    "adminadmin",
    "welcome123",
];
