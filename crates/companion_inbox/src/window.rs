//! Which rows of a long list are drawn: those that can be seen and some around them. The others are room of the same height.

use std::ops::Range;

/// What a row is taken to be high before any was drawn, in CSS pixels.
const A_ROW: f64 = 64.0;

/// How high each row was when it was last drawn, in CSS pixels. A row that never was is taken for one of the middle height.
#[derive(Clone, Debug, Default)]
pub struct Heights {
    /// By the record's number; 0 for one that was not drawn.
    drawn: Vec<f64>,
    sum: f64,
    count: f64,
}

impl Heights {
    /// Notes how high the row of a record is.
    pub fn note(&mut self, number: usize, height: f64) {
        if self.drawn.len() <= number {
            self.drawn.resize(number + 1, 0.0);
        }
        if let Some(known) = self.drawn.get_mut(number) {
            self.count += f64::from(u8::from(*known == 0.0));
            self.sum += height - *known;
            *known = height;
        }
    }

    /// How far below the upper edge of the list a record's row begins, in CSS pixels; `None` if the list does not show it.
    fn before(&self, numbers: &[usize], number: usize) -> Option<f64> {
        let position = numbers.iter().position(|one| *one == number)?;
        Some(self.sum_of(numbers, position))
    }

    /// How high so many rows at the beginning of the list are together.
    fn sum_of(&self, numbers: &[usize], count: usize) -> f64 {
        numbers.iter().take(count).map(|number| self.of(*number)).sum()
    }

    /// The rows were laid out anew: none of it holds.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    fn of(&self, number: usize) -> f64 {
        let drawn = self.drawn.get(number).copied().filter(|height| *height > 0.0);
        drawn.unwrap_or_else(|| if self.count > 0.0 { self.sum / self.count } else { A_ROW })
    }
}

/// A row, and how far below the upper edge of the window it begins, in CSS pixels. It is to stay there while others are drawn.
#[derive(Clone, Copy, Debug)]
pub struct Held {
    /// The record's number.
    pub number: usize,
    /// Where it begins; less than 0 above the window.
    pub top: f64,
}

/// Which of the rows in sight stays where it is when the list has another order: the first of the most in a row that the same
/// rows follow as before. Those that went elsewhere, because somebody has read their records, take nobody along. `before` and
/// `after` are the records' numbers in either order.
pub fn steady(in_sight: &[Held], before: &[usize], after: &[usize]) -> Option<Held> {
    let follower = |numbers: &[usize], number| {
        let position = numbers.iter().position(|one| *one == number)?;
        Some(numbers.get(position + 1).copied())
    };
    let is_steady = |held: &Held| {
        let now = follower(after, held.number);
        now.is_some() && now == follower(before, held.number)
    };
    let is_there = |held: &&Held| after.contains(&held.number);
    let together = in_sight.split(|held| !is_steady(held)).max_by_key(|rows| rows.len());
    together.and_then(|rows| rows.first()).or_else(|| in_sight.iter().find(is_there)).copied()
}

/// What is drawn of a list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawn {
    /// The rows' positions.
    pub rows: Range<usize>,
    /// The room of those above, in CSS pixels.
    pub above: f64,
    /// The room of those below.
    pub below: f64,
}

impl Drawn {
    /// The rows that reach into the stretch from `top` to `bottom`, counted from the upper edge of the list. `numbers` are the
    /// records' numbers as the list has them.
    pub fn within(numbers: &[usize], heights: &Heights, top: f64, bottom: f64) -> Self {
        let (mut rows, mut above, mut below, mut edge) = (0..0, 0.0, 0.0, 0.0);
        for (position, number) in numbers.iter().enumerate() {
            let height = heights.of(*number);
            if edge + height <= top {
                above += height;
                rows = position + 1..position + 1;
            } else if edge < bottom {
                rows.end = position + 1;
            } else {
                below += height;
            }
            edge += height;
        }
        Self { rows, above, below }
    }

    /// The rows that can be seen, and those as far as a window's height around them. `begins` is where the list begins on the
    /// page, from the upper edge of the window.
    ///
    /// With a row that is held that is reckoned from it. The rooms on the page have heights that were supposed when they were
    /// drawn; once rows are measured others are supposed, and the same place on the page would then be other rows' place.
    pub fn around_window(
        numbers: &[usize],
        heights: &Heights,
        begins: f64,
        window: f64,
        held: Option<Held>,
    ) -> Self {
        let by_held = held.and_then(|held| Some(held.top - heights.before(numbers, held.number)?));
        let begins = by_held.unwrap_or(begins);
        Self::within(numbers, heights, -begins - window, 2.0 * window - begins)
    }

