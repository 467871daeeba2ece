//! "Did you mean": the known word nearest to one that is not known.

/// Words longer than this are no misspelling of a setting.
const LONGEST: usize = 64;

/// The candidate that `word` most likely means: equal but for case, `-` and `_`, or few letters away.
///
/// ```
/// use purlin_settings::suggest;
///
/// assert_eq!(suggest("vpc-cdir", ["vpc_cidr", "zones"]), Some("vpc_cidr"));
/// assert_eq!(suggest("colour", ["vpc_cidr", "zones"]), None);
/// ```
pub fn suggest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.chars().nth(LONGEST).is_some() {
        return None;
    }
    let word = normal(word);
    let furthest = (word.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (strsim::osa_distance(&word, &normal(candidate)), candidate))
        .filter(|(distance, candidate)| *distance <= furthest && *distance < candidate.chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

fn normal(word: &str) -> String {
    word.chars().filter(|c| !matches!(c, '-' | '_' | ' ')).flat_map(char::to_lowercase).collect()
}
