//! The interface for programs: where its document is, how to sign in, and a few calls to try.

use axum::response::Response;

use crate::{
    asker::Asker,
    frame,
    look::{
        api_doc,
        view::{ApiDoc, ApiGroup, Operation, Parameter},
    },
    problem::Problem,
};

/// The page.
pub(crate) async fn show(asker: Asker) -> Result<Response, Problem> {
    let kinds: Vec<&str> = asker.desk.kinds().map(|it| it.key.as_str()).collect();
    let first = kinds.first().copied().unwrap_or("incident");
    let filter = || parameter("filter", false, "The same words as in every list.", "status:open");
    let number = || parameter("number", true, "Its number.", "");
    let kind =
        || parameter("type", true, "The kind of record.", if kinds.contains(&"incident") { "incident" } else { first });
    let doc = ApiDoc {
        title: "Interface for programs".to_owned(),
        lead: "Everything on these pages can be done by a program with a token, under the very same rules. Make a token on your profile page and send it as `Authorization: Bearer`. Here you try calls as yourself.".to_owned(),
        document_url: "/api/openapi.json".to_owned(),
        csrf: asker.signed.csrf.clone(),
        groups: vec![
            ApiGroup {
                title: "Records".to_owned(),
                lead: format!("The kinds that you see: {}.", kinds.join(", ")),
                operations: vec![
                    read("list", "/api/records/{type}", "List records", vec![kind(), filter()]),
                    read("read", "/api/records/{type}/{number}", "Read a record", vec![kind(), number()]),
                    read("moves", "/api/records/{type}/{number}/moves", "What you can do with it", vec![kind(), number()]),
                    read("journal", "/api/records/{type}/{number}/journal", "What happened to it", vec![kind(), number()]),
                    read("export", "/api/export/{type}", "Export as CSV", vec![kind(), filter()]),
                ],
            },
            ApiGroup {
                title: "Looking around".to_owned(),
                lead: "Who you are, what there is, and what holds the words.".to_owned(),
                operations: vec![
                    read("me", "/api/me", "Who you are here", Vec::new()),
                    read("types", "/api/types", "The kinds of record", Vec::new()),
                    read("search", "/api/search", "Find records by words", vec![parameter("q", false, "Words.", "payslip")]),
                ],
            },
        ],
    };
    frame::page(&asker, &doc.title, &api_doc::api_doc(&doc)).await
}

fn parameter(name: &str, in_path: bool, detail: &str, example: &str) -> Parameter {
    Parameter { name: name.to_owned(), in_path, detail: detail.to_owned(), example: example.to_owned() }
}

fn read(id: &str, path: &str, summary: &str, parameters: Vec<Parameter>) -> Operation {
    Operation {
        id: id.to_owned(),
        verb: "GET".to_owned(),
        path: path.to_owned(),
        summary: summary.to_owned(),
        parameters,
        ..Operation::default()
    }
}
