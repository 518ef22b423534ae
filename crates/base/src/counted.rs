//! Numbers of things in words: `1 person`, `2 people`.

use std::fmt::Display;

/// So many of something, each by the word for its number.
pub fn counted<N: Display + PartialEq + From<u8> + Copy>(n: N, one: &str, many: &str) -> String {
    let word = if n == N::from(1) { one } else { many };
    format!("{n} {word}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_a_thing_is_told_as_one() {
        let check = |n: u64, expected: &str| assert_eq!(counted(n, "person", "people"), expected);
        check(0, "0 people");
        check(1, "1 person");
        check(2, "2 people");
    }
}
