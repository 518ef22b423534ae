//! The nearest of the known names, for help texts.

use indexmap::IndexSet;

/// `did you mean ...?` or the list of known names.
pub(crate) fn help<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let known: IndexSet<&str> = known.into_iter().collect();
    let known: Vec<&str> = known.into_iter().collect();
    let nearest = known.iter().map(|it| (distance(word, it), *it)).min();
    match nearest {
        Some((far, name)) if far <= 1 + word.chars().count() / 4 => format!("did you mean `{name}`?"),
        Some(_) => format!("known: {}", listed(&known)),
        None => "none is declared".to_owned(),
    }
}

/// The names, shortened where there are many.
pub(crate) fn listed(known: &[&str]) -> String {
    const MOST: usize = 12;
    let shown = known.iter().take(MOST).copied().collect::<Vec<_>>().join(", ");
    if known.len() > MOST { format!("{shown} and {} more", known.len() - MOST) } else { shown }
}

/// The nearest of the known names, the nearest first, each with what it is called besides.
pub fn closest<'a>(
    word: &str,
    known: impl IntoIterator<Item = (&'a str, &'a str)>,
    most: usize,
) -> Vec<(&'a str, &'a str)> {
    let word = word.to_lowercase();
    // Part of a name is nearer than any other name of the same length.
    let far = |name: &str| {
        let name = name.to_lowercase();
        let is_part = !word.is_empty() && (name.contains(&word) || (!name.is_empty() && word.contains(&name)));
        (!is_part, distance(&word, &name))
    };
    let mut all: Vec<_> = known.into_iter().map(|it| (far(it.0).min(far(it.1)), it)).collect();
    all.sort_unstable();
    all.into_iter().take(most).map(|(_, it)| it).collect()
}

/// How many letters must be put in, left out or replaced.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (above, from) in a.chars().enumerate() {
        let mut corner = above;
        let mut left = above + 1;
        let mut next = vec![left];
        for (to, up) in b.iter().zip(row.iter().skip(1)) {
            left = (corner + usize::from(from != *to)).min(up + 1).min(left + 1);
            corner = *up;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_nearest_comes_first() {
        let known = [("payroll", "Payroll"), ("sign-in", "Sign-in"), ("maya-okafor", "Maya Okafor")];
        let check = |word, expected: &str| assert_eq!(closest(word, known, 1)[0].0, expected, "{word}");
        check("payrol", "payroll");
        check("maya", "maya-okafor");
        check("signin", "sign-in");
    }

    #[test]
    fn distance_counts_edits() {
        let check = |a, b, far| assert_eq!(distance(a, b), far, "{a} {b}");
        check("", "", 0);
        check("", "abc", 3);
        check("impat", "impact", 1);
        check("kitten", "sitting", 3);
        check("abc", "acb", 2);
    }

    #[test]
    fn a_near_name_is_offered_and_a_far_one_is_not() {
        assert_eq!(help("impat", ["urgency", "impact"]), "did you mean `impact`?");
        assert_eq!(help("colour", ["urgency", "impact"]), "known: urgency, impact");
        assert_eq!(help("colour", []), "none is declared");
    }
}
