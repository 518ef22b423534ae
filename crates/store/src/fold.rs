//! Words as search sees them: the same on both databases, whatever their locale, because they are made here.

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// The longest word kept, in characters; longer ones are cut, in what is kept and in what is asked alike.
const WORD: usize = 60;
/// How many words of one record are kept: a tsvector holds a megabyte.
const WORDS: usize = 20_000;

/// The text in lower case, without accents, ligatures and widths, with its words parted by single spaces.
pub fn fold(text: &str) -> String {
    tokens(text).join(" ")
}

/// The words of a text, folded. Letters of scripts written without spaces are words of their own.
pub fn tokens(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut word = String::new();
    for c in text.nfkd().filter(|it| !is_combining_mark(*it)).flat_map(char::to_lowercase) {
        if is_ideograph(c) {
            end(&mut word, &mut all);
            all.push(c.to_string());
        } else if c.is_alphanumeric() {
            push(&mut word, c);
        } else if !is_joiner(c) {
            end(&mut word, &mut all);
        }
        if all.len() >= WORDS {
            return all;
        }
    }
    end(&mut word, &mut all);
    all
}

fn end(word: &mut String, all: &mut Vec<String>) {
    if !word.is_empty() {
        all.push(word.chars().take(WORD).collect());
        word.clear();
    }
}

/// Letters that no decomposition makes plain, as people without them on the keyboard write them.
fn push(word: &mut String, c: char) {
    match c {
        'ß' => word.push_str("ss"),
        'æ' => word.push_str("ae"),
        'œ' => word.push_str("oe"),
        'ø' => word.push('o'),
        'ł' => word.push('l'),
        'đ' | 'ð' => word.push('d'),
        'þ' => word.push_str("th"),
        'ı' => word.push('i'),
        plain => word.push(plain),
    }
}

/// Apostrophes, soft hyphens and the like stand inside a word.
const fn is_joiner(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

const fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, folded: &str) {
        assert_eq!(fold(text), folded, "{text}");
        assert_eq!(fold(folded), folded, "folding twice: {text}");
    }

    #[test]
    fn words_are_found_however_they_are_written() {
        check("Café CAFÉ cafe\u{301}", "cafe cafe cafe");
        check("Straße STRASSE", "strasse strasse");
        check("Ærø Łódź İstanbul ﬁle", "aero lodz istanbul file");
        check("e-mail, VPN/LAN (10.0.0.1)", "e mail vpn lan 10 0 0 1");
        check("it's it’s", "its its");
        check("東京 ｔｏｋｙｏ", "東 京 tokyo");
        check("\0'; DROP TABLE words; -- \u{202e}", "drop table words");
        check("  ", "");
    }

    #[test]
    fn a_word_without_end_is_cut() {
        assert_eq!(fold(&"x".repeat(5000)).len(), WORD);
        assert_eq!(tokens(&"a ".repeat(50_000)).len(), WORDS);
    }
}
