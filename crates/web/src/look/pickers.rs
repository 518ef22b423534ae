//! Controls that point at something: records, people, files, money.

use super::controls::About;
use super::parts::avatar;
use super::timeline::file;
use super::view::{FileLink, NamedChoice, Person, Suggestion};
use maud::{Markup, html};

/// An amount and its currency.
pub fn money(about: About<'_>, amount: &str, currencies: &[NamedChoice]) -> Markup {
    html! {
        div.pair {
            input.w-s type="text" inputmode="decimal" id=(about.id) name=(about.name) value=(amount) required[about.required]
                aria-describedby=[about.described] aria-invalid=[about.invalid];
            select name={ (about.name) ".currency" } aria-label="Currency" {
                @for one in currencies { option value=(one.value) selected[one.chosen] { (one.label) } }
            }
        }
    }
}

/// Another record, by number or words.
pub fn reference(about: About<'_>, value: &str, suggestions: &[Suggestion]) -> Markup {
    html! { (lookup(about, value, "Number or words")) (likely(about, suggestions)) }
}

/// Several other records: tick off those to keep, name the next.
pub fn references(about: About<'_>, chosen: &[NamedChoice], suggestions: &[Suggestion]) -> Markup {
    let add = format!("{}-add", about.id);
    let next = About { id: &add, required: about.required && chosen.is_empty(), ..about };
    html! {
        @for one in chosen {
            label.radio { input type="checkbox" name=(about.name) value=(one.value) checked; span { (one.label) } }
        }
        label.vh for=(add) { "Add another" }
        (lookup(next, "", "Add by number or words"))
        (likely(next, suggestions))
    }
}

/// A person, by name.
pub fn person(about: About<'_>, value: &str, suggestions: &[Suggestion], now: Option<&Person>) -> Markup {
    html! {
        @if let Some(now) = now { span.who-in { (avatar(now)) span.hint { "Now " (now.name) } } }
        (lookup(about, value, "Name"))
        (likely(about, suggestions))
    }
}

fn lookup(about: About<'_>, value: &str, placeholder: &str) -> Markup {
    html! {
        input type="text" id=(about.id) name=(about.name) value=(value) list={ (about.id) "-l" } placeholder=(placeholder)
            autocomplete="off" required[about.required] aria-describedby=[about.described] aria-invalid=[about.invalid];
    }
}

fn likely(about: About<'_>, suggestions: &[Suggestion]) -> Markup {
    html! {
        datalist id={ (about.id) "-l" } {
            @for one in suggestions { option value=(one.value) { (one.label) } }
        }
    }
}

/// Files: keep, drop, add.
pub fn attachment(about: About<'_>, files: &[FileLink], limit: &str) -> Markup {
    let id = format!("{}-add", about.id);
    html! {
        @for one in files {
            div.row-flex {
                (file(one))
                label.radio { input type="checkbox" name={ (about.name) ".drop" } value=(one.name); span { "Remove" span.vh { " " (one.name) } } }
            }
        }
        label.vh for=(id) { "Add files" }
        input type="file" id=(id) name=(about.name) multiple aria-describedby=[about.described] aria-invalid=[about.invalid];
        span.hint { "Up to " (limit) }
    }
}
