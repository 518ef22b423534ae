//! What no page ever lets through: script of others, inline script or style of our own.

use axum::http::Method;
use web::{Access, routes};

use crate::house::{House, words};

/// Things that run, or try to, where text is taken for markup.
const PAYLOADS: &[&str] = &[
    "<script>alert(1)</script>",
    "\"><script>alert(1)</script>",
    "'><img src=x onerror=alert(1)>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg/onload=alert(1)>",
    "<math><mi//xlink:href=\"data:x,<script>alert(1)</script>\">",
    "<style>*{x:expression(alert(1))}</style>",
    "<iframe srcdoc=\"<script>alert(1)</script>\">",
    "<a href=\"javascript:alert(1)\">x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](https://evil.test/pixel.png)",
    "<base href=\"https://evil.test/\">",
    "<form action=\"https://evil.test\"><input name=csrf></form>",
    "<meta http-equiv=refresh content=\"0;url=https://evil.test\">",
    "<object data=\"https://evil.test\"></object>",
    "<embed src=\"https://evil.test\">",
    "<link rel=stylesheet href=\"https://evil.test\">",
    "<details open ontoggle=alert(1)>",
    "<body onload=alert(1)>",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "<!--<script>alert(1)//-->",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<template><script>alert(1)</script></template>",
    "<x onclick=alert(1)>x",
    "<b style=\"background:url(//evil.test)\">x</b>",
    "\u{202e}<script>alert(1)</script>",
    "<scr\u{0}ipt>alert(1)</scr\u{0}ipt>",
    "{{constructor.constructor('alert(1)')()}}",
    "`<script>alert(1)</script>`",
    "```\n<script>alert(1)</script>\n```",
    "<a href=\"vbscript:x\">y</a>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<select><style></select><img src=x onerror=alert(1)>",
    "<table background=\"javascript:alert(1)\">",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "%3Cscript%3Ealert(1)%3C/script%3E",
];

/// Fails where a page holds a tag or an attribute that would do anything.
fn check_inert(page: &str, what: &str) {
    let lower = page.to_lowercase();
    for tag in tags(&lower) {
        let name: String = tag.chars().take_while(char::is_ascii_alphanumeric).collect();
        let ours = name == "script" && tag.starts_with("script type=\"module\" src=\"/assets/");
        let banned = ["script", "iframe", "object", "embed", "base", "style", "math", "noscript", "template", "frame"];
        assert!(ours || !banned.contains(&name.as_str()), "{what} holds <{tag}>");
        for attribute in attributes(tag) {
            let (key, value) = attribute.split_once('=').unwrap_or((attribute.as_str(), ""));
            assert!(!key.starts_with("on"), "{what} holds <{tag}>");
            assert!(key != "style" && key != "srcdoc" && key != "http-equiv", "{what} holds <{tag}>");
            let leads = ["href", "src", "action", "formaction", "data", "background", "xlink:href"].contains(&key);
            let value = value.trim_matches('"').trim();
            let away = value.starts_with("javascript:")
                || value.starts_with("vbscript:")
                || value.starts_with("data:")
                || value.starts_with("//")
                || value.starts_with("http");
            assert!(!(leads && away), "{what} leads away by <{tag}>");
        }
    }
}

/// The insides of all tags.
fn tags(page: &str) -> Vec<&str> {
    page.split('<')
        .skip(1)
        .filter(|it| it.starts_with(|c: char| c.is_ascii_alphabetic()))
        .filter_map(|it| it.split('>').next())
        .collect()
}

/// The attributes of a tag, with quoted values kept whole.
fn attributes(tag: &str) -> Vec<String> {
    let (mut all, mut one, mut quoted) = (Vec::new(), String::new(), false);
    for c in tag.chars() {
        quoted ^= c == '"';
        if c.is_whitespace() && !quoted {
            all.push(std::mem::take(&mut one));
        } else {
            one.push(c);
        }
    }
    all.push(one);
    all.into_iter().skip(1).filter(|it| !it.is_empty()).collect()
}

