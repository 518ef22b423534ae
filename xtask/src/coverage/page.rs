//! The page that shows every responsibility with what it is bound to.

use std::fmt::Write as _;

use super::Found;

/// The page, as Markdown.
pub(super) fn text(found: &Found) -> String {
    let mut out = String::from(
        "# Responsibilities and what proves them\n\n\
         Made by `cargo xtask coverage --write`; a test holds it fresh. Each responsibility is bound to an activity that \
         somebody can do, and to a field that this act fills: duties, the evidence pack of a person and measures read it.\n",
    );
    let mut role = String::new();
    for it in &found.responsibilities {
        if it.role.1 != role {
            role.clone_from(&it.role.1);
            let head =
                "| responsibility | letter | activity | done by | how often | proof |\n|---|---|---|---|---|---|";
            let _infallible = write!(out, "\n## {}\n\n{head}\n", it.role.0);
        }
        let fault = it.fault.as_ref().map(|it| format!(" **{it}**")).unwrap_or_default();
        let _infallible = writeln!(
            out,
            "| {} | {} | {} (`{}`) | {} | {} | `{}`{fault} |",
            it.text,
            it.letter.name(),
            it.activity.1,
            it.activity.0,
            it.done_by.join(", "),
            often(&it.cadence),
            it.evidence
        );
    }
    out.push_str("\n# How roles work together, and what shows it\n\n| | statement | shown by |\n|---|---|---|\n");
    for it in &found.statements {
        let _infallible = writeln!(
            out,
            "| {} | {} | {} |",
            it.key,
            it.holds,
            if it.by.is_empty() { format!("not yet: {}", it.not_yet) } else { it.by.join("; ") }
        );
    }
    out
}

fn often(cadence: &str) -> &str {
    match cadence {
        "OnEvent" => "when it happens",
        "Daily" => "daily",
        "Weekly" => "weekly",
        "Monthly" => "monthly",
        "Quarterly" => "quarterly",
        _yearly => "yearly",
    }
}
