//! Findings: what, why, who decides, what would settle it.

use super::icons::icon;
use super::parts::{avatar, button, empty, letter, pager, phrase, stamp, tone};
use super::view::{Finding, FindingHolder, FindingsPage, Tab};
use maud::{Markup, html};

/// The page of all findings.
pub fn findings(page: &FindingsPage) -> Markup {
    html! {
        main.panel.page #main tabindex="-1" {
            header.top { div.crumb { h1 { (page.title) } } (tabs("Kind", &page.kinds)) }
            div.body { div.wrap.read {
                p.lead { (page.lead) }
                @if page.findings.is_empty() { (empty(&page.empty, None)) }
                @else { section.card { (finding_list(&page.findings)) } }
                (pager(&page.pages.0, page.pages.1.as_ref(), page.pages.2.as_ref()))
            } }
        }
    }
}

/// Findings one below the other, each folded.
pub fn finding_list(findings: &[Finding]) -> Markup {
    html! { @for one in findings { (finding(one)) } }
}

/// Tabs that are pages.
pub fn tabs(label: &str, tabs: &[Tab]) -> Markup {
    html! {
        @if !tabs.is_empty() {
            nav.tabs aria-label=(label) {
                @for tab in tabs {
                    a href=(tab.link.url) aria-current=[tab.link.current.then_some("page")] {
                        (tab.link.label) @if let Some(count) = &tab.count { " " span.n { (count) } }
                    }
                }
            }
        }
    }
}

fn finding(finding: &Finding) -> Markup {
    html! {
        details class={ "fi " (tone(finding.tone)) } id=(finding.id) open[finding.open] {
            summary {
                (icon(&finding.icon))
                span { b { (finding.title) } small { (finding.subject) } }
                time { (finding.age) }
            }
            div.in {
                p { (phrase(&finding.why)) }
                @if !finding.holders.is_empty() { ul.by { @for one in &finding.holders { (holder(one)) } } }
                (fix(finding))
                @if !finding.acts.is_empty() { div.acts { @for act in &finding.acts { (button(act, " sm")) } } }
                @if !finding.decides.0.is_empty() { p.auth { (icon("check")) span { (phrase(&finding.decides)) } } }
                @for one in &finding.locked { p.auth { (icon("lock")) span { (one) } } }
                @if let Some(rule) = &finding.rule { p.auth { (icon("book")) span { a.link href=(rule.url) { (rule.label) } } } }
            }
        }
    }
}

fn holder(holder: &FindingHolder) -> Markup {
    html! {
        li {
            (stamp(holder.stamp))
            @if let Some(person) = &holder.person { (avatar(person)) } @else { i.av.none aria-hidden="true" {} }
            span { (holder.role) small { (holder.detail) } }
        }
    }
}

fn fix(finding: &Finding) -> Markup {
    html! {
        @if !finding.fix.is_empty() {
            div.fix {
                b { "Suggested fix" }
                ol { @for step in &finding.fix { li { (letter(step.letter)) span { (step.text) } } } }
            }
        }
    }
}
