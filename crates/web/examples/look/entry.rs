//! Before and beside the work.

use crate::frame::{alone, framed, seal};
use maud::Markup;
use web::look::entry::{first_run as first_run_page, message, message_bare, sign_in as sign_in_page};
use web::look::view::{Act, Field, FirstRun, Form, Link, MessagePage, NamedChoice, SignIn, Step, Widget};

pub(crate) fn sign_in() -> Markup {
    let view = SignIn {
        error: Some(
            "That name and password don’t go together. Try again, or ask the service desk for a new password."
                .to_owned(),
        ),
        next: "/INC-20418".to_owned(),
        csrf: "token".to_owned(),
        name: "maya".to_owned(),
        hint: Some("Can’t get in? Call the service desk, 4400.".to_owned()),
        others: vec![Link::to("Sign in with Nordhaven ID", "/sign-in/company")],
    };
    alone("Sign in", &sign_in_page(&view))
}

pub(crate) fn first_run() -> Markup {
    let step = |title: &str, detail: &str, done, now| Step {
        title: title.to_owned(),
        detail: detail.to_owned(),
        done,
        now,
        act: None,
    };
    let view = FirstRun {
        title: "Set up Remit".to_owned(),
        lead: "Four steps, about ten minutes. Everything can be changed later.".to_owned(),
        steps: vec![
            step("Pick an organisation to start from", "Nordhaven, 400 people, six practices", true, false),
            step(
                "Name the people in five roles",
                "Service desk lead, change manager, service owner, process owner, sponsor",
                false,
                true,
            ),
            Step {
                act: Some(Act::open("Skip", "/home.html")),
                ..step("Send mail in", "Mail to your desk becomes incidents", false, false)
            },
            step("Done", "The queue holds one incident that explains the page", false, false),
        ],
        form: Some(Form {
            action: "/first-run".to_owned(),
            seal: seal(),
            fields: vec![
                Field::new("lead", "Service desk lead", Widget::Line(String::new())).required(),
                Field::new(
                    "size",
                    "How big is the desk",
                    Widget::Level(["Up to 5", "6 to 20", "More"].map(|word| NamedChoice::new(word, word)).into()),
                ),
            ],
            submit: "Go on".to_owned(),
            ..Form::default()
        }),
    };
    alone("Set up", &first_run_page(&view))
}

pub(crate) fn not_found() -> Markup {
    framed("Not found", "", &message(&MessagePage::not_found("INC-99999")))
}

pub(crate) fn failed() -> Markup {
    alone("It didn’t work", &message_bare(&MessagePage::failed("7f3a-21c0")))
}
