mod clocks;
mod newer;

use super::*;
use crate::{
    KeyId,
    wire::v1::{Receipt, SignedRead},
};

const NOW: Millis = 1_793_716_320_000;
const MINUTE: Millis = 60_000;
const EPOCH: Uuid = Uuid::from_u128(100);
const NEXT_EPOCH: Uuid = Uuid::from_u128(101);

fn queued() -> Delivery {
    let signed_at = DeviceTime { utc_ms: NOW, offset_min: 0, zone: String::new() };
    Delivery::queued(Uuid::from_u128(1), Uuid::from_u128(2), Route::Dsl, signed_at, Bytes(vec![]))
}

fn receipt() -> Receipt {
    Receipt {
        v: 1,
        school: Uuid::from_u128(5),
        route: Route::Dsl,
        id: Uuid::from_u128(1),
        sha256: Bytes(vec![]),
        received_at: NOW,
        epoch: EPOCH,
        seq: 1,
        flags: vec![],
        kid: KeyId([0; 8]),
        signature: Bytes(vec![]),
    }
}

fn received() -> Delivery {
    let mut delivery = queued();
    delivery.acknowledged(receipt(), EPOCH, NOW);
    delivery
}

fn signed_read() -> SignedRead {
    SignedRead { member: Uuid::from_u128(7), read_at: NOW, signature: Bytes(vec![]) }
}

fn lost(delivery: &Delivery) -> Option<Lost> {
    delivery.received().and_then(|received| received.lost)
}

#[test]
fn a_record_is_late_after_a_quarter_of_an_hour() {
    for (minutes, late) in [(-600, false), (0, false), (14, false), (15, true), (4_320, true)] {
        assert_eq!(queued().is_late(NOW + minutes * MINUTE), late, "{minutes}");
        assert_eq!(queued().can_be_carried(NOW + minutes * MINUTE), late, "{minutes}");
    }
}

#[test]
fn what_is_refused_can_be_carried_at_once_and_practice_and_what_is_handed_over_never() {
    let mut refused = queued();
    refused.refused(NOW, Refusal::UnknownDevice);
    let mut refused_on_the_way_back = received();
    refused_on_the_way_back.refused(NOW, Refusal::UnpublishedKey);
    let hands_over = Some(HandsOver { draft: Uuid::nil(), revision: 1 });
    for (delivery, carried) in [
        (refused.clone(), true),
        (refused_on_the_way_back.clone(), true),
        (Delivery { bytes_kept: false, ..refused_on_the_way_back }, false),
        (Delivery { practice: true, ..refused.clone() }, false),
        (Delivery { hands_over, ..refused }, false),
        (received(), false),
    ] {
        assert_eq!(delivery.can_be_carried(NOW), carried, "{delivery:?}");
    }
}

#[test]
fn only_what_hands_over_and_has_no_receipt_can_be_withdrawn() {
    let hands_over = Some(HandsOver { draft: Uuid::nil(), revision: 1 });
    for (delivery, can) in [
        (queued(), false),
        (received(), false),
        (Delivery { hands_over: hands_over.clone(), ..queued() }, true),
        (Delivery { hands_over, ..received() }, false),
    ] {
        assert_eq!(delivery.can_be_withdrawn(), can, "{delivery:?}");
    }
}

#[test]
fn a_receipt_of_another_epoch_is_unsent_until_it_is_confirmed_in_this_one() {
    let mut delivery = received();
    for (epoch, is_unsent) in [
        (None, false),
        (Some(EPOCH), false),
        (Some(NEXT_EPOCH), true),
        (Some(NEXT_EPOCH), true),
        (Some(EPOCH), false),
    ] {
        delivery.in_epoch(epoch);
        assert_eq!((delivery.is_unsent(), lost(&delivery).is_some()), (is_unsent, is_unsent), "{epoch:?}");
    }
    delivery.in_epoch(Some(NEXT_EPOCH));
    assert_eq!(delivery.standing(), Standing::Lost(Lost::default()));
    assert!(!delivery.needs_its_author());
    delivery.asked(None, Some(NEXT_EPOCH), Some(NOW), NOW);
    delivery.in_epoch(Some(NEXT_EPOCH));
    assert!(!delivery.is_unsent());
}

#[test]
fn practice_is_never_unsent_nor_lost() {
    let mut practice = Delivery { practice: true, ..received() };
    practice.in_epoch(Some(NEXT_EPOCH));
    assert!(lost(&practice).is_none() && !practice.is_unsent());
    assert!(!Delivery { practice: true, ..queued() }.is_unsent());
}

