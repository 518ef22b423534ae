//! Every route there is. The router is made from this table and from nothing else.

use crate::{
    handlers::{
        amend, bulk, clocks, comments, download, duties, export, files, journal, links, list, me, measures, offers,
        open, people, read, search, step, types, who, why,
    },
    openapi,
    route::{Action, Route, Takes, Verb},
};

const RECORDS: &str = "/api/records/{type}";
const RECORD: &str = "/api/records/{type}/{number}";
const LOOK: &[&str] = &["filter", "sort", "after", "limit", "count"];

static ROUTES: [Route; 31] = [
    Route::public(
        "/api/openapi.json",
        "it describes the declared shape only, no data",
        "This description",
        openapi::serve,
    ),
    Route::new(Verb::Get, "/api/me", Action::Me, "Who you are here", |it| Box::pin(async move { Ok(me::me(&it)) })),
    Route::new(Verb::Get, "/api/types", Action::Types, "The kinds of record that you have to do with", |it| {
        Box::pin(async move { Ok(types::types(&it)) })
    }),
    Route::new(Verb::Get, RECORDS, Action::List, "List", |it| Box::pin(list::list(it))).asking(LOOK),
    Route::new(Verb::Post, RECORDS, Action::Open, "Open", |it| Box::pin(open::open(it))),
    Route::new(Verb::Get, RECORD, Action::Read, "Read", |it| Box::pin(read::read(it))),
    Route::new(Verb::Patch, RECORD, Action::Amend, "Change fields of", |it| Box::pin(amend::amend(it))),
    Route::new(Verb::Get, "/api/records/{type}/{number}/moves", Action::Offers, "What you can do with", |it| {
        Box::pin(offers::offers(it))
    }),
    Route::new(Verb::Post, "/api/records/{type}/{number}/moves/{move}", Action::Move, "Move", |it| {
        Box::pin(step::step(it))
    }),
    Route::new(
        Verb::Get,
        "/api/records/{type}/{number}/why/{move}",
        Action::Why,
        "Why you may or may not act on",
        |it| Box::pin(why::why(it)),
    ),
    Route::new(Verb::Get, "/api/records/{type}/{number}/journal", Action::Journal, "What happened to", |it| {
        Box::pin(journal::journal(it))
    }),
    Route::new(Verb::Get, "/api/records/{type}/{number}/clocks", Action::Clocks, "Clocks of", |it| {
        Box::pin(clocks::clocks(it))
    }),
    Route::new(Verb::Get, "/api/records/{type}/{number}/comments", Action::Comments, "Messages on", |it| {
        Box::pin(comments::comments(it))
    }),
    Route::new(Verb::Post, "/api/records/{type}/{number}/comments", Action::Comment, "Write on", |it| {
        Box::pin(comments::comment(it))
    }),
    Route::new(Verb::Get, "/api/records/{type}/{number}/links", Action::Links, "Links of", |it| {
        Box::pin(links::links(it))
    }),
    Route::new(Verb::Post, "/api/records/{type}/{number}/links", Action::Link, "Link", |it| Box::pin(links::link(it))),
    Route::new(Verb::Delete, "/api/records/{type}/{number}/links/{other}", Action::Unlink, "Remove a link of", |it| {
        Box::pin(links::unlink(it))
    })
    .asking(&["kind"]),
    Route::new(Verb::Get, "/api/records/{type}/{number}/attachments", Action::Files, "Files on", |it| {
        Box::pin(files::files(it))
    }),
    Route::new(Verb::Post, "/api/records/{type}/{number}/attachments", Action::Attach, "Attach a file to", |it| {
        Box::pin(files::attach(it))
    })
    .asking(&["filename", "inside"])
    .taking(Takes::File),
    Route::new(Verb::Get, "/api/attachments/{id}", Action::Download, "Download a file", |it| {
        Box::pin(download::download(it))
    }),
    Route::new(Verb::Get, "/api/search", Action::Search, "Find records of all kinds by words", |it| {
        Box::pin(search::search(it))
    })
    .asking(&["q", "limit"]),
    Route::new(Verb::Get, "/api/export/{type}", Action::Export, "Export as CSV", |it| Box::pin(export::export(it)))
        .asking(&["filter", "sort"]),
    Route::new(Verb::Post, "/api/bulk", Action::Bulk, "Do many things, each on its own", |it| Box::pin(bulk::bulk(it))),
    Route::new(Verb::Get, "/api/duties", Action::Duties, "Duties: yours, or those you answer for", |it| {
        Box::pin(duties::duties(it))
    })
    .asking(&["whose", "from", "until", "role"]),
    Route::new(Verb::Post, "/api/duties/attest", Action::Attest, "Attest a duty that no record proves", |it| {
        Box::pin(duties::attest(it))
    }),
    Route::new(Verb::Get, "/api/people", Action::People, "Look people up", |it| {
        Box::pin(async move { people::people(&it) })
    })
    .asking(&["q", "limit"]),
    Route::new(Verb::Get, "/api/teams", Action::Teams, "Look teams up", |it| {
        Box::pin(async move { people::teams(&it) })
    })
    .asking(&["q", "limit"]),
    Route::new(Verb::Get, "/api/who", Action::Who, "Who answers for something", |it| Box::pin(who::who(it)))
        .asking(&["q", "service", "team", "at"]),
    Route::new(Verb::Get, "/api/what-if", Action::WhatIf, "What would be if something changed", |it| {
        Box::pin(who::what_if(it))
    })
    .asking(&["what", "named", "to", "at"]),
    Route::new(Verb::Get, "/api/measures", Action::Measures, "The measures that are declared", |it| {
        Box::pin(async move { measures::all(&it) })
    }),
    Route::new(
        Verb::Get,
        "/api/measures/{practice}/{measure}",
        Action::Measure,
        "The figures of a measure, of what you see",
        |it| Box::pin(measures::one(it)),
    )
    .asking(&["step", "limit", "by", "service", "team", "person", "format"]),
];

/// Every route there is.
pub fn routes() -> &'static [Route] {
    &ROUTES
}
