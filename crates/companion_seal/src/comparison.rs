//! Six words for a route's keys, which two people read to each other: alike on phone and inbox if the keys are.
//!
//! A phone has the list of words as a file; here it learns only which words of it.

use companion_model::wire::v1::RouteEntry;
use uuid::Uuid;

use crate::{
    digest,
    passphrase::{WORDS, numbers, word_list},
    transcript::transcript,
};

/// Which words of the list, 11 bits each, stand for a route's keys.
pub fn route_numbers(school: Uuid, entry: &RouteEntry) -> Vec<usize> {
    let RouteEntry { route, signing_key, encryption_key, .. } = entry;
    let parts = [school.as_bytes().as_slice(), route.name().as_bytes(), &signing_key.0, &encryption_key.0];
    let digest = digest(&transcript("route words", &parts));
    numbers(&digest).take(WORDS).collect()
}

/// Those words.
pub fn route_words(school: Uuid, entry: &RouteEntry) -> String {
    let words: Vec<_> = route_numbers(school, entry).into_iter().map(|number| word_list()[number]).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use companion_model::Route;

    use super::*;
    use crate::{Secret, directory::unintroduced, route_keys::RouteKeys};

    #[test]
    fn other_keys_another_route_and_another_school_have_other_words() {
        let school = Uuid::from_u128(1);
        let words = |school, route, seed| {
            route_words(
                school,
                &unintroduced(school, &RouteKeys::from_seed(route, Secret::new([seed; 32])), vec![]),
            )
        };
        let head = words(school, Route::Head, 1);
        assert_eq!(head, words(school, Route::Head, 1));
        assert_eq!(head.split(' ').count(), WORDS);
        for other in [
            words(school, Route::Head, 2),
            words(school, Route::Chair, 1),
            words(Uuid::from_u128(2), Route::Head, 1),
        ] {
            assert_ne!(head, other);
        }
    }
}
