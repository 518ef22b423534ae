//! What went wrong, in words: each page says what it is and the way out.

use axum::http::StatusCode;
use engine::{Ground, Halt, Refused};
use maud::Markup;

use crate::{
    app::App,
    asker::Asker,
    frame,
    look::{
        entry, shell,
        view::{Act, Bare, Link, MessagePage},
    },
    problem::Problem,
    urls,
};

/// What is known of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct What<'a> {
    pub(crate) problem: Option<&'a Problem>,
    pub(crate) status: StatusCode,
    pub(crate) path: &'a str,
    pub(crate) id: &'a str,
}

/// The page; in the asker's frame where somebody is signed in.
pub(crate) async fn page(app: &App, asker: Option<&Asker>, what: What<'_>) -> Markup {
    let message = message(what);
    if let Some(asker) = asker
        && let Ok(markup) = frame::framed(asker, &message.title, "", &entry::message(&message)).await
    {
        return markup;
    }
    let bare = Bare { title: message.title.clone(), organisation: app.engine.organisation(), ..Bare::default() };
    shell::bare(&bare, &entry::message_bare(&message))
}

fn message(what: What<'_>) -> MessagePage {
    match what.problem {
        Some(Problem::Halt(Halt::Refused(it))) => refused(it, what.path),
        Some(Problem::Halt(Halt::Failed(_))) => MessagePage::failed(what.id),
        Some(Problem::NoPage) => MessagePage::not_found("page"),
        Some(Problem::Unknown) => say(
            "key",
            "You are not signed in",
            "Sign in and you get there at once.",
            Act::open("Sign in", "/sign-in").primary(),
        ),
        Some(Problem::Forged) => say(
            "shield",
            "Nothing was changed",
            "This did not come from a page of ours, or you have signed in again since it was opened. Go back, reload the page and send it again; your browser still has what you typed.",
            Act::open("Go home", "/").primary(),
        ),
        Some(Problem::TooLarge) => say(
            "clip",
            "That is too large",
            "A file may have 25 MB, and one form ten files. Share larger ones by a link.",
            Act::open("Go home", "/"),
        ),
        Some(Problem::TooOften) => say(
            "clock",
            "Too many tries",
            "Wait a minute, then try again. The service desk can send you a sign-in link.",
            Act::open("Sign in", "/sign-in"),
        ),
        Some(Problem::NoForm) | None => by_status(what),
    }
}

fn by_status(what: What<'_>) -> MessagePage {
    if what.status == StatusCode::METHOD_NOT_ALLOWED {
        return say(
            "inc",
            "That can’t be done here",
            "Nothing was changed. Open the page first and use its buttons.",
            Act::open("Go home", "/").primary(),
        );
    }
    if what.status == StatusCode::NOT_FOUND {
        return MessagePage::not_found("page");
    }
    if what.status.is_server_error() {
        return MessagePage::failed(what.id);
    }
    say(
        "inc",
        "That request makes no sense to us",
        "Nothing was changed. Go back, reload the page and try again.",
        Act::open("Go home", "/").primary(),
    )
}

fn say(icon: &str, title: &str, body: &str, act: Act) -> MessagePage {
    MessagePage {
        icon: icon.to_owned(),
        title: title.to_owned(),
        body: body.to_owned(),
        acts: vec![act],
        reference: None,
    }
}

fn refused(it: &Refused, path: &str) -> MessagePage {
    match it.ground {
        Ground::NotFound => MessagePage { body: it.message.clone(), ..MessagePage::not_found("such thing") },
        Ground::Forbidden => forbidden(it, path),
        Ground::Stale => say(
            "change",
            "It changed while you were working",
            &it.message,
            Act::open("Open what is there now", record_of(path)).primary(),
        ),
        Ground::Invalid => {
            say("inc", "Something needs another look", &it.to_string(), Act::open("Go back", record_of(path)))
        }
        Ground::Repeated => say(
            "check",
            "That was done already",
            &it.message,
            Act::open("Open what is there now", record_of(path)).primary(),
        ),
        Ground::Later => say("pause", "Not right now", &it.message, Act::open("Try again", path.to_owned()).primary()),
        Ground::Unknown => say("key", "Sign in again", &it.message, Act::open("Sign in", "/sign-in").primary()),
    }
}

fn forbidden(it: &Refused, path: &str) -> MessagePage {
    let mut parts = path.trim_matches('/').split('/');
    let (number, step) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let why = (!step.is_empty()).then(|| {
        // Of something new there is no record yet whose page could say why.
        let to = if super::record::is_number(number) {
            format!("{}/why/{}", urls::record(number), urls::encode(step))
        } else {
            let words = path.trim_matches('/').split('/').rev().take(2).collect::<Vec<_>>().join(" ");
            urls::with_query("/who/answers", &[("q", &words.replace('-', " "))])
        };
        Link::to("Why, and who decides", to)
    });
    MessagePage { ..MessagePage::not_yours("do this", &it.message, why) }
}

/// The page of the record that a path is about.
fn record_of(path: &str) -> String {
    let first = path.trim_matches('/').split('/').next().unwrap_or_default();
    if super::record::is_number(first) { urls::record(first) } else { "/".to_owned() }
}
