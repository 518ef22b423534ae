//! Speaking on a record: comments, links and files. Who has an A, R or C on it may.

use base::RecordId;
use governance::Basis;
use model::{Draft, Record};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use store::{Attached, Commit, Linked};

use crate::{Desk, FieldFault, Ground, Halt, Input, Refused, Seen};

/// The largest file in bytes.
const FILE_MOST: usize = 25 * 1024 * 1024;
/// How often something is said anew where the record has changed meanwhile.
const ATTEMPTS: usize = 10;
/// The longest comment in characters.
const COMMENT_MOST: usize = 65_536;

/// A file to attach.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Its name as given.
    pub name: String,
    /// Its content.
    pub body: Vec<u8>,
    /// Whether only those inside IT may see it.
    pub inside: bool,
}

impl Desk {
    /// Adds a message (seen by everyone who sees the record) or an inner note.
    pub async fn comment(&self, number: &str, input: &Input) -> Result<Seen, Halt> {
        let mut outcome = self.comment_once(number, input).await;
        for _attempt in 1..ATTEMPTS {
            if !is_overtaken(&outcome) {
                break;
            }
            outcome = self.comment_once(number, input).await;
        }
        outcome
    }

    async fn comment_once(&self, number: &str, input: &Input) -> Result<Seen, Halt> {
        let record = self.load(number).await?;
        let basis = self.speaking(&record, input.inside)?;
        let Some((text, inside)) = self.comment_of(input)? else {
            return Err(Refused::invalid(vec![FieldFault {
                field: "comment".into(),
                message: "is empty; write something first".into(),
            }])
            .into());
        };
        let mut commit = self.touching(&record)?;
        let mut draft = Draft::of(record);
        self.reread_clocks(&mut commit, &mut draft, !inside).await?;
        let what = json!({ "number": draft.record.number, "comment": text, "inside": inside });
        self.spoken(commit, draft, basis, what, input).await
    }

    /// Attaches a file.
    pub async fn attach(&self, number: &str, upload: Upload, input: &Input) -> Result<Attached, Halt> {
        let mut outcome = self.attach_once(number, &upload, input).await;
        for _attempt in 1..ATTEMPTS {
            if !is_overtaken(&outcome) {
                break;
            }
            outcome = self.attach_once(number, &upload, input).await;
        }
        outcome
    }

    async fn attach_once(&self, number: &str, upload: &Upload, input: &Input) -> Result<Attached, Halt> {
        let record = self.load(number).await?;
        let basis = self.speaking(&record, upload.inside)?;
        if upload.body.len() > FILE_MOST {
            return Err(bad_file(format!("is {} MB; at most 25 MB fit", upload.body.len() / 1_048_576)));
        }
        if upload.body.is_empty() {
            return Err(bad_file("is empty; choose a file with something in it".to_owned()));
        }
        let hash: String = Sha256::digest(&upload.body).iter().map(|it| format!("{it:02x}")).collect();
        let file = Attached {
            id: self.engine.store.next_id(self.now),
            record: record.id,
            name: file_name(&upload.name),
            media: media(&upload.body).to_owned(),
            size: i64::try_from(upload.body.len()).unwrap_or(i64::MAX),
            hash,
            at: self.now,
            by: self.person(),
            inside: upload.inside,
        };
        let mut commit = self.touching(&record)?;
        self.engine.store.put_attachment(&mut commit, &file, upload.body.clone());
        let what = json!({ "number": record.number, "file": file.name, "file_id": file.id, "size": file.size, "sha256": file.hash, "inside": file.inside });
        let of = record.id;
        self.spoken(commit, Draft::of(record), basis, what, input).await?;
        if let Some(kept) = self.engine.store.attachment(file.id).await? {
            return Ok(kept);
        }
        // The same request has been carried out before: its file is the answer.
        let files = self.engine.store.attachments(of).await?;
        let is_same = |it: &Attached| it.hash == file.hash && it.name == file.name && it.by == file.by;
        files.into_iter().rfind(is_same).ok_or_else(|| Refused::not_found("such file").into())
    }

