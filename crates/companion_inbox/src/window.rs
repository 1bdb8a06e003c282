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

    /// The rows were laid out anew: none of it holds.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    fn of(&self, number: usize) -> f64 {
        let drawn = self.drawn.get(number).copied().filter(|height| *height > 0.0);
        drawn.unwrap_or_else(|| if self.count > 0.0 { self.sum / self.count } else { A_ROW })
    }
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

    /// The rows around one, as far as `reach` to either side.
    pub fn around(numbers: &[usize], heights: &Heights, position: usize, reach: f64) -> Self {
        let before = numbers.iter().take(position).map(|number| heights.of(*number)).sum::<f64>();
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
    fn a_height_that_changes_counts_once() {
        let mut heights = heights(&[(0, 50.0), (1, 150.0)]);
        assert!((heights.of(9) - 100.0).abs() < 1e-6);
        heights.note(1, 50.0);
        assert!((heights.of(9) - 50.0).abs() < 1e-6);
        heights.forget();
        assert!((heights.of(1) - A_ROW).abs() < 1e-6);
    }
}
