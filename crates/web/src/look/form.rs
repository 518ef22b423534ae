//! Forms: errors on top with links, what changed meanwhile, fields, the way out.

use super::controls::{shape, widget};
use super::icons::icon;
use super::parts::seal;
use super::view::{Changed, Field, Form, FormError, FormPage, RecordRef, Widget};
use maud::{Markup, html};

/// A move on a record: what it needs before it is made.
pub fn move_form(page: &FormPage) -> Markup {
    form_page(page)
}

/// Changing a record's fields.
pub fn edit_form(page: &FormPage) -> Markup {
    form_page(page)
}

/// Something new.
pub fn new_form(page: &FormPage) -> Markup {
    form_page(page)
}

fn form_page(page: &FormPage) -> Markup {
    html! {
        main.panel.page #main tabindex="-1" {
            (page_head(page.record.as_ref(), &page.title))
            div.body {
                div.wrap.read {
                    @if let Some(about) = &page.record { p.lead { (about.title) } }
                    @if let Some(lead) = &page.lead { p.lead { (lead) } }
                    @if let Some(words) = &page.confirm { div.note.warn { (icon("inc")) p { b { (words) } } } }
                    (form(&page.form))
                }
            }
        }
    }
}

/// The line on top of a page that is about a record.
pub fn page_head(record: Option<&RecordRef>, title: &str) -> Markup {
    html! {
        header.top {
            div.crumb {
                @if let Some(about) = record {
                    (icon(&about.icon)) a.id href=(about.url) data-key="u" { (about.number) }
                    span.kind aria-hidden="true" { "·" }
                }
                h1 { (title) }
            }
        }
    }
}

/// A form by itself.
pub fn form(form: &Form) -> Markup {
    let files = form.fields.iter().any(|field| matches!(field.widget, Widget::Attachment { .. }));
    html! {
        (error_summary(&form.errors))
        (changed(&form.changed))
        form.form method="post" action=(form.action) enctype=[files.then_some("multipart/form-data")] {
            (seal(&form.seal))
            @for (name, value) in &form.hidden { input type="hidden" name=(name) value=(value); }
            @for field in &form.fields { (control(field)) }
            div.acts {
                button.btn.pri { (form.submit) }
                @if let Some(out) = &form.cancel { a.btn.ghost href=(out.url) { (out.label) } }
            }
        }
    }
}

fn error_summary(errors: &[FormError]) -> Markup {
    html! {
        @if !errors.is_empty() {
            div.note.crit role="alert" tabindex="-1" data-errors {
                (icon("inc"))
                div.errs {
                    b { "Not saved yet. " (errors.len()) @if errors.len() == 1 { " thing needs" } @else { " things need" } " a look." }
                    ul { @for error in errors { li { (error_line(error)) } } }
                }
            }
        }
    }
}

fn error_line(error: &FormError) -> Markup {
    html! {
        @if error.field.is_empty() { (error.message) }
        @else { a.link href={ "#f-" (error.field) } { (error.message) } }
    }
}

fn changed(changed: &[Changed]) -> Markup {
    html! {
        @if !changed.is_empty() {
            div.note.warn {
                (icon("change"))
                div.errs {
                    b { "It changed while you were writing. Yours is still below." }
                    div.scroll { table.tbl {
                        thead { tr { th scope="col" { "Field" } th scope="col" { "Now" } th scope="col" { "Yours" } } }
                        tbody { @for line in changed { tr { th scope="row" { (line.label) } td { (line.theirs) } td { (line.yours) } } } }
                    } }
                }
            }
        }
    }
}

/// A field: label, hint, widget, what is wrong.
pub fn control(field: &Field) -> Markup {
    let id = format!("f-{}", field.name);
    let hint = field.hint.as_ref().map(|_| format!("{id}-h"));
    let error = field.error.as_ref().map(|_| format!("{id}-e"));
    let described = [hint.as_deref(), error.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let label = html! { (field.label) @if !field.required && !is_fixed(field) { span.req { " " (field.depends.as_deref().unwrap_or("optional")) } } };
    let notes = html! {
        @if let Some(words) = &field.hint { span.hint id=[hint] { (words) } }
        @if let Some(words) = &field.error { span.err id=[error] { (words) } }
    };
    html! {
        @if shape(&field.widget).is_group() {
            fieldset.field id=(id) aria-describedby=[(!described.is_empty()).then_some(&described)] {
                legend { (label) } (notes) (widget(field, &id, &described))
            }
        } @else {
            div.field { label for=(id) { (label) } (notes) (widget(field, &id, &described)) }
        }
    }
}

fn is_fixed(field: &Field) -> bool {
    matches!(field.widget, Widget::Fixed(_))
}
