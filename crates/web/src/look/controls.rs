//! One control for each kind of field.

use super::pickers::{attachment, money, person, reference, references};
use super::view::{Field, NamedChoice, Widget};
use maud::{Markup, html};

/// Whether a widget is one control or several under one legend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// One control with a label.
    Single,
    /// Several under a legend.
    Group,
}

impl Shape {
    /// Whether several controls stand under a legend.
    pub fn is_group(self) -> bool {
        self == Self::Group
    }
}

/// The shape of a widget.
pub fn shape(widget: &Widget) -> Shape {
    match widget {
        Widget::YesNo(_) | Widget::Level(_) | Widget::References { .. } | Widget::Attachment { .. } => Shape::Group,
        Widget::Line(_)
        | Widget::Text(_)
        | Widget::Whole { .. }
        | Widget::Decimal { .. }
        | Widget::Money { .. }
        | Widget::Date(_)
        | Widget::Instant { .. }
        | Widget::Duration(_)
        | Widget::Choice(_)
        | Widget::Reference { .. }
        | Widget::Person { .. }
        | Widget::Team(_)
        | Widget::Fixed(_) => Shape::Single,
    }
}

/// What every control of a field says about itself.
#[derive(Debug, Clone, Copy)]
pub struct About<'f> {
    /// Name it is sent under.
    pub name: &'f str,
    /// Its id.
    pub id: &'f str,
    /// Ids of hint and error.
    pub described: Option<&'f str>,
    /// `true` when something is wrong.
    pub invalid: Option<&'static str>,
    /// Whether it must be filled.
    pub required: bool,
}

/// The control of a field.
pub fn widget(field: &Field, id: &str, described: &str) -> Markup {
    let about = About {
        name: &field.name,
        id,
        described: (!described.is_empty()).then_some(described),
        invalid: field.error.as_ref().map(|_| "true"),
        required: field.required,
    };
    match &field.widget {
        Widget::Line(value) => input(about, "text", value),
        Widget::Text(value) => text(about, value),
        Widget::Whole { value, least, most } => number(about, value, *least, *most),
        Widget::Decimal { value, places } => decimal(about, value, *places),
        Widget::Money { amount, currencies } => money(about, amount, currencies),
        Widget::YesNo(value) => yes_no(about, *value),
        Widget::Date(value) => input(about, "date", value),
        Widget::Instant { value, zone } => instant(about, value, zone),
        Widget::Duration(value) => duration(about, value),
        Widget::Choice(choices) | Widget::Team(choices) => select(about, choices),
        Widget::Level(choices) => level(about, choices),
        Widget::Reference { value, suggestions } => reference(about, value, suggestions),
        Widget::References { chosen, suggestions } => references(about, chosen, suggestions),
        Widget::Person { value, suggestions, now } => person(about, value, suggestions, now.as_ref()),
        Widget::Attachment { files, limit } => attachment(about, files, limit),
        Widget::Fixed(words) => html! { output.fixed id=(about.id) { (words) } },
    }
}

fn input(about: About<'_>, kind: &str, value: &str) -> Markup {
    html! {
        input type=(kind) id=(about.id) name=(about.name) value=(value) required[about.required]
            aria-describedby=[about.described] aria-invalid=[about.invalid];
    }
}

fn text(about: About<'_>, value: &str) -> Markup {
    html! {
        textarea id=(about.id) name=(about.name) rows="4" required[about.required]
            aria-describedby=[about.described] aria-invalid=[about.invalid] { (value) }
    }
}

fn number(about: About<'_>, value: &str, least: Option<i64>, most: Option<i64>) -> Markup {
    html! {
        input type="number" step="1" inputmode="numeric" id=(about.id) name=(about.name) value=(value) min=[least]
            max=[most] required[about.required] aria-describedby=[about.described] aria-invalid=[about.invalid];
    }
}

fn decimal(about: About<'_>, value: &str, places: u8) -> Markup {
    let step = match places {
        0 => "1".to_owned(),
        more => format!("0.{}1", "0".repeat(usize::from(more - 1))),
    };
    html! {
        input type="number" inputmode="decimal" step=(step) id=(about.id) name=(about.name) value=(value)
            required[about.required] aria-describedby=[about.described] aria-invalid=[about.invalid];
    }
}

fn yes_no(about: About<'_>, value: Option<bool>) -> Markup {
    let choices = [
        NamedChoice { chosen: value == Some(true), ..NamedChoice::new("yes", "Yes") },
        NamedChoice { chosen: value == Some(false), ..NamedChoice::new("no", "No") },
    ];
    segments(about, &choices)
}

fn level(about: About<'_>, choices: &[NamedChoice]) -> Markup {
    html! {
        @if choices.iter().any(|choice| choice.hint.is_some()) {
            @for choice in choices {
                label.radio {
                    input type="radio" name=(about.name) value=(choice.value) checked[choice.chosen] required[about.required];
                    span { (choice.label) @if let Some(words) = &choice.hint { small { (words) } } }
                }
            }
        } @else { (segments(about, choices)) }
    }
}

fn segments(about: About<'_>, choices: &[NamedChoice]) -> Markup {
    html! {
        div.seg {
            @for choice in choices {
                label {
                    input.vh type="radio" name=(about.name) value=(choice.value) checked[choice.chosen] required[about.required];
                    (choice.label)
                }
            }
        }
    }
}

fn instant(about: About<'_>, value: &str, zone: &str) -> Markup {
    html! { div.row-flex { (input(about, "datetime-local", value)) span.hint { (zone) } } }
}

fn duration(about: About<'_>, value: &str) -> Markup {
    html! {
        input.w-s type="text" id=(about.id) name=(about.name) value=(value) placeholder="2h 30m" autocomplete="off"
            required[about.required] aria-describedby=[about.described] aria-invalid=[about.invalid];
    }
}

fn select(about: About<'_>, choices: &[NamedChoice]) -> Markup {
    let none = !choices.iter().any(|choice| choice.chosen);
    html! {
        select id=(about.id) name=(about.name) required[about.required] aria-describedby=[about.described]
            aria-invalid=[about.invalid] {
            @if none || !about.required { option value="" selected[none] { "Choose" } }
            @for choice in choices { option value=(choice.value) selected[choice.chosen] { (choice.label) } }
        }
    }
}
