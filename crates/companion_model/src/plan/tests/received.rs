//! What becomes of an envelope after its receipt.

use super::*;

#[test]
fn a_restored_endpoint_gets_a_delivered_envelope_again() {
    let mut outbox = [in_the_next_epoch(read(1))];
    assert_eq!(next_step(&outbox, HIDDEN, NOW + BASE_MS), Step::Send(id(1)));
    let receipt = outbox[0].received().unwrap().receipt.clone();
    outbox[0].begin(NOW);
    assert!(outbox[0].received().is_some(), "a receipt is never thrown away");
    outbox[0].acknowledged(receipt, NEXT_EPOCH, NOW);
    outbox[0].in_epoch(Some(NEXT_EPOCH));
    assert_eq!(next_step(&outbox, LINK, NOW + BASE_MS), Step::WaitUntil(NOW + DAY));
}

#[test]
fn an_endpoint_that_speaks_of_ever_other_lives_does_not_get_an_envelope_over_and_over() {
    let outbox = [in_the_next_epoch(received(1, NOW))];
    assert_eq!(next_step(&outbox, LINK, NOW), Step::WaitUntil(NOW + BASE_MS));
    assert_eq!(next_step(&outbox, LINK, NOW + BASE_MS), Step::Send(id(1)));
}

#[test]
fn what_was_forgotten_is_sent_and_what_is_refused_on_the_way_back_asks_its_author() {
    let mut forgotten = received(1, NOW);
    forgotten.forgotten();
    assert_eq!(next_step(&[forgotten.clone()], LINK, NOW + BASE_MS), Step::Send(id(1)));
    let mut refused = forgotten;
    refused.refused(NOW, Refusal::UnpublishedKey);
    assert_eq!(next_step(&[refused.clone(), queued(2, NOW)], LINK, NOW), Step::Send(id(2)));
    let asks = Step::AskUser { id: id(1), again_at: Some(NOW + REFUSED_PAUSE_MS) };
    assert_eq!(next_step(std::slice::from_ref(&refused), LINK, NOW), asks);
    assert_eq!(next_step(&[refused], LINK, NOW + REFUSED_PAUSE_MS), Step::Send(id(1)));
}

#[test]
fn of_what_is_lost_and_no_longer_here_the_endpoint_is_asked() {
    let lost = in_the_next_epoch(Delivery { bytes_kept: false, ..read(1) });
    assert_eq!(next_step(std::slice::from_ref(&lost), LINK, NOW + ASK_MS), Step::AskStates(vec![id(1)]));
    assert_eq!(next_step(&[lost], HIDDEN, NOW + ASK_MS), Step::Rest);
    // Nothing was ever answered to it, as far as this build can read.
    let gone = without_bytes(queued(1, NOW));
    assert_eq!(next_step(std::slice::from_ref(&gone), LINK, NOW), Step::AskStates(vec![id(1)]));
    let asked = Delivery { tried_at: Some(NOW), ..gone };
    assert_eq!(wake_at(std::slice::from_ref(&asked), LINK, NOW), Some(NOW + ASK_MS));
    let old = Delivery { tried_at: Some(NOW + 40 * DAY), ..asked };
    assert_eq!(wake_at(&[old], LINK, NOW + 40 * DAY), Some(NOW + 40 * DAY + 60 * MINUTE));
}

#[test]
fn of_what_is_read_the_endpoint_is_asked_daily_while_the_sealed_bytes_are_here() {
    assert_eq!(wake_at(&[read(1)], LINK, NOW), Some(NOW + DAY));
    assert_eq!(next_step(&[read(1)], LINK, NOW + DAY), Step::AskStates(vec![id(1)]));
    assert_eq!(wake_at(&[without_bytes(read(1))], LINK, NOW), None);
}

#[test]
fn what_is_put_again_is_not_asked_about() {
    let mut forgotten = received(1, NOW);
    forgotten.forgotten();
    assert_eq!(wake_at(&[forgotten], LINK, NOW + 5 * MINUTE), Some(NOW + BASE_MS));
}

#[test]
fn one_question_is_about_all_of_one_author_s_that_are_due() {
    let of_another = Delivery { author: id(51), ..received(3, NOW) };
    let mut outbox = vec![received(1, NOW), of_another, received(2, NOW)];
    assert_eq!(next_step(&outbox, LINK, NOW + ASK_MS), Step::AskStates(vec![id(1), id(2)]));
    for delivery in outbox.iter_mut().filter(|delivery| delivery.author == id(50)) {
        delivery.begin(NOW + ASK_MS);
    }
    assert_eq!(
        next_step(&outbox, LINK, NOW + ASK_MS),
        Step::AskStates(vec![id(3)]),
        "it is the other's turn"
    );
    let many: Vec<_> = (0..150).map(|n| received(n, NOW)).collect();
    let Step::AskStates(ids) = next_step(&many, LINK, NOW + ASK_MS) else { panic!("nothing is asked") };
    assert_eq!(ids.len(), MOST_ASKED);
}

