//! Many things in an order, each found at once. What one more costs does not grow with how many there are, but for a few more
//! looks: a place is found by halving.

use std::collections::HashMap;

use uuid::Uuid;

/// What can be kept so.
pub(crate) trait Placed {
    /// Where it stands among the others; no two stand at the same place.
    type Order: Ord;

    /// Its id; several can have the same.
    fn id(&self) -> Uuid;

    /// Where it stands now.
    fn order(&self) -> Self::Order;
}

/// Things in their order. Each has a number for good, from 0 on, and a position that changes as others come.
pub(crate) struct Ordered<T> {
    things: Vec<T>,
    numbers: Vec<usize>,
    by_id: HashMap<Uuid, Vec<usize>>,
}

impl<T> Default for Ordered<T> {
    fn default() -> Self {
        Self { things: Vec::new(), numbers: Vec::new(), by_id: HashMap::new() }
    }
}

impl<T: Placed> Ordered<T> {
    /// Takes one more.
    pub(crate) fn add(&mut self, thing: T) {
        let number = self.things.len();
        self.by_id.entry(thing.id()).or_default().push(number);
        self.things.push(thing);
        self.put_in_place(number);
    }

    /// Changes one, which may then stand elsewhere. Says what the change says.
    pub(crate) fn change(&mut self, number: usize, change: impl FnOnce(&mut T) -> bool) -> bool {
        // Looked for while it still stands where its order says.
        let position = self.position(number);
        let Some(thing) = self.things.get_mut(number) else { return false };
        let before = thing.order();
        let changed = change(thing);
        if thing.order() != before
            && let Some(position) = position
        {
            self.numbers.remove(position);
            self.put_in_place(number);
        }
        changed
    }

    fn put_in_place(&mut self, number: usize) {
        let Some(thing) = self.things.get(number) else { return };
        let order = thing.order();
        let stands_before =
            |other: &usize| self.things.get(*other).is_some_and(|other| other.order() < order);
        let position = self.numbers.partition_point(stands_before);
        self.numbers.insert(position, number);
    }

    /// Where a thing stands.
    pub(crate) fn position(&self, number: usize) -> Option<usize> {
        let order = self.things.get(number)?.order();
        let position = self
            .numbers
            .partition_point(|other| self.things.get(*other).is_some_and(|other| other.order() < order));
        self.numbers.get(position).filter(|found| **found == number).map(|_| position)
    }

    /// The number of the one with this id for which the rest holds.
    pub(crate) fn number(&self, id: Uuid, is_it: impl Fn(&T) -> bool) -> Option<usize> {
        let numbers = self.by_id.get(&id)?;
        numbers.iter().copied().find(|number| self.things.get(*number).is_some_and(&is_it))
    }

    /// A thing by its number.
    pub(crate) fn get(&self, number: usize) -> Option<&T> {
        self.things.get(number)
    }

    /// The numbers, as the things stand.
    pub(crate) fn numbers(&self) -> &[usize] {
        &self.numbers
    }

    /// The things, as they stand.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.numbers.iter().filter_map(|number| self.things.get(*number))
    }
}

#[cfg(test)]
mod tests {
    use std::{cell::Cell, cmp::Ordering};

    use super::*;

    thread_local! {
        static LOOKS: Cell<u64> = const { Cell::new(0) };
    }

    /// Counts how often places are compared.
    #[derive(Clone, Copy, PartialEq, Eq)]
    struct Place(u64);

    impl Ord for Place {
        fn cmp(&self, other: &Self) -> Ordering {
            LOOKS.set(LOOKS.get() + 1);
            self.0.cmp(&other.0)
        }
    }

    impl PartialOrd for Place {
        fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
            Some(self.cmp(other))
        }
    }

    struct Thing(u64);

    impl Placed for Thing {
        type Order = Place;

        fn id(&self) -> Uuid {
            Uuid::from_u128(u128::from(self.0 % 1_000))
        }

        fn order(&self) -> Place {
            Place(self.0)
        }
    }

    fn in_order(things: &Ordered<Thing>) -> Vec<u64> {
        things.iter().map(|thing| thing.0).collect()
    }

    /// So many in no order, and how often places were compared for each of them.
    fn filled(count: u64) -> (Ordered<Thing>, u64) {
        LOOKS.set(0);
        let mut things = Ordered::default();
        for n in 0..count {
            // 7,919 is a prime: every number comes once.
            things.add(Thing(n * 7_919 % count));
        }
        (things, LOOKS.get() / count)
    }

    #[test]
    fn whatever_comes_in_whatever_order_stands_in_its_place() {
        let (mut things, _) = filled(500);
        assert_eq!(in_order(&things), (0..500).collect::<Vec<_>>());
        for number in 0..500 {
            let position = things.position(number).unwrap();
            assert_eq!(things.numbers()[position], number);
        }
        let number = things.number(Uuid::from_u128(77), |thing| thing.0 == 77).unwrap();
        assert!(things.change(number, |thing| {
            thing.0 = 10_000;
            true
        }));
        assert_eq!(things.position(number), Some(499));
        assert_eq!(in_order(&things).last(), Some(&10_000));
        assert!(!things.change(number, |_| false), "and what changes nothing is said to");
        assert_eq!(in_order(&things).len(), 500);
    }

    #[test]
    fn one_more_costs_hardly_more_among_many_than_among_few() {
        let ((_, few), (many, of_many)) = (filled(500), filled(50_000));
        assert!(of_many <= 2 * few + 2, "{few} looks for each of 500, {of_many} for each of 50,000");
        LOOKS.set(0);
        let number = many.number(Uuid::from_u128(7), |thing| thing.0 == 49_007).unwrap();
        assert!(many.position(number).is_some());
        assert!(LOOKS.get() <= 20, "{} looks to find one", LOOKS.get());
    }
}
