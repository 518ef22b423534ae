//! Text that people write: Markdown in, sanitised markup out. The only way to an [`Html`].
//!
//! Raw markup in the source is shown as typed. Links carry `nofollow`; pictures only come from this host.

use ammonia::{Builder, UrlRelative};
use maud::Render;
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd};
use std::borrow::Cow;
use std::sync::LazyLock;

/// Markup that has been through the sanitiser.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    /// The markup.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Render for Html {
    fn render_to(&self, out: &mut String) {
        out.push_str(&self.0);
    }
}

static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::default();
    builder
        .link_rel(Some("nofollow noopener noreferrer"))
        .url_relative(UrlRelative::PassThrough)
        .add_allowed_classes("span", ["mention"])
        .rm_tags(["map", "area", "details", "summary", "center"])
        .rm_tag_attributes("img", ["width", "height", "align"])
        .attribute_filter(own_pictures_only);
    builder
});

fn own_pictures_only<'v>(element: &str, attribute: &str, value: &'v str) -> Option<Cow<'v, str>> {
    let own = value.starts_with('/') && !value.starts_with("//") && !value.contains('\\');
    if element == "img" && attribute == "src" && !own { None } else { Some(value.into()) }
}

/// Markdown as markup.
pub fn prose(source: &str) -> Html {
    prose_linking(source, &|_| None)
}

/// Markdown as markup, with numbers like `INC-20418` linked where `page` knows them.
pub fn prose_linking(source: &str, page: &dyn Fn(&str) -> Option<String>) -> Html {
    let mut quiet = 0_u32;
    let mut out = String::with_capacity(source.len() * 2);
    let options = Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TABLES;
    let events = Parser::new_ext(source, options).flat_map(|event| match event {
        Event::Start(Tag::Link { .. } | Tag::CodeBlock(_)) => {
            quiet += 1;
            vec![event]
        }
        Event::End(TagEnd::Link | TagEnd::CodeBlock) => {
            quiet = quiet.saturating_sub(1);
            vec![event]
        }
        Event::Html(raw) | Event::InlineHtml(raw) => vec![Event::Text(raw)],
        Event::SoftBreak => vec![Event::HardBreak],
        Event::Text(text) if quiet == 0 => words(&text, page),
        Event::Start(_)
        | Event::End(_)
        | Event::Text(_)
        | Event::Code(_)
        | Event::InlineMath(_)
        | Event::DisplayMath(_)
        | Event::FootnoteReference(_)
        | Event::HardBreak
        | Event::Rule
        | Event::TaskListMarker(_) => vec![event],
    });
    pulldown_cmark::html::push_html(&mut out, events);
    Html(SANITISER.clean(&out).to_string())
}

/// Sets mentions apart and links known numbers; everything else stays text.
fn words<'e>(text: &str, page: &dyn Fn(&str) -> Option<String>) -> Vec<Event<'e>> {
    let mut events = Vec::new();
    let mut plain = String::new();
    for piece in text.split_inclusive(char::is_whitespace) {
        let word = piece.trim_matches(|letter: char| !letter.is_alphanumeric() && letter != '@');
        let Some(opening) = dressed(word, page) else {
            plain.push_str(piece);
            continue;
        };
        let (before, after) = piece.split_once(word).unwrap_or_default();
        plain.push_str(before);
        events.push(Event::Text(std::mem::take(&mut plain).into()));
        let closing = if opening.starts_with("<a") { "</a>" } else { "</span>" };
        events.push(Event::InlineHtml(opening.into()));
        events.push(Event::Text(CowStr::from(word.to_owned())));
        events.push(Event::InlineHtml(closing.into()));
        plain.push_str(after);
    }
    events.push(Event::Text(plain.into()));
    events
}

fn dressed(word: &str, page: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    if let Some(name) = word.strip_prefix('@') {
        let is_name = !name.is_empty() && name.chars().all(|letter| letter.is_alphanumeric() || letter == '-');
        return is_name.then(|| "<span class=\"mention\">".to_owned());
    }
    let (letters, digits) = word.split_once('-')?;
    let is_number = !letters.is_empty()
        && letters.bytes().all(|byte| byte.is_ascii_uppercase())
        && !digits.is_empty()
        && digits.bytes().all(|byte| byte.is_ascii_digit());
    let url = if is_number { page(word) } else { None }?;
    let safe = url.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    Some(format!("<a href=\"{safe}\">"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, markup: &str) {
        assert_eq!(prose(source).as_str().trim_end(), markup);
    }

    #[test]
    fn markdown_becomes_markup() {
        check("a *b* `c`", "<p>a <em>b</em> <code>c</code></p>");
        check("one\ntwo", "<p>one<br>\ntwo</p>");
    }

    #[test]
    fn raw_markup_is_shown_not_obeyed() {
        check("<script>x</script>", "&lt;script&gt;x&lt;/script&gt;");
        check("a <b onclick=x>b</b>", "<p>a &lt;b onclick=x&gt;b&lt;/b&gt;</p>");
    }

    #[test]
    fn links_are_harmless() {
        check("[a](javascript:alert)", "<p><a rel=\"nofollow noopener noreferrer\">a</a></p>");
        check("[a](https://x.test)", "<p><a href=\"https://x.test\" rel=\"nofollow noopener noreferrer\">a</a></p>");
    }

    #[test]
    fn pictures_come_from_here_only() {
        check("![a](/files/1)", "<p><img src=\"/files/1\" alt=\"a\"></p>");
        check("![a](https://x.test/p)", "<p><img alt=\"a\"></p>");
        check("![a](//x.test/p)", "<p><img alt=\"a\"></p>");
    }

    #[test]
    fn mentions_are_set_apart() {
        check("(@Maya) hi", "<p>(<span class=\"mention\">@Maya</span>) hi</p>");
        check("a@b", "<p>a@b</p>");
    }

    #[test]
    fn known_numbers_are_linked() {
        let page = |number: &str| (number == "INC-7").then(|| "/INC-7".to_owned());
        let out = prose_linking("see INC-7, not UTF-8 or `INC-7`", &page);
        assert_eq!(
            out.as_str().trim_end(),
            "<p>see <a href=\"/INC-7\" rel=\"nofollow noopener noreferrer\">INC-7</a>, not UTF-8 or <code>INC-7</code></p>"
        );
    }
}