#[tokio::test]
async fn what_people_write_never_runs() {
    let house = House::sample().await;
    let mut maya = house.browser("maya-okafor").await;
    let mut numbers = Vec::new();
    for payload in PAYLOADS {
        let line: String = payload.chars().filter(|it| !it.is_control()).collect();
        let form = maya.page("/new/incident/log").await;
        let fields = [
            ("title", line.as_str()),
            ("description", payload),
            ("caller", "Ingrid Solheim"),
            ("place", &line),
            ("impact", "person"),
            ("urgency", "low"),
        ];
        let done = maya.fill(&form, "/new/incident/log", &fields).await;
        let number =
            done.to.unwrap_or_else(|| panic!("{payload}: {}", words(&done.body))).trim_start_matches('/').to_owned();
        let page = maya.page(&format!("/{number}")).await;
        check_inert(&page, payload);
        let said = maya.fill(&page, &format!("/{number}/say"), &[("to", "reply"), ("body", payload)]).await;
        assert!(said.to.is_some(), "{payload}: {}", words(&said.body));
        check_inert(&maya.page(&format!("/{number}")).await, payload);
        numbers.push(number);
    }
    for path in ["/t/incident", "/w/incident", "/w/incident?sort=-opened", "/", "/search?q=alert"] {
        check_inert(&maya.page(path).await, path);
    }
    for number in numbers.iter().take(4) {
        for part in ["journal", "edit", "clocks", "people", "classify", "why/resolve", "links", "attach"] {
            check_inert(&maya.page(&format!("/{number}/{part}")).await, part);
        }
    }
}

#[tokio::test]
async fn what_stands_in_an_address_never_runs() {
    let house = House::sample().await;
    let mut maya = house.browser("maya-okafor").await;
    for payload in PAYLOADS {
        let q = crate::house::encoded(&[("q", payload)]);
        let next = crate::house::encoded(&[("next", payload)]);
        let title = crate::house::encoded(&[("title", payload), ("edit", payload), ("at", payload), ("kind", payload)]);
        for path in [
            format!("/search?{q}"),
            format!("/w/incident?{q}"),
            format!("/t/incident?{q}"),
            format!("/palette?{q}"),
            format!("/new/incident/log?{title}"),
            format!("/INC-20418/edit?{title}"),
            format!("/who/incident-management?{title}"),
            format!("/who/findings?{title}"),
        ] {
            let answer = maya.get(&path).await;
            if !path.starts_with("/palette") {
                check_inert(&answer.body, &path);
            }
        }
        check_inert(&house.stranger().get(&format!("/sign-in?{next}")).await.body, "/sign-in");
    }
}

#[tokio::test]
async fn names_of_people_and_files_never_run() {
    let house = House::empty().await;
    let name = "<img src=x onerror=alert(1)>";
    let first = house
        .stranger()
        .post(
            "/first",
            &[
                ("organisation", "<script>alert(1)</script>"),
                ("name", name),
                ("mail", "ada@remit.test"),
                ("password", "three plain words"),
            ],
        )
        .await;
    assert_eq!(first.to.as_deref(), Some("/"), "{}", words(&first.body));
    let mut ada = house.browser("ada@remit.test").await;
    for path in ["/", "/profile", "/who", "/who/findings", "/t/appointment", "/inbox"] {
        let answer = ada.get(path).await;
        check_inert(&answer.body, path);
    }
}

#[tokio::test]
async fn no_page_has_inline_script_or_style() {
    let house = House::sample().await;
    for person in ["maya-okafor", "ingrid-solheim", "sofia-marin"] {
        let mut browser = house.browser(person).await;
        for route in routes().into_iter().filter(|it| it.method == Method::GET && it.access == Access::NeedsDesk) {
            let names = [
                ("{number}", "INC-20418"),
                ("{step}", "resolve"),
                ("{view}", "team"),
                ("{kind}", "incident"),
                ("{practice}", "incident-management"),
                ("{measure}", "reopened"),
                ("{id}", "1"),
            ];
            let path = names.iter().fold(route.path.to_owned(), |path, (name, value)| path.replace(name, value));
            let answer = browser.get(&path).await;
            assert!(!answer.status.is_server_error(), "{person} {path}: {} {}", answer.status, words(&answer.body));
            check_inert(&answer.body, &path);
        }
    }
}
