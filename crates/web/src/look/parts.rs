//! Small pieces every page is made of. A shape for the eye, words for everyone.

use super::icons::{glyph, icon, small};
use super::view::{
    Act, Bit, ClockChip, ClockState, Letter, Link, Mark, Moment, Person, Phrase, Priority, Seal, Stamp, Status,
    StatusShape, Tag, Tone,
};
use maud::{Markup, html};

/// The class of a tone.
pub fn tone(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => "",
        Tone::Critical => "crit",
        Tone::Warning => "warn",
        Tone::Good => "ok",
        Tone::Info => "info",
        Tone::Plan => "plan",
    }
}

/// An instant in the reader's words.
pub fn moment(moment: &Moment) -> Markup {
    html! { time datetime=(moment.machine) { (moment.text) } }
}

/// A sentence of plain, strong and linked pieces.
pub fn phrase(phrase: &Phrase) -> Markup {
    html! {
        @for bit in &phrase.0 {
            @match bit {
                Bit::Plain(text) => (text),
                Bit::Strong(text) => b { (text) },
                Bit::To(link) => a.link href=(link.url) { (link.label) },
            }
        }
    }
}

/// An avatar; the name must stand beside it or follow in a `.vh`.
pub fn avatar(person: &Person) -> Markup {
    sized_avatar(person, "")
}

/// A larger avatar.
pub fn large_avatar(person: &Person) -> Markup {
    sized_avatar(person, " l")
}

fn sized_avatar(person: &Person, size: &str) -> Markup {
    html! { i class={ "av u" (person.hue % 7 + 1) (size) } title=(person.name) aria-hidden="true" { (person.initials) } }
}

/// An avatar and its name for readers who cannot see it; a dashed ring for nobody.
pub fn avatar_or_nobody(person: Option<&Person>) -> Markup {
    html! {
        @if let Some(person) = person { (avatar(person)) span.vh { (person.name) } }
        @else { i.av.none aria-hidden="true" {} span.vh { "Unassigned" } }
    }
}

/// The shape of a status, without words.
pub fn status_shape(shape: StatusShape) -> Markup {
    let (class, name) = match shape {
        StatusShape::New => ("st", "st-new"),
        StatusShape::Assigned => ("st info", "st-open"),
        StatusShape::Working => ("st warn", "st-prog"),
        StatusShape::WaitingPerson => ("st plan", "st-appr"),
        StatusShape::WaitingSupplier => ("st", "st-wait"),
        StatusShape::Done => ("st ok", "st-done"),
        StatusShape::Stopped => ("st", "st-shut"),
    };
    glyph(class, name)
}

/// A status as shape and words.
pub fn status(status: &Status) -> Markup {
    html! { span.who-in { (status_shape(status.shape)) (status.name) } }
}

/// The bars of a priority, without words.
pub fn priority_bars(rank: u8) -> Markup {
    match rank {
        0 | 1 => glyph("pr p1", "p1"),
        2 => glyph("pr", "p2"),
        3 => glyph("pr", "p3"),
        4 => glyph("pr", "p4"),
        _ => glyph("pr", "p5"),
    }
}

/// A priority as bars and words.
pub fn priority(priority: &Priority) -> Markup {
    html! { span.who-in { (priority_bars(priority.rank)) (priority.name) } }
}

/// A label with a tone.
pub fn tag(tag: &Tag) -> Markup {
    html! { span class={ "tag " (tone(tag.tone)) } { (tag.text) } }
}

fn clock_words(state: ClockState) -> (&'static str, &'static str) {
    match state {
        ClockState::Fine => ("clk", "Time left: "),
        ClockState::Near => ("clk warn", "Time left: "),
        ClockState::VeryNear => ("clk crit", "Time left: "),
        ClockState::Over => ("clk over", "Past due: "),
        ClockState::Paused => ("clk", "Clock paused with "),
        ClockState::Met => ("clk ok", "Met: "),
    }
}

/// A clock with its ring, ticking where script runs.
pub fn clock(chip: &ClockChip) -> Markup {
    let (class, words) = clock_words(chip.state);
    html! {
        span class=(class) data-left=[chip.left] data-total=[chip.total] {
            @match chip.state {
                ClockState::Paused => svg.p viewBox="0 0 16 16" aria-hidden="true" { path d="M5.6 4v8M10.4 4v8"; },
                ClockState::Met => (small("check")),
                ClockState::Fine | ClockState::Near | ClockState::VeryNear | ClockState::Over => (ring(chip.used)),
            }
            span.vh { (words) } span.tx { (chip.text) }
        }
    }
}

fn ring(used: u8) -> Markup {
    html! {
        svg viewBox="0 0 16 16" aria-hidden="true" {
            circle.v cx="8" cy="8" r="5.5" pathLength="100" stroke-dasharray={ (used.min(100)) " 100" } {}
        }
    }
}