#[test]
fn what_the_endpoint_has_forgotten_is_unsent_whatever_epoch_it_was_confirmed_in() {
    let mut delivery = received();
    delivery.unanswered(NOW, Some(90_000), 1.0);
    delivery.forgotten();
    assert_eq!(lost(&delivery), Some(Lost { is_certain: true, refusal: None }));
    assert_eq!(
        (delivery.confirmed_in, delivery.tries, delivery.wait_until, delivery.wait_was_named),
        (None, 0, 0, false)
    );
    delivery.in_epoch(Some(EPOCH));
    assert!(delivery.is_unsent() && !delivery.needs_its_author());
    assert!(Delivery { bytes_kept: false, ..delivery.clone() }.needs_its_author());
    let mut again = delivery;
    again.acknowledged(receipt(), NEXT_EPOCH, NOW + 1);
    assert!(!again.is_unsent());
    assert_eq!(again.received().and_then(|received| received.came_at), Some(NOW), "it is as old as it was");
}

#[test]
fn what_is_refused_on_the_way_back_keeps_its_receipt_and_needs_its_author() {
    let mut delivery = received();
    delivery.unanswered(NOW, Some(90_000), 1.0);
    delivery.refused(NOW, Refusal::UnknownDevice);
    assert!(delivery.received().is_some() && delivery.is_unsent() && delivery.needs_its_author());
    assert_eq!(delivery.refusal(), Some(Refusal::UnknownDevice));
    assert!(!lost(&delivery).unwrap().is_certain, "it has not said that it does not hold it");
    assert_eq!((delivery.tries, delivery.wait_was_named), (0, false));
    assert_eq!(delivery.wait_until, NOW + pause::REFUSED_PAUSE_MS);
    delivery.mark_device_known();
    assert_eq!((delivery.refusal(), delivery.wait_until), (None, 0));
    assert!(delivery.is_unsent(), "it is still not there");
    for refusal in [Refusal::RemovedDevice, Refusal::UnpublishedKey, Refusal::TooLarge, Refusal::Unreadable] {
        let mut delivery = received();
        delivery.refused(NOW, Refusal::Unknown);
        assert!(!lost(&delivery).unwrap().is_certain && delivery.needs_its_author());
        delivery.refused(NOW, refusal);
        assert!(lost(&delivery).unwrap().is_certain && delivery.needs_its_author(), "{refusal:?}");
        delivery.refused(NOW, Refusal::UnknownDevice);
        assert!(lost(&delivery).unwrap().is_certain, "what it has said once stands");
    }
}

#[test]
fn a_refused_record_needs_its_author_and_one_that_waits_does_not() {
    let mut refused = queued();
    refused.refused(NOW, Refusal::TooLarge);
    assert!(refused.needs_its_author());
    assert!(!queued().needs_its_author() && !received().needs_its_author());
}

#[test]
fn what_was_sealed_and_is_not_here_is_not_said_to_be_on_its_way() {
    for state in [State::Queued, State::Sending, State::Unconfirmed] {
        let gone = Delivery { bytes_kept: false, state, ..queued() };
        assert_eq!(gone.standing(), Standing::Refused(Refusal::NotHere));
        assert!(gone.is_unsent() && gone.needs_its_author() && !gone.can_be_carried(NOW + 60 * MINUTE));
    }
    let mut unreadable = queued();
    unreadable.refused(NOW, Refusal::NotHere);
    assert!(!unreadable.can_be_carried(NOW + 60 * MINUTE));
    let sentence = Refusal::NotHere.sentence(Route::Head);
    assert!(sentence.contains("the head") && sentence.contains("keep this phone"), "{sentence}");
}

#[test]
fn a_receipt_of_a_later_epoch_is_as_old_as_it_is_itself() {
    let mut delivery = received();
    delivery.asked(None, Some(EPOCH), Some(NOW + 5), NOW);
    delivery.forgotten();
    let later = Receipt { epoch: NEXT_EPOCH, received_at: NOW + 25, ..receipt() };
    delivery.acknowledged(later, NEXT_EPOCH, NOW + 26);
    let received = delivery.received().unwrap();
    assert_eq!((received.came_at, received.endpoint_at), (Some(NOW + 26), None));
}

#[test]
fn a_new_token_ends_the_refusal_of_the_old_one_and_no_other() {
    for (refusal, left) in [
        (Refusal::UnknownDevice, None),
        (Refusal::RemovedDevice, None),
        (Refusal::TooLarge, Some(Refusal::TooLarge)),
        (Refusal::Unknown, Some(Refusal::Unknown)),
    ] {
        for mut delivery in [queued(), received()] {
            delivery.refused(NOW, refusal);
            delivery.mark_device_known();
            assert_eq!((delivery.refusal(), delivery.wait_until), (left, 0), "{refusal:?}");
        }
    }
    let mut waiting = queued();
    waiting.mark_device_known();
    assert_eq!(waiting.state, State::Queued);
}

