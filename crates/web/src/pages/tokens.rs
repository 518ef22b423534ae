//! Tokens for programs that act for the reader: made here, shown once, ended here.

use axum::response::Response;
use engine::{Ceiling, Secret, Token};
use maud::{Markup, PreEscaped, html};

use super::form;
use crate::{
    asker::Asker,
    frame,
    look::{
        form::form as form_of,
        parts,
        view::{Field, Form, NamedChoice, Widget},
    },
    posted::Posted,
    problem::Problem,
};

/// The profile page with a way to the tokens.
pub(crate) fn with_link(profile: &Markup) -> Markup {
    let link = html! { section.card { h2 { "Programs that act for you" a href="/profile/tokens" { "Tokens" } } }
    section.card { h2 { "Duties in your calendar" a href="/profile/feed" { "Calendar address" } } } };
    let text = profile.clone().into_string();
    let Some((before, after)) = text.rsplit_once("</div></div></main>") else { return PreEscaped(text) };
    PreEscaped(format!("{before}{}</div></div></main>{after}", link.into_string()))
}

fn ceilings() -> Vec<NamedChoice> {
    vec![
        NamedChoice {
            hint: Some("It sees what you see and changes nothing.".to_owned()),
            ..NamedChoice::new("read", "Look only").chosen()
        },
        NamedChoice {
            hint: Some("It may do whatever you may.".to_owned()),
            ..NamedChoice::new("all", "All that I may")
        },
        NamedChoice {
            hint: Some("It sees what you see and does the activities named below.".to_owned()),
            ..NamedChoice::new("only", "Some of it")
        },
    ]
}

async fn page(asker: &Asker, fresh: Option<&Secret>) -> Result<Response, Problem> {
    let tokens = asker.desk.tokens().await?;
    let fields = vec![
        Field::new("title", "What it is for", Widget::Line(String::new())).required(),
        Field::new("ceiling", "The most it may do", Widget::Level(ceilings())).required(),
        Field::new("keys", "Activities", Widget::Line(String::new()))
            .hint("Keys parted by blanks, such as incident:log speak"),
        Field::new(
            "days",
            "Days until it ends",
            Widget::Whole { value: "90".to_owned(), least: Some(1), most: Some(366) },
        )
        .required(),
    ];
    let new = Form {
        action: "/profile/tokens".to_owned(),
        seal: asker.token(),
        fields,
        submit: "Make a token".to_owned(),
        ..Form::default()
    };
    let content = html! {
        main.panel.page #main tabindex="-1" {
            header.top { div.crumb { h1 { "Tokens" } span { "programs that act for you" } } }
            div.body { div.wrap.read {
                @if let Some(secret) = fresh {
                    section.card { h2 { "Your new token" } div.in {
                        p { "It is shown this once. Keep it where you keep passwords." }
                        pre.rule tabindex="0" { (secret.reveal()) }
                    } }
                }
                section.card { h2 { "Tokens" } div.in {
                    ul.holders { @for it in &tokens { (line(asker, it)) } }
                    @if tokens.is_empty() { p.muted { "There are none." } }
                } }
                section.card { h2 { "A new one" } div.in { (form_of(&new)) } }
            } }
        }
    };
    frame::page(asker, "Tokens", &content).await
}

fn line(asker: &Asker, it: &Token) -> Markup {
    let ends = it.ends.map_or_else(|| "never ends".to_owned(), |at| format!("ends {}", asker.times.words(at)));
    html! {
        li {
            (crate::look::icons::icon("key"))
            span { b { (it.title) } small { (it.ceiling) " · made " (asker.times.words(it.made)) " · " (ends) } }
            form method="post" action="/profile/tokens/end" {
                (parts::seal(&asker.token())) input type="hidden" name="token" value=(name(it));
                button.btn.sm { "End" span.vh { " " (it.title) } }
            }
        }
    }
}

/// What names a token on the page: what is kept of it, which opens nothing.
fn name(it: &Token) -> String {
    it.hash.iter().map(u8::to_string).collect::<Vec<_>>().join(".")
}

/// The page.
pub(crate) async fn show(asker: Asker) -> Result<Response, Problem> {
    page(&asker, None).await
}

/// Makes one.
pub(crate) async fn make(asker: Asker, posted: Posted) -> Result<Response, Problem> {
    let ceiling = match posted.get("ceiling") {
        "all" => Ceiling::All,
        "only" => Ceiling::parse(posted.get("keys")),
        _read => Ceiling::Read,
    };
    let days = posted.get("days").parse().unwrap_or(90);
    let secret = asker.desk.new_token(posted.get("title"), &ceiling, days).await?;
    page(&asker, Some(&secret)).await
}

/// Ends one of the reader's own.
pub(crate) async fn end(asker: Asker, posted: Posted) -> Result<Response, Problem> {
    let named = posted.get("token");
    let tokens = asker.desk.tokens().await?;
    let found = tokens.iter().find(|it| name(it) == named).ok_or(Problem::NoPage)?;
    asker.desk.end_token(&found.hash).await?;
    Ok(form::onward(&asker, "/profile/tokens", "The token has ended."))
}
