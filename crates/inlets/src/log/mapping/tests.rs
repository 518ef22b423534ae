//! Mappings: what is refused, where, and with which help.

use super::*;

const LEAST: &str = "type = \"incident\"\ncase = \"No\"\nat = \"When\"\n[title]\ntext = \"Incident {case}\"\n";

fn check(text: &str) -> String {
    Mapping::parse(text, "m.toml").map_or_else(|bad| bad.to_string(), |mapping| format!("{:?}", mapping.title))
}

fn refused(text: &str, wanted: &str) {
    let told = check(text);
    assert!(told.contains(wanted), "{told}\ndoes not say\n{wanted}");
    assert!(told.contains("\n  help: "), "{told}");
}

#[test]
fn the_least_mapping_is_read() {
    assert_eq!(check(LEAST), "Template([Text(\"Incident \"), Slot(Key)])");
}

#[test]
fn names_that_are_not_known_are_refused_with_their_place() {
    refused(&format!("{LEAST}[fields.impact]\nform = \"x\"\n"), "m.toml:7:1: unknown field `form`");
    refused(&LEAST.replace("at =", "when ="), "m.toml:3:1: unknown field `when`");
    refused(&format!("{LEAST}[fields.impact]\nfrom = 3\n"), "m.toml:7:8: invalid type: integer `3`");
    refused(
        &format!("{LEAST}[fields.x]\nfrom = \"y\"\nvalues = {{ a = 1.5 }}\n"),
        "a whole number, or the key of a choice",
    );
    refused("type = ", "m.toml:1:");
    refused("", "missing field");
}

#[test]
fn all_faults_are_told_at_once_in_the_order_of_the_file() {
    let text = format!(
        "zone = \"Mars/North\"\n{}[fields.Impact]\nfrom = \"x\"\nas = \"whole\"\nmake = \"y\"\n[state]\nfrom = [\"a\", \"b\"]\n\
         values = {{ \"a\" = \"No\" }}\n[[later]]\nat = \"x\"\nstate = \"closed\"\n",
        LEAST.replace("{case}", "{case")
    );
    let bad = Mapping::parse(&text, "m.toml").unwrap_err();
    let told: Vec<String> =
        bad.faults.iter().map(|fault| format!("{}:{} {}", fault.line, fault.column, fault.message)).collect();
    assert_eq!(
        told,
        [
            "1:8 there is no time zone `Mars/North`",
            "6:8 a slot has no name, or no end",
            "7:9 `Impact` can't be the key of a field",
            "8:8 `as` contradicts `values`, `make` or `line`",
            "13:12 `a` has fewer than 2 parts",
            "13:18 `No` can't be the key of a state",
            "15:6 `[[later]]` is for tables in which a row is a case",
        ]
    );
}

#[test]
fn a_title_has_slots_and_braces() {
    let (case, event) = (vec![("who".to_owned(), "Ada".to_owned())], vec![("what".to_owned(), "{mail}".to_owned())]);
    let words = Words { key: "IM1", case: &case, event: &event };
    let fill = |text: &str| Template::parse(text).map(|template| template.fill(&words));
    assert_eq!(fill("{case}: {what} of {case:who}").unwrap(), "IM1: {mail} of Ada");
    assert_eq!(fill("{{{case}}} {missing}").unwrap(), "{IM1} ?");
    for text in ["{", "}", "{}", "{a", "a}", "{a{b}}", "{{{a", "{a}}"] {
        assert!(fill(text).is_err(), "{text}");
    }
}

#[test]
fn of_several_endings_the_longest_counts() {
    let endings = [("2nd", 2), (" 2nd 3rd", 23), ("3rd", 3)].map(|(ending, line)| (ending.to_owned(), line));
    let line = Line { endings: endings.into_iter().collect(), otherwise: None };
    assert_eq!(["A 2nd", "A 3rd", "A 2nd 3rd", "A"].map(|name| line.of(name)), [Some(2), Some(3), Some(23), None]);
}