    /// The rows around one, as far as `reach` to either side.
    pub fn around(numbers: &[usize], heights: &Heights, position: usize, reach: f64) -> Self {
        let before = heights.sum_of(numbers, position);
        let height = numbers.get(position).map_or(0.0, |number| heights.of(*number));
        Self::within(numbers, heights, before - reach, before + height + reach)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heights(of: &[(usize, f64)]) -> Heights {
        let mut heights = Heights::default();
        of.iter().for_each(|(number, height)| heights.note(*number, *height));
        heights
    }

    fn whole(drawn: &Drawn, numbers: &[usize], heights: &Heights) -> f64 {
        let rows = numbers[drawn.rows.clone()].iter().map(|number| heights.of(*number)).sum::<f64>();
        drawn.above + rows + drawn.below
    }

    #[test]
    fn the_rows_in_sight_are_drawn_and_the_others_keep_their_room() {
        let numbers: Vec<usize> = (0..5_000).collect();
        let heights = heights(&[(0, 100.0), (4_999, 100.0)]);
        for (top, bottom, expected) in [
            (-500.0, 800.0, 0..8),
            (0.0, 1.0, 0..1),
            (250.0, 600.0, 2..6),
            (499_900.0, 600_000.0, 4_999..5_000),
        ] {
            let drawn = Drawn::within(&numbers, &heights, top, bottom);
            assert_eq!(drawn.rows, expected);
            assert!((whole(&drawn, &numbers, &heights) - 500_000.0).abs() < 1e-6);
        }
    }

    #[test]
    fn past_the_end_and_without_rows_nothing_is_drawn() {
        let drawn = Drawn::within(&[], &Heights::default(), 0.0, 800.0);
        assert_eq!(drawn, Drawn::default());
        let drawn = Drawn::within(&[3, 4], &Heights::default(), 10_000.0, 20_000.0);
        assert_eq!((drawn.rows, drawn.above), (2..2, 2.0 * A_ROW));
    }

    #[test]
    fn a_row_that_is_asked_for_is_among_those_drawn_wherever_it_stands() {
        let numbers: Vec<usize> = (0..300).rev().collect();
        let heights = heights(&[(299, 40.0), (298, 200.0), (297, 60.0)]);
        for position in [0, 1, 2, 150, 299] {
            let drawn = Drawn::around(&numbers, &heights, position, 400.0);
            assert!(drawn.rows.contains(&position), "{position} in {:?}", drawn.rows);
            assert!(drawn.rows.len() < 20, "{:?}", drawn.rows);
        }
    }

    #[test]
    fn a_row_that_is_held_is_drawn_although_all_before_it_turn_out_higher() {
        let numbers: Vec<usize> = (0..420).collect();
        let mut heights = heights(&[(0, 60.0), (1, 60.0)]);
        let jumped = Drawn::around(&numbers, &heights, 419, 750.0);
        let (window, list) = (800.0, 800.0 - 420.0 * 60.0);
        // What was drawn is measured: the rows at the end are twice as high.
        jumped.rows.clone().for_each(|position| heights.note(position, 120.0));
        let held = Held { number: 419, top: 700.0 };
        let drawn = Drawn::around_window(&numbers, &heights, list, window, Some(held));
        assert!(drawn.rows.contains(&419), "{:?}", drawn.rows);
        let of_those = (drawn.rows.start..419).map(|number| heights.of(number)).sum::<f64>();
        assert!(held.top - of_those <= -window, "a window's height above the window is drawn: {drawn:?}");
        let by_the_page = Drawn::around_window(&numbers, &heights, list, window, None);
        assert!(!by_the_page.rows.contains(&419), "the place on the page alone is other rows' place now");
        // A row that the list does not show can't be held.
        let gone = Some(Held { number: 999, top: 0.0 });
        assert_eq!(Drawn::around_window(&numbers, &heights, list, window, gone), by_the_page);
    }

    #[test]
    fn a_row_that_goes_elsewhere_takes_nobody_along() {
        let in_sight = [(3, -10.0), (4, 50.0), (5, 110.0)].map(|(number, top)| Held { number, top });
        let before = [1, 2, 3, 4, 5, 6, 7];
        for (after, stays) in [
            (&[1, 2, 3, 4, 5, 6, 7][..], Some(3)),
            (&[9, 1, 2, 3, 4, 5, 6, 7], Some(3)),
            (&[1, 2, 4, 5, 6, 7, 3], Some(4)),
            (&[1, 2, 5, 6, 7, 3, 4], Some(5)),
            (&[1, 2, 3, 5, 6, 7, 4], Some(5)),
            (&[1, 2, 3, 9, 4, 5, 6, 7], Some(4)),
            (&[2, 3, 4, 5, 6, 7, 1], Some(3)),
            (&[5, 3], Some(3)),
            (&[7, 1], None),
        ] {
            assert_eq!(steady(&in_sight, &before, after).map(|held| held.number), stays, "{after:?}");
        }
    }

    #[test]
    fn a_height_that_changes_counts_once() {
        let mut heights = heights(&[(0, 50.0), (1, 150.0)]);
        assert!((heights.of(9) - 100.0).abs() < 1e-6);
        heights.note(1, 50.0);
        assert!((heights.of(9) - 50.0).abs() < 1e-6);
        heights.forget();
        assert!((heights.of(1) - A_ROW).abs() < 1e-6);
    }
}