#[test]
fn the_older_a_receipt_the_more_seldom_it_is_asked_about() {
    for (age, pause) in [
        (0, ASK_MS),
        (10 * MINUTE - 1, ASK_MS),
        (10 * MINUTE, MINUTE),
        (60 * MINUTE - 1, MINUTE),
        (60 * MINUTE, 5 * MINUTE),
        (DAY - 1, 5 * MINUTE),
        (DAY, 60 * MINUTE),
        (30 * DAY, 60 * MINUTE),
        (30 * DAY + 1, DAY),
    ] {
        let mut delivery = received(1, NOW - age);
        if let State::Received(received) = &mut delivery.state {
            received.came_at = Some(NOW - age);
        }
        assert_eq!(wake_at(&[delivery], LINK, NOW), Some(NOW + pause), "{age}");
    }
    let mut unread = received(1, NOW - 2 * DAY);
    unread.woken(NOW + ASK_MS);
    assert_eq!(
        next_step(&[unread], LINK, NOW + ASK_MS),
        Step::AskStates(vec![id(1)]),
        "at once when one looks"
    );
}

/// Received so many days ago by the endpoint's clock, and by the phone's.
fn aged(by_the_endpoint: Millis, by_the_phone: Millis) -> Delivery {
    let mut delivery = read(1);
    if let State::Received(received) = &mut delivery.state {
        received.came_at = Some(NOW - by_the_phone * DAY);
        received.endpoint_at = Some(received.receipt.received_at + by_the_endpoint * DAY);
    }
    delivery
}

#[test]
fn sealed_bytes_are_dropped_after_30_days_by_either_clock_s_own_difference() {
    assert_eq!(next_step(&[aged(31, 31)], LINK, NOW), Step::DropBytes(id(1)));
    for (by_the_endpoint, by_the_phone) in [(30, 31), (31, 30), (1_800, 1), (1, 1_800), (-1, 31), (31, -1)] {
        let step = next_step(&[aged(by_the_endpoint, by_the_phone)], LINK, NOW);
        assert!(!matches!(step, Step::DropBytes(_)), "{by_the_endpoint} {by_the_phone}");
    }
    let dated_2031 = received(2, NOW + 1_800 * DAY);
    assert!(!matches!(next_step(&[aged(1, 1), dated_2031], LINK, NOW), Step::DropBytes(_)));
    let gone = Delivery { bytes_kept: false, ..aged(31, 31) };
    assert_eq!(next_step(&[gone], LINK, NOW), Step::Rest);
    assert!(!matches!(next_step(&[in_the_next_epoch(aged(31, 31))], LINK, NOW), Step::DropBytes(_)));
    // A full phone goes on with everything else.
    let full = Link { has_room: false, ..LINK };
    assert_eq!(next_step(&[aged(31, 31), queued(2, NOW)], full, NOW), Step::Send(id(2)));
    assert!(!matches!(next_step(&[aged(31, 31)], full, NOW), Step::DropBytes(_)));
}

#[test]
fn a_clock_set_back_by_minutes_makes_no_pause_longer() {
    let outbox = [failed(1, 3)];
    for minutes in [1, 20, 59, 61, 6_000] {
        let now = NOW - minutes * MINUTE;
        assert_eq!(wake_at(&outbox, HIDDEN, now), Some(now + 8_000), "{minutes}");
        assert_eq!(wake_at(&[received(1, NOW)], LINK, now), Some(now + ASK_MS), "{minutes}");
    }
}

#[test]
fn the_next_look_is_at_the_first_of_all_that_is_to_do() {
    assert_eq!(wake_at(&[], LINK, NOW), None);
    assert_eq!(wake_at(&[received(1, NOW), failed(2, 1)], LINK, NOW), Some(NOW + 2_000));
    assert_eq!(next_step(&[received(1, NOW), failed(2, 1)], LINK, NOW), Step::WaitUntil(NOW + 2_000));
    assert_eq!(wake_at(&[received(1, NOW), refused(2)], LINK, NOW), Some(NOW + ASK_MS));
}
