//! Whether what is kept of a school is what was signed, and all that was numbered, whatever keeps it.

use std::collections::BTreeMap;

use companion_model::wire::{
    Bytes, read,
    v1::{Directory, Receipt, SignedDirectory},
};
use companion_seal::{
    digest,
    directory::{self, Trust},
    receipt,
};
use uuid::Uuid;

use super::{Sha256, json};

/// What is wrong with a database, in words that name tables and ids, never what is stored.
pub type Damage = String;

/// A record or practice, as it is kept.
pub(crate) struct Kept<'a> {
    pub(crate) table: &'a str,
    pub(crate) school: Uuid,
    pub(crate) id: Uuid,
    pub(crate) sha256: Sha256,
    pub(crate) receipt: &'a str,
    pub(crate) bytes: &'a [u8],
}

impl Kept<'_> {
    /// What is wrong with it, given the receipt keys that its school's directories have ever named.
    pub(crate) fn damage(&self, keys: &[Bytes]) -> Vec<Damage> {
        let Self { table, school, id, sha256, receipt, bytes } = *self;
        let mut damage = Vec::new();
        if digest(bytes) != sha256 {
            damage.push(format!("{table} {id}: its bytes are not those that came"));
        }
        let receipt = json::<Receipt>(receipt).ok();
        let fits = receipt.is_some_and(|it| receipt::check(&it, keys, school, id, &sha256).is_ok());
        if !fits {
            damage.push(format!("{table} {id}: its receipt is not by a key that its school knows"));
        }
        damage
    }
}

/// What is wrong with a directory that is kept as this version of a school's: if it is not what a member signed, or is another
/// school's or version's, no phone and no desk takes it.
pub(crate) fn directory_damage(school: Uuid, version: i64, kept: &SignedDirectory) -> Option<Damage> {
    let signed = directory::verify(kept, Trust::Itself);
    let is_it = |it: Directory| it.school == school && i64::try_from(it.version) == Ok(version);
    let is_whole = signed.is_ok_and(is_it);
    (!is_whole).then(|| format!("directory {version} of school {school}: it is not what was signed"))
}

/// The receipt keys that a directory names; none if it can't be read.
pub(crate) fn receipt_keys(body: &str) -> Vec<Bytes> {
    let directory = read::<Directory>(body.as_bytes());
    directory.map(|directory| directory.receipt_keys).unwrap_or_default()
}

/// The tables whose rows are numbered within a route, each with the column of `route_seq` that has the last number given out.
pub(crate) const NUMBERED: [(&str, &str); 3] =
    [("envelope", "seq"), ("reading", "reading_seq"), ("acknowledgement", "acknowledgement_seq")];

/// Looks at the numbers of one table's rows in a school, given in the order of routes and numbers: each route counts from one, and
/// has every number up to the last one that was given out.
pub(crate) struct Numbers<'a> {
    table: &'a str,
    school: Uuid,
    /// By route.
    last: BTreeMap<String, i64>,
    damage: Vec<Damage>,
}

impl<'a> Numbers<'a> {
    pub(crate) fn of(table: &'a str, school: Uuid) -> Self {
        Self { table, school, last: BTreeMap::new(), damage: Vec::new() }
    }

    /// The next row's.
    pub(crate) fn add(&mut self, route: &str, number: i64) {
        let before = self.last.insert(route.to_owned(), number).unwrap_or_default();
        if number <= before {
            self.say(route, &format!("the number {number} is not above the one before it"));
        } else {
            self.say_missing(route, before + 1, number - 1);
        }
    }

    /// What is wrong, given the last number that was given out on each route.
    pub(crate) fn damage(mut self, given: impl IntoIterator<Item = (String, i64)>) -> Vec<Damage> {
        for (route, given) in given {
            let last = self.last.remove(&route).unwrap_or_default();
            self.say_missing(&route, last + 1, given);
            if given < last {
                self.say(
                    &route,
                    &format!("the number {last} is there, and the last one given out is {given}"),
                );
            }
        }
        for (route, last) in std::mem::take(&mut self.last) {
            self.say(&route, &format!("the number {last} is there, and none was given out"));
        }
        self.damage
    }

    fn say_missing(&mut self, route: &str, first: i64, last: i64) {
        match last - first {
            0 => self.say(route, &format!("the number {first} is missing")),
            1.. => self.say(route, &format!("the numbers {first} to {last} are missing")),
            _ => {}
        }
    }

    fn say(&mut self, route: &str, what: &str) {
        let Self { table, school, .. } = self;
        self.damage.push(format!("{table}, route {route} of school {school}: {what}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn damage(rows: &[(&str, i64)], given: &[(&str, i64)]) -> Vec<String> {
        let mut numbers = Numbers::of("envelope", Uuid::nil());
        rows.iter().for_each(|(route, number)| numbers.add(route, *number));
        let found = numbers.damage(given.iter().map(|(route, number)| ((*route).to_owned(), *number)));
        let of = format!("of school {}: ", Uuid::nil());
        found.iter().map(|one| one.replace("envelope, route ", "").replace(&of, "")).collect()
    }

    #[test]
    fn each_route_counts_from_one_to_the_last_number_that_was_given_out() {
        let whole = [("dsl", 1), ("dsl", 2), ("head", 1)];
        assert_eq!(damage(&whole, &[("dsl", 2), ("head", 1), ("chair", 0)]), [""; 0]);
        assert_eq!(damage(&whole[1..], &[("dsl", 2), ("head", 1)]), ["dsl the number 1 is missing"]);
        assert_eq!(damage(&[("dsl", 1), ("dsl", 5)], &[("dsl", 5)]), ["dsl the numbers 2 to 4 are missing"]);
        assert_eq!(damage(&whole, &[("dsl", 3), ("head", 1)]), ["dsl the number 3 is missing"]);
        assert_eq!(damage(&[], &[("dsl", 2)]), ["dsl the numbers 1 to 2 are missing"]);
        assert_eq!(
            damage(&[("dsl", 1), ("dsl", 1)], &[("dsl", 1)]),
            ["dsl the number 1 is not above the one before it"]
        );
        assert_eq!(
            damage(&whole, &[("dsl", 1)]),
            [
                "dsl the number 2 is there, and the last one given out is 1",
                "head the number 1 is there, and none was given out"
            ]
        );
    }
}
