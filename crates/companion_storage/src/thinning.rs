//! Which snapshots of a draft make room for newer ones.

const MOST: usize = 20;
const NEWEST: usize = 10;

/// The places of the snapshots that go, given their numbers in the order of time. Never one of the newest ten, nor
/// the very first; of those between the one that is missed least, so that the past gets coarser and does not end.
pub fn to_drop(numbers: &[f64]) -> Vec<usize> {
    let mut kept: Vec<usize> = (0..numbers.len()).collect();
    let mut dropped = Vec::new();
    while kept.len() > MOST {
        let gap = |at: &usize| gap_left(numbers, &kept[at - 1..=at + 1]);
        let Some(at) = (1..kept.len() - NEWEST).min_by(|a, b| gap(a).total_cmp(&gap(b))) else { break };
        dropped.push(kept.remove(at));
    }
    dropped
}

/// How wide a gap the middle one of three would leave, for its age: a minute is much today and little last week.
fn gap_left(numbers: &[f64], three: &[usize]) -> f64 {
    let (Some(last), [before, own, after]) = (numbers.last(), three) else { return f64::INFINITY };
    (numbers[*after] - numbers[*before]) / (last - numbers[*own])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One snapshot a minute, thinned out each time.
    fn written_for(minutes: u32) -> Vec<f64> {
        let mut taken_at: Vec<f64> = Vec::new();
        for minute in 0..minutes {
            taken_at.push(f64::from(minute));
            for place in to_drop(&taken_at) {
                taken_at.remove(place);
            }
        }
        taken_at
    }

    #[test]
    fn up_to_twenty_snapshots_all_stay() {
        assert_eq!(written_for(20).len(), 20);
        assert!(to_drop(&[]).is_empty());
    }

    #[test]
    fn however_many_there_were_at_most_twenty_are_left() {
        for minutes in 21..300 {
            assert_eq!(written_for(minutes).len(), 20, "{minutes}");
        }
        let many: Vec<f64> = (0..500).map(f64::from).collect();
        assert_eq!(to_drop(&many).len(), 480);
    }

    #[test]
    fn the_newest_ten_and_the_very_first_stay() {
        let left = written_for(480);
        assert_eq!(left[0].total_cmp(&0.0), std::cmp::Ordering::Equal);
        let newest: Vec<f64> = (470..480).map(f64::from).collect();
        assert_eq!(left[10..], newest);
    }

    #[test]
    fn after_a_day_of_writing_no_stretch_of_it_is_without_a_snapshot() {
        let left = written_for(480);
        for pair in left.windows(2) {
            let (gap, age) = (pair[1] - pair[0], 480.0 - pair[0]);
            assert!(gap <= age * 0.75, "nothing between minutes {} and {}: {left:?}", pair[0], pair[1]);
        }
    }
}
