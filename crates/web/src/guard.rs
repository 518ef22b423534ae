//! Against forged requests: whatever changes something must come from a page of ours.

use axum::http::{HeaderMap, Method, header};

use crate::app::WebSettings;

/// Whether a method changes nothing.
pub(crate) fn is_safe(method: &Method) -> bool {
    [Method::GET, Method::HEAD, Method::OPTIONS].contains(method)
}

/// Whether a request that changes something says that it comes from a page of ours. Browsers that send
/// `Sec-Fetch-Site` are believed on it alone; the others by `Origin`; a request with neither is refused.
pub(crate) fn is_ours(settings: &WebSettings, headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|it| it.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return site == "same-origin";
    }
    let Some(origin) = text(header::ORIGIN.as_str()) else { return false };
    // On this machine without TLS the port and the name may be any that the browser reached us by.
    let own = text(header::HOST.as_str()).map(|it| format!("http://{it}"));
    origin == settings.base_url || !settings.secure && own.as_deref() == Some(origin)
}

/// Whether two tokens are the same, in a time that does not tell where they differ.
pub(crate) fn same(one: &str, other: &str) -> bool {
    let differs = one.bytes().zip(other.bytes()).fold(0_u8, |sum, (a, b)| sum | (a ^ b));
    one.len() == other.len() && !one.is_empty() && differs == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pairs: &[(&'static str, &'static str)], ours: bool) {
        let settings = WebSettings { base_url: "https://remit.test".into(), secure: true, is_demo: false };
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, value.parse().unwrap());
        }
        assert_eq!(is_ours(&settings, &headers), ours, "{pairs:?}");
    }

    #[test]
    fn only_our_own_pages_may_post() {
        check(&[("sec-fetch-site", "same-origin")], true);
        check(&[("origin", "https://remit.test")], true);
        check(&[], false);
        check(&[("sec-fetch-site", "same-site"), ("origin", "https://remit.test")], false);
        check(&[("sec-fetch-site", "cross-site")], false);
        check(&[("sec-fetch-site", "none")], false);
        check(&[("origin", "null")], false);
        check(&[("origin", "https://remit.test.evil.test")], false);
        check(&[("origin", "http://remit.test"), ("host", "remit.test")], false);
    }

    #[test]
    fn tokens_are_compared_whole() {
        assert!(same("abc", "abc"));
        assert!(!same("abc", "abd"));
        assert!(!same("abc", "abcd"));
        assert!(!same("", ""));
    }
}
