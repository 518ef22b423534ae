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
