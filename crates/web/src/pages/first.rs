//! The first run: who is there first, and what comes next. Only on an empty installation.

use axum::{
    extract::{Request, State},
    http::{StatusCode, header},
    response::{Html, IntoResponse as _, Response},
};
use engine::{FieldFault, First, Ground, Halt, organisation::template::Size};
use maud::{Markup, PreEscaped};

use super::{form, sign_in};
use crate::{
    app::App,
    look::{
        entry, shell,
        view::{Bare, Field, FirstRun, Form, NamedChoice, Step, Widget},
    },
    posted::Posted,
    problem::Problem,
};

/// The first run's form.
pub(crate) async fn show(State(app): State<App>) -> Result<Response, Problem> {
    if !app.engine.is_empty().await? {
        return Ok((StatusCode::SEE_OTHER, [(header::LOCATION, "/sign-in")]).into_response());
    }
    Ok(Html(drawn(&app, None, &[]).into_string()).into_response())
}

fn drawn(app: &App, posted: Option<&Posted>, faults: &[FieldFault]) -> Markup {
    let typed = |name: &str| posted.map(|it| it.get(name).to_owned()).unwrap_or_default();
    let line =
        |name: &str, label: &str, hint: &str| Field::new(name, label, Widget::Line(typed(name))).required().hint(hint);
    let mut fields = vec![
        line("organisation", "Organisation", "As people call it; it stands on top of every page."),
        line("name", "Your name", "You are appointed IT manager and programme manager, and appoint everybody else."),
        line("mail", "Your mail address", "You sign in with it."),
        line("password", "Password", "At least ten characters; three or four words make a good one."),
        Field::new("template", "Begin with", Widget::Choice(templates(&typed("template"))))
            .hint("A template gives every role that has to be held to somebody, without a conflict. Its people, teams and services have made-up names, to be replaced by yours; it can grow later without redoing anything."),
    ];
    let errors = form::mark(&mut fields, faults);
    let page = FirstRun {
        title: "Welcome to Remit".to_owned(),
        lead: "Nobody has been appointed here yet. Make the first appointment; it stands in the journal as its first entry.".to_owned(),
        steps: steps(),
        form: Some(Form { action: "/first".to_owned(), fields, errors, submit: "Begin".to_owned(), ..Form::default() }),
    };
    let bare = Bare { title: "Welcome".to_owned(), organisation: app.engine.organisation(), ..Bare::default() };
    // The form's last line is a password: it must not be shown while it is typed.
    let markup = shell::bare(&bare, &entry::first_run(&page)).into_string();
    PreEscaped(markup.replace(
        "type=\"text\" id=\"f-password\"",
        "type=\"password\" autocomplete=\"new-password\" id=\"f-password\"",
    ))
}

/// What can be there besides the first person.
fn templates(chosen: &str) -> Vec<NamedChoice> {
    let alone = NamedChoice::new("", "Just me: I add everybody else");
    let sized = Size::ALL.into_iter().map(|size| {
        let (people, in_it) = size.people();
        let title = if people == in_it {
            format!("A team of {people} people, who hold all roles together")
        } else {
            format!("A company of {people} people, {in_it} of them in IT")
        };
        NamedChoice::new(size.name(), title)
    });
    std::iter::once(alone).chain(sized).map(|it| if it.value == chosen { it.chosen() } else { it }).collect()
}

fn steps() -> Vec<Step> {
    let step = |title: &str, detail: &str, now: bool| Step {
        title: title.to_owned(),
        detail: detail.to_owned(),
        now,
        ..Step::default()
    };
    vec![
        step("Appoint yourself", "The first two roles: everything else is given by ordinary moves.", true),
        step(
            "Name the people in five roles",
            "Service desk lead, incident manager, a service owner, a process owner, a sponsor.",
            false,
        ),
        step("Bring in services and teams", "By hand, from files, or from another tool.", false),
        step("Log the first incident", "Then look at who answers for what.", false),
    ]
}

/// Makes the first appointment and signs in.
pub(crate) async fn appoint(State(app): State<App>, request: Request) -> Result<Response, Problem> {
    let agent = sign_in::agent(&request);
    let posted = sign_in::public_form(&app, request).await?;
    let first = First {
        organisation: posted.get("organisation"),
        name: posted.get("name"),
        mail: posted.get("mail"),
        password: posted.get("password"),
        template: posted.get("template"),
    };
    match app.engine.first_appointment(&first).await {
        Ok(_person) => {
            let ticket = app.engine.sign_in(first.mail, first.password, &agent).await?;
            Ok(sign_in::begun(&app, &ticket, "/"))
        }
        Err(Halt::Refused(it)) if it.ground == Ground::Invalid => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(drawn(&app, Some(&posted), &it.fields).into_string()))
                .into_response())
        }
        Err(halt) => Err(halt.into()),
    }
}