    /// Links two records that the asker sees.
    pub async fn link(&self, number: &str, other: &str, kind: &str, input: &Input) -> Result<Seen, Halt> {
        let mut outcome = self.link_once(number, other, kind, input).await;
        for _attempt in 1..ATTEMPTS {
            if !is_overtaken(&outcome) {
                break;
            }
            outcome = self.link_once(number, other, kind, input).await;
        }
        outcome
    }

    async fn link_once(&self, number: &str, other: &str, kind: &str, input: &Input) -> Result<Seen, Halt> {
        let record = self.load(number).await?;
        let basis = self.speaking(&record, false)?;
        let other = self.load(other).await?;
        let kind: String = kind.trim().chars().filter(|it| !it.is_control()).take(40).collect();
        let kind = if kind.is_empty() { "relates to".to_owned() } else { kind };
        if other.id == record.id {
            return Err(Refused::invalid(vec![FieldFault {
                field: "other".into(),
                message: "is the same record; name another".into(),
            }])
            .into());
        }
        let mut commit = self.touching(&record)?;
        let link = Linked { a: record.id, b: other.id, kind: kind.clone() };
        self.engine.store.put_link(&mut commit, &link, self.now);
        let what = json!({ "number": record.number, "link": other.number, "link_id": other.id.get(), "kind": kind });
        self.spoken(commit, Draft::of(record), basis, what, input).await
    }

    /// Removes a link.
    pub async fn unlink(&self, number: &str, other: &str, kind: &str, input: &Input) -> Result<Seen, Halt> {
        let mut outcome = self.unlink_once(number, other, kind, input).await;
        for _attempt in 1..ATTEMPTS {
            if !is_overtaken(&outcome) {
                break;
            }
            outcome = self.unlink_once(number, other, kind, input).await;
        }
        outcome
    }

    async fn unlink_once(&self, number: &str, other: &str, kind: &str, input: &Input) -> Result<Seen, Halt> {
        let record = self.load(number).await?;
        let basis = self.speaking(&record, false)?;
        let other = self.load(other).await?;
        let mut commit = self.touching(&record)?;
        self.engine.store.remove_link(&mut commit, &Linked { a: record.id, b: other.id, kind: kind.to_owned() });
        let what = json!({ "number": record.number, "unlink": other.number, "link_id": other.id.get(), "kind": kind });
        self.spoken(commit, Draft::of(record), basis, what, input).await
    }

    /// The content of a file that the asker may see; every download is a journal entry of its own.
    pub async fn download(&self, id: i64) -> Result<(Attached, Vec<u8>), Halt> {
        let store = &self.engine.store;
        let not_found = || Halt::from(Refused::not_found("such file"));
        let file = store.attachment(id).await?.ok_or_else(not_found)?;
        let record = store.record(file.record).await?.ok_or_else(not_found)?;
        let sighting = self.authority.sees(&record).ok_or_else(not_found)?;
        if file.inside && !sighting.inside {
            return Err(not_found());
        }
        let body = store.blob(&file.hash).await?.ok_or_else(not_found)?;
        let mut commit = Commit::new();
        let what = json!({ "number": record.number, "download": file.name, "file_id": file.id });
        let mut entry = self.journaled(sighting.basis.activity, Some(&sighting.basis), Some(record.id), what);
        entry.activity = "record:download".to_owned();
        commit.enter(entry);
        store.commit(commit).await?;
        Ok((file, body))
    }

    /// The basis on which the asker may speak on a record.
    pub(crate) fn speaking(&self, record: &Record, inside: bool) -> Result<Basis, Halt> {
        self.may_speak_at_all()?;
        let basis = self.authority.speaks(record).map_err(|it| self.refuse(it, &record.number))?;
        let seen_from_inside = self.authority.sees(record).is_some_and(|it| it.inside);
        if inside && !seen_from_inside {
            return Err(Refused::new(
                Ground::Forbidden,
                "inside",
                "Inner notes are written by those who work on it. Send a message instead.",
            )
            .into());
        }
        Ok(basis)
    }

    /// A commit that holds only while authority stands as it was decided on.
    fn touching(&self, _record: &Record) -> Result<Commit, Halt> {
        let mut commit = Commit::new();
        commit.at_epoch(self.roster().epoch());
        Ok(commit)
    }