#[test]
fn an_answer_that_means_something_ends_the_pause_and_a_read_is_never_taken_back() {
    let mut delivery = received();
    delivery.unanswered(NOW, Some(90_000), 1.0);
    delivery.asked(Some(signed_read()), None, None, NOW + 5);
    assert_eq!((delivery.tries, delivery.wait_until, delivery.wait_was_named), (0, 0, false));
    assert_eq!(delivery.confirmed_in, Some(EPOCH), "a header that was taken away says nothing");
    delivery.asked(None, Some(EPOCH), Some(NOW + 9), NOW + 6);
    delivery.asked(None, Some(EPOCH), None, NOW + 7);
    delivery.acknowledged(receipt(), EPOCH, NOW + 8);
    let received = delivery.received().unwrap();
    assert_eq!(received.read, Some(signed_read()));
    assert_eq!((received.came_at, received.endpoint_at), (Some(NOW), Some(NOW + 9)));
    assert!(matches!(delivery.standing(), Standing::Received(_)) && delivery.refusal().is_none());
}

#[test]
fn a_wake_ends_an_unnamed_pause_and_its_author_s_own_ask_any() {
    let mut delivery = queued();
    delivery.begin(NOW);
    delivery.unanswered(NOW, None, 1.0);
    delivery.woken(NOW);
    assert_eq!((delivery.wait_until, delivery.tried_at), (0, Some(NOW)), "it was asked just now");
    delivery.woken(NOW + pause::ASK_MS);
    assert_eq!(delivery.tried_at, None);
    delivery.begin(NOW);
    delivery.woken(NOW - 1);
    assert_eq!(delivery.tried_at, None, "a try that is still to come was never made");
    delivery.begin(NOW);
    delivery.unanswered(NOW, Some(90_000), 1.0);
    delivery.woken(NOW + pause::ASK_MS);
    assert_eq!((delivery.wait_until, delivery.wait_was_named), (NOW + 90_000, true));
    let until = |now| delivery.asked_to_wait_until(now);
    assert_eq!(
        (until(NOW), until(NOW + 89_999), until(NOW + 90_000)),
        (Some(NOW + 90_000), Some(NOW + 90_000), None)
    );
    assert_eq!(Delivery { wait_was_named: false, ..delivery.clone() }.asked_to_wait_until(NOW), None);
    let practice = Delivery { practice: true, ..delivery.clone() };
    assert_eq!(practice.asked_to_wait_until(NOW), Some(NOW + 90_000), "it waits as a record does");
    let an_hour_before = NOW - 60 * MINUTE;
    assert_eq!(until(an_hour_before), Some(an_hour_before + 90_000), "by the clock as it is");
    let mut there = received();
    there.unanswered(NOW, Some(90_000), 1.0);
    assert_eq!(there.asked_to_wait_until(NOW), None, "nothing is to be tried");
    delivery.urged();
    assert_eq!((delivery.wait_until, delivery.wait_was_named, delivery.tried_at), (0, false, None));
}

#[test]
fn a_try_is_sending_until_it_is_unconfirmed_and_a_refusal_stays_one() {
    let mut delivery = queued();
    delivery.begin(NOW);
    assert_eq!((&delivery.state, delivery.tried_at), (&State::Sending, Some(NOW)));
    delivery.unanswered(NOW, None, 1.0);
    assert_eq!((&delivery.state, delivery.tries, delivery.wait_until), (&State::Unconfirmed, 1, NOW + 2_000));
    delivery.refused(NOW, Refusal::TooLarge);
    delivery.begin(NOW);
    assert_eq!(delivery.state, State::NeedsAttention(Refusal::TooLarge), "while it is tried again");
    delivery.unanswered(NOW, None, 1.0);
    assert_eq!(delivery.state, State::NeedsAttention(Refusal::TooLarge));
}

#[test]
fn each_refusal_says_what_is_kept_and_whom_to_tell() {
    let all = [
        Refusal::UnknownDevice,
        Refusal::RemovedDevice,
        Refusal::TooLarge,
        Refusal::Unreadable,
        Refusal::UnpublishedKey,
        Refusal::Unknown,
    ];
    for refusal in all {
        let sentence = refusal.sentence(Route::Head);
        assert!(sentence.contains("still here") && sentence.contains("the head by phone"), "{sentence}");
        assert_eq!(all.iter().filter(|one| one.sentence(Route::Head) == sentence).count(), 1);
    }
}
