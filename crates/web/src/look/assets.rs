//! Files that pages need: stylesheet, scripts, icons; each under a name that holds its content's mark.
//!
//! A path changes when and only when the content does, so answers may be cached for ever
//! ([`CACHE`]). Nothing else is ever fetched by a page.

use std::sync::LazyLock;

/// The `Cache-Control` value for every asset.
pub const CACHE: &str = "public, max-age=31536000, immutable";

/// The policy every page is served with; the assets here are all it needs.
pub const POLICY: &str = "default-src 'self'; object-src 'none'; base-uri 'none'; \
                          form-action 'self'; frame-ancestors 'none'";

/// One file.
#[derive(Debug)]
pub struct Asset {
    path: LazyLock<String>,
    bytes: LazyLock<Vec<u8>>,
    kind: &'static str,
}

impl Asset {
    /// Where pages refer to it, for example `/assets/remit-0a1b2c3d.css`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What is served there.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Its `Content-Type`.
    pub fn kind(&self) -> &'static str {
        self.kind
    }
}

/// The stylesheet, without comments and needless blanks.
pub static CSS: Asset = Asset {
    path: LazyLock::new(|| name("remit", &CSS, "css")),
    bytes: LazyLock::new(|| squeeze(include_str!("../../assets/remit.css")).into_bytes()),
    kind: "text/css; charset=utf-8",
};

/// Keys, palette, clocks, drafts, swaps.
pub static JS: Asset = Asset {
    path: LazyLock::new(|| name("remit", &JS, "js")),
    bytes: LazyLock::new(|| include_bytes!("../../assets/remit.js").to_vec()),
    kind: "text/javascript; charset=utf-8",
};

/// Trying calls on the page about the interface for programs.
pub static TRY_JS: Asset = Asset {
    path: LazyLock::new(|| name("try", &TRY_JS, "js")),
    bytes: LazyLock::new(|| include_bytes!("../../assets/try.js").to_vec()),
    kind: "text/javascript; charset=utf-8",
};

/// The icons.
pub static ICONS: Asset = Asset {
    path: LazyLock::new(|| name("i", &ICONS, "svg")),
    bytes: LazyLock::new(|| include_bytes!("../../assets/icons.svg").to_vec()),
    kind: "image/svg+xml",
};

/// The mark shown in tabs.
pub static MARK: Asset = Asset {
    path: LazyLock::new(|| name("mark", &MARK, "svg")),
    bytes: LazyLock::new(|| include_bytes!("../../assets/mark.svg").to_vec()),
    kind: "image/svg+xml",
};

/// Every asset, for the route that serves them.
pub static ALL: [&Asset; 5] = [&CSS, &JS, &TRY_JS, &ICONS, &MARK];

/// The asset at a path, if there is one.
pub fn find(path: &str) -> Option<&'static Asset> {
    ALL.into_iter().find(|asset| asset.path() == path)
}

fn name(stem: &str, asset: &Asset, ending: &str) -> String {
    format!("/assets/{stem}-{:08x}.{ending}", mark(asset.bytes()))
}

/// FNV-1a: tells versions apart; it guards nothing. Short, since pages name icons a hundred times.
fn mark(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |sum, byte| (sum ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

/// Drops comments and blanks that mean nothing. Knows our own stylesheet, not CSS at large: a blank before
/// a colon or around `+` and `-` stays, since it can carry meaning there.
fn squeeze(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    for (at, part) in css.split("/*").enumerate() {
        let kept = if at == 0 { part } else { part.split_once("*/").map_or("", |(_, after)| after) };
        for letter in kept.chars() {
            let letter = if letter.is_whitespace() { ' ' } else { letter };
            let tight = |c: char| matches!(c, '{' | '}' | ';' | ',' | '>' | '/' | ' ');
            if letter == ' ' && out.chars().next_back().is_none_or(|last| tight(last) || last == ':') {
                continue;
            }
            if letter != ' ' && tight(letter) && out.ends_with(' ') {
                out.pop();
            }
            if letter == '}' && out.ends_with(';') {
                out.pop();
            }
            out.push(letter);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_asset_is_found_by_the_path_pages_use() {
        assert!(find(CSS.path()).is_some_and(|asset| asset.kind().starts_with("text/css")));
        assert!(find("/assets/remit.css").is_none());
    }

    #[test]
    fn squeezing_keeps_what_carries_meaning() {
        assert_eq!(squeeze("a :is(b) > c { d: calc(1px + 2px); /* x */ e: f }\n"), "a :is(b)>c{d:calc(1px + 2px);e:f}");
    }

    #[test]
    fn sizes_stay_within_their_bars() {
        assert!(CSS.bytes().len() < 46_000, "stylesheet has {} bytes", CSS.bytes().len());
        assert!(JS.bytes().len() < 32_000, "script has {} bytes", JS.bytes().len());
    }

    #[test]
    fn nothing_is_styled_or_fetched_from_elsewhere() {
        let css = std::str::from_utf8(CSS.bytes()).unwrap();
        assert!(!css.contains("http") && !css.contains("url(") && !css.contains("@import"));
    }
}