    async fn spoken(
        &self,
        mut commit: Commit,
        mut draft: Draft,
        basis: Basis,
        what: serde_json::Value,
        input: &Input,
    ) -> Result<Seen, Halt> {
        let store = &self.engine.store;
        let words = [draft.record.number.as_str(), "speak", &asked_for(&what)].join(" ");
        if let Some(key) = &input.idempotency {
            if let Some((request, _)) = store.answered(self.person(), key).await? {
                if request == crate::secret::hash_text(&words) {
                    return self.seen(self.load(&draft.record.number).await?);
                }
                return Err(Refused::new(
                    Ground::Repeated,
                    "key-reused",
                    "This idempotency key was used for another request.",
                )
                .into());
            }
            store.put_answer(
                &mut commit,
                self.person(),
                key,
                &crate::secret::hash_text(&words),
                &draft.record.number,
                self.now,
            );
        }
        draft.set(model::Header::Changed.slot(), model::Value::Instant(self.now));
        store.put_changed(&mut commit, &draft)?;
        let mut entry = self.journaled(basis.activity, Some(&basis), Some(draft.record.id), what);
        entry.activity = "record:speak".to_owned();
        commit.enter(entry);
        self.notify_speech(&mut commit, &draft.record, input.inside);
        store.commit(commit).await?;
        draft.record.version = draft.record.version.saturating_add(1);
        self.seen(draft.record)
    }

    /// The comment that comes with an input, if any.
    pub(crate) fn comment_of(&self, input: &Input) -> Result<Option<(String, bool)>, Halt> {
        let Some(text) = input.comment.as_deref().map(str::trim).filter(|it| !it.is_empty()) else { return Ok(None) };
        let length = text.chars().count();
        if length > COMMENT_MOST {
            let message =
                format!("is {length} characters long; at most {COMMENT_MOST} fit. Attach it as a file instead");
            return Err(Refused::invalid(vec![FieldFault { field: "comment".into(), message }]).into());
        }
        Ok(Some((text.replace("\r\n", "\n").replace('\0', "\u{fffd}"), input.inside)))
    }

    /// The files on a record that the asker may see.
    pub(crate) async fn files(&self, record: RecordId, inside: bool) -> Result<Vec<Attached>, Halt> {
        let files = self.engine.store.attachments(record).await?;
        Ok(files.into_iter().filter(|it| inside || !it.inside).collect())
    }
}

/// Whether something else was written to the record meanwhile: what is said goes with any version of it. Where that was
/// the same request, the next attempt finds its answer.
fn is_overtaken<T>(outcome: &Result<T, Halt>) -> bool {
    matches!(outcome, Err(Halt::Refused(it)) if ["stale", "repeated", "taken"].contains(&it.code))
}

/// What was asked for, in what is written to the journal: without the id that a file was given only now.
fn asked_for(what: &serde_json::Value) -> String {
    let mut what = what.clone();
    if let Some(it) = what.as_object_mut() {
        it.remove("file_id");
    }
    what.to_string()
}

fn bad_file(message: String) -> Halt {
    Refused::invalid(vec![FieldFault { field: "file".into(), message }]).into()
}

/// A name without path or control characters, at most 120 characters.
fn file_name(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or(given);
    let clean: String = last.chars().filter(|it| !it.is_control()).take(120).collect();
    if clean.trim().is_empty() { "file".to_owned() } else { clean }
}

/// The media type by content; what is not surely a picture or a plain format is bytes.
fn media(body: &[u8]) -> &'static str {
    const KNOWN: [(&[u8], &str); 6] = [
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"GIF87a", "image/gif"),
        (b"GIF89a", "image/gif"),
        (b"%PDF-", "application/pdf"),
        (b"PK\x03\x04", "application/zip"),
    ];
    let known = KNOWN.iter().find(|(magic, _)| body.starts_with(magic)).map(|(_, media)| *media);
    let text = || std::str::from_utf8(body).is_ok_and(|it| !it.contains('\0')).then_some("text/plain; charset=utf-8");
    known.or_else(text).unwrap_or("application/octet-stream")
}
