//! A phone's clock may be set wrong, and put right, at any moment.

use super::*;

#[test]
fn a_clock_set_back_begins_the_quarter_of_an_hour_and_no_more() {
    let mut delivery = queued();
    assert!(!delivery.notices(NOW) && !delivery.notices(NOW + MINUTE));
    let yesterday = NOW - 1_440 * MINUTE;
    assert!(delivery.notices(yesterday), "it waits since then");
    assert!(!delivery.notices(yesterday) && !delivery.notices(yesterday + MINUTE));
    assert!(!delivery.is_late(yesterday + 14 * MINUTE) && delivery.is_late(yesterday + 15 * MINUTE));
    assert!(delivery.notices(yesterday - MINUTE), "and it may be set back again");
    assert!(delivery.is_late(yesterday + 14 * MINUTE));
}

#[test]
fn what_is_late_stays_late_whatever_the_clock_is_set_to() {
    for set_to in [NOW - 1_440 * MINUTE, NOW - MINUTE, NOW + MINUTE, NOW + 19 * MINUTE] {
        let mut delivery = queued();
        delivery.begin(NOW + 20 * MINUTE);
        delivery.unanswered(NOW + 20 * MINUTE, Some(90_000), 1.0);
        assert!(delivery.is_late(NOW + 20 * MINUTE));
        assert!(delivery.notices(set_to) && !delivery.notices(set_to));
        assert!(delivery.is_late(set_to), "{set_to}");
        assert_eq!((delivery.tried_at, delivery.wait_until), (Some(set_to), set_to + 90_000));
    }
    let mut tried = queued();
    tried.begin(NOW + 5 * MINUTE);
    assert!(!tried.notices(NOW + 5 * MINUTE) && tried.notices(NOW));
    assert!(!tried.is_late(NOW + 9 * MINUTE) && tried.is_late(NOW + 10 * MINUTE));
    assert_eq!(tried.wait_until, 0, "no pause comes about by that");
}

#[test]
fn a_receipt_that_came_in_what_is_the_future_now_came_now() {
    let came_at = |delivery: &Delivery| delivery.received().unwrap().came_at;
    let mut delivery = received();
    assert!(!delivery.notices(NOW) && !delivery.notices(NOW + MINUTE));
    assert!(delivery.notices(NOW - MINUTE));
    assert_eq!(came_at(&delivery), Some(NOW - MINUTE));
    if let State::Received(received) = &mut delivery.state {
        received.came_at = None;
    }
    assert!(delivery.notices(NOW), "a row of an earlier release is counted from its first look");
    assert_eq!(came_at(&delivery), Some(NOW));
}