/// The tone of a clock's tag and bar.
pub fn clock_tone(state: ClockState) -> &'static str {
    match state {
        ClockState::Fine | ClockState::Paused => "",
        ClockState::Near => "warn",
        ClockState::VeryNear => "crit",
        ClockState::Over => "crit over",
        ClockState::Met => "ok",
    }
}

/// A letter and its word.
pub fn letter_words(letter: Letter) -> (&'static str, &'static str, &'static str) {
    match letter {
        Letter::Accountable => ("a", "A", "Accountable"),
        Letter::Responsible => ("r", "R", "Responsible"),
        Letter::Consulted => ("c", "C", "Consulted"),
        Letter::Informed => ("i-only", "I", "Informed"),
    }
}

/// A letter as drawn everywhere.
pub fn letter(letter: Letter) -> Markup {
    stamp(Stamp { letter, mark: Mark::None })
}

/// A letter, perhaps marked by a finding.
pub fn stamp(stamp: Stamp) -> Markup {
    let (class, sign, word) = letter_words(stamp.letter);
    let (class, sign, word) = match stamp.mark {
        Mark::None => (class.to_owned(), sign.to_owned(), word.to_owned()),
        Mark::Clash => (format!("{class} clash"), sign.to_owned(), word.to_owned()),
        Mark::Same => (format!("{class} same"), sign.to_owned(), word.to_owned()),
        Mark::Missing => ("miss".to_owned(), format!("{sign}?"), format!("Suggested: {word}")),
    };
    html! { span class={ "rl " (class) } role="img" aria-label=(word) { (sign) } }
}

/// The hidden fields of a seal.
pub fn seal(seal: &Seal) -> Markup {
    html! {
        input type="hidden" name="csrf" value=(seal.csrf);
        @if let Some(version) = &seal.version { input type="hidden" name="version" value=(version); }
        @if let Some(key) = &seal.key { input type="hidden" name="key" value=(key); }
    }
}

/// An action as a button: a link that opens, or a form that posts at once.
pub fn button(act: &Act, class: &str) -> Markup {
    let filled = if act.primary { " pri" } else { "" };
    let inner = html! { @if let Some(name) = &act.icon { (small(name)) " " } (act.label) };
    action(act, &format!("btn{filled}{class}"), &inner)
}

/// An action in running words or a menu.
pub fn plain_action(act: &Act) -> Markup {
    let inner = html! { @if let Some(name) = &act.icon { (icon(name)) } (act.label) };
    action(act, "", &inner)
}

fn action(act: &Act, class: &str, inner: &Markup) -> Markup {
    let class = (!class.is_empty()).then_some(class);
    html! {
        @if let Some(sealed) = &act.seal {
            form method="post" action=(act.url) {
                (seal(sealed))
                button class=[class] data-key=[&act.key] aria-keyshortcuts=[&act.key] { (inner) }
            }
        } @else {
            a class=[class] href=(act.url) data-key=[&act.key] aria-keyshortcuts=[&act.key] { (inner) }
        }
    }
}

/// A row of links to the page before and the page after.
pub fn pager(range: &str, previous: Option<&String>, next: Option<&String>) -> Markup {
    html! {
        @if previous.is_some() || next.is_some() {
            nav.pager aria-label="Pages" {
                span { (range) } span.sp {}
                @if let Some(url) = previous { a.btn.sm href=(url) rel="prev" data-key="[" { "Before" } }
                @if let Some(url) = next { a.btn.sm href=(url) rel="next" data-key="]" { "Next" } }
            }
        }
    }
}

/// A menu that opens without script.
pub fn menu(summary: &Markup, class: &str, label: Option<&str>, content: &Markup) -> Markup {
    let (outer, inner) = class.split_once('|').unwrap_or(("", class));
    html! {
        details class={ "drop " (outer) } data-menu {
            summary class=(inner) aria-label=[label] title=[label] { (summary) }
            div.menu { (content) }
        }
    }
}

/// Ways to look at a page, of which one is taken.
pub fn chips(label: &str, links: &[Link]) -> Markup {
    html! {
        nav.row-flex aria-label=(label) {
            @for link in links { a.chip href=(link.url) aria-current=[link.current.then_some("true")] { (link.label) } }
        }
    }
}

/// Links as a menu's content.
pub fn menu_links(links: &[Link]) -> Markup {
    html! { @for link in links { a href=(link.url) aria-current=[link.current.then_some("true")] { (link.label) } } }
}

/// A note with an icon.
pub fn note(name: &str, loud: Tone, content: &Markup) -> Markup {
    html! { div class={ "note " (tone(loud)) } { (icon(name)) p { (content) } } }
}

/// An empty list: what lives there, why there is nothing.
pub fn empty(words: &(String, String), act: Option<&Act>) -> Markup {
    html! {
        div.empty {
            h2 { (words.0) } p { (words.1) }
            @if let Some(act) = act { (button(act, "")) }
        }
    }
}
