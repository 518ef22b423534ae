//! Where to go after signing in: a path of this host and nothing else.

use axum::http::Uri;

/// The path and query to go on to, re-serialised; `/` for anything that is not plainly a path of ours.
pub(crate) fn onward(next: &str) -> String {
    let plain = next.len() <= 500 && next.bytes().all(|it| it.is_ascii_graphic() && it != b'\\');
    if !plain || !next.starts_with('/') || next.starts_with("//") {
        return "/".to_owned();
    }
    let Ok(uri) = next.parse::<Uri>() else { return "/".to_owned() };
    let ours = uri.scheme().is_none() && uri.authority().is_none();
    match uri.path_and_query() {
        Some(it) if ours && !it.path().starts_with("//") && !it.path().starts_with("/sign-") => it.as_str().to_owned(),
        Some(_) | None => "/".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_ours_is_kept() {
        for path in ["/", "/INC-1", "/w/incident?q=status%3Aopen&sel=INC-2", "/t/service?sort=-changed"] {
            assert_eq!(onward(path), path);
        }
    }

    #[test]
    fn nothing_leads_elsewhere() {
        let all = include_str!("onward/elsewhere.txt");
        let lines: Vec<String> =
            all.lines().map(|it| it.replace("\\r", "\r").replace("\\n", "\n").replace("\\t", "\t")).collect();
        assert!(lines.len() >= 60, "{}", lines.len());
        for line in lines {
            let to = onward(&line);
            assert!(
                to.starts_with('/') && !to.starts_with("//") && !to.contains(['\\', '\r', '\n', '\t']),
                "{line} leads to {to}"
            );
            let base = "https://remit.test";
            assert!(!format!("{base}{to}").contains('@') || to.starts_with('/'), "{line} leads to {to}");
        }
    }
}
