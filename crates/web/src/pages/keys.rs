//! All keys on one page: what script adds, and how to switch single keys off.

use axum::response::Response;
use maud::html;

use crate::{asker::Asker, frame, problem::Problem};

const KEYS: [(&str, &str); 24] = [
    ("J K", "next, previous"),
    ("Enter O", "open"),
    ("Space", "peek"),
    ("X", "select"),
    ("* A, * N", "select all, none"),
    ("U Esc", "back, close"),
    ("C", "new"),
    ("R N", "reply, internal note"),
    ("A", "assign"),
    ("I", "assign to me"),
    ("P", "priority"),
    ("E", "resolve or done"),
    ("H", "hand over"),
    ("Y", "copy link"),
    ("W", "why"),
    ("[ ]", "previous, next page"),
    ("/", "search or filter"),
    ("Shift F", "filter menu"),
    ("Ctrl K", "palette"),
    ("Ctrl Enter", "send"),
    ("G H, G I, G W", "home, inbox, my work"),
    ("G C, G S", "changes, services"),
    ("G D, G F", "duties, findings"),
    ("?", "these keys"),
];

/// The page.
pub(crate) async fn show(asker: Asker) -> Result<Response, Problem> {
    let content = html! {
        main.panel.page #main tabindex="-1" {
            header.top { div.crumb { h1 { "Keys" } } }
            div.body { div.wrap.read {
                p.lead { "Single keys work while you are not typing and hold no other key. " a.link href="/profile" { "Switch them off" } " if you speak to your device." }
                section.card { div.in { div.scroll { table.tbl {
                    caption.vh { "Keys and what they do" }
                    thead { tr { th scope="col" { "Key" } th scope="col" { "Does" } } }
                    tbody { @for (key, does) in KEYS { tr { th scope="row" { kbd { (key) } } td { (does) } } } }
                } } } }
            } }
        }
    };
    frame::page(&asker, "Keys", &content).await
}
