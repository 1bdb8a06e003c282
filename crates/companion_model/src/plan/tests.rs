use super::*;
use crate::{
    DeviceTime, Route,
    delivery::Refusal,
    wire::{
        Bytes,
        v1::{Receipt, SignedRead},
    },
};

const NOW: Millis = 1_793_716_320_000;
const EPOCH: Uuid = Uuid::from_u128(100);
const NEXT_EPOCH: Uuid = Uuid::from_u128(101);
const LINK: Link = Link { visible: true, epoch: Some(EPOCH), has_room: true };
const DAY: Millis = 24 * 60 * 60_000;

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn queued(n: u128, signed_at: Millis) -> Delivery {
    let signed_at = DeviceTime { utc_ms: signed_at, offset_min: 0, zone: String::new() };
    Delivery::queued(id(n), id(50), Route::Dsl, signed_at, Bytes(vec![0; 32]))
}

fn failed(n: u128, tries: u32) -> Delivery {
    let mut delivery = queued(n, NOW);
    for _ in 0..tries {
        delivery.begin(NOW);
        delivery.unanswered(NOW, None, 1.0);
    }
    delivery
}

fn received(n: u128, received_at: Millis) -> Delivery {
    let mut delivery = queued(n, NOW);
    delivery.begin(NOW);
    let receipt = Receipt {
        v: 1,
        school: id(60),
        route: Route::Dsl,
        id: id(n),
        sha256: Bytes(vec![0; 32]),
        received_at,
        epoch: EPOCH,
        seq: 1,
        flags: vec![],
        kid: crate::Kid([0; 8]),
        signature: Bytes::default(),
    };
    delivery.acknowledged(receipt, EPOCH);
    delivery
}

fn read(n: u128) -> Delivery {
    let mut delivery = received(n, NOW);
    delivery.asked(Some(SignedRead { member: id(70), read_at: NOW, signature: Bytes::default() }), EPOCH);
    delivery
}

fn refused(n: u128) -> Delivery {
    let mut delivery = queued(n, NOW - 1);
    delivery.begin(NOW);
    delivery.refused(NOW, Refusal::UnknownDevice);
    delivery
}

#[test]
fn each_outbox_has_one_next_step() {
    let cases: [(&str, Vec<Delivery>, Link, Step); 11] = [
        ("an empty outbox rests", vec![], LINK, Step::Rest),
        ("a signed concern is sent at once", vec![queued(1, NOW)], LINK, Step::Send(id(1))),
        ("also before any answer ever came", vec![queued(1, NOW)], Link::default(), Step::Send(id(1))),
        ("the oldest goes first", vec![queued(1, NOW), queued(2, NOW - 5)], LINK, Step::Send(id(2))),
        ("a failed try waits", vec![failed(1, 1)], LINK, Step::WaitUntil(NOW + 2_000)),
        ("and holds up no other", vec![failed(1, 9), queued(2, NOW + 1)], LINK, Step::Send(id(2))),
        ("a refused one blocks no other", vec![refused(1), queued(2, NOW)], LINK, Step::Send(id(2))),
        ("a refused one alone asks its author", vec![refused(1)], LINK, Step::AskUser(id(1))),
        ("a delivered one is asked about", vec![received(1, NOW)], LINK, Step::WaitUntil(NOW + ASK_MS)),
        ("a read one rests", vec![read(1)], LINK, Step::Rest),
        ("nobody looks, nobody asks", vec![received(1, NOW)], Link { visible: false, ..LINK }, Step::Rest),
    ];
    for (name, outbox, link, step) in cases {
        assert_eq!(next_step(&outbox, link, NOW), step, "{name}");
    }
}

#[test]
fn while_a_page_is_visible_tries_are_never_more_than_30_seconds_apart() {
    for tries in 1..40 {
        let outbox = [failed(1, tries)];
        let visible = next_step(&outbox, LINK, NOW + VISIBLE_CAP_MS);
        assert_eq!(visible, Step::Send(id(1)), "after {tries} tries");
        let hidden = next_step(&outbox, Link { visible: false, ..LINK }, NOW + HIDDEN_CAP_MS);
        assert_eq!(hidden, Step::Send(id(1)), "after {tries} tries, hidden");
    }
}

#[test]
fn a_named_wait_is_respected_up_to_an_hour_and_outlasts_every_trigger() {
    let mut delivery = queued(1, NOW);
    delivery.begin(NOW);
    delivery.unanswered(NOW, Some(90_000), 0.0);
    delivery.woken();
    assert_eq!(next_step(&[delivery.clone()], LINK, NOW), Step::WaitUntil(NOW + 90_000));
    delivery.unanswered(NOW, Some(DAY), 0.0);
    assert_eq!(next_step(&[delivery], LINK, NOW), Step::WaitUntil(NOW + NAMED_CAP_MS));
}

#[test]
fn a_trigger_ends_an_unnamed_wait() {
    let mut delivery = failed(1, 9);
    delivery.woken();
    assert_eq!(next_step(&[delivery], LINK, NOW), Step::Send(id(1)));
}

#[test]
fn a_clock_set_back_by_years_stops_nothing() {
    let outbox = [failed(1, 9)];
    assert_eq!(next_step(&outbox, LINK, NOW - 700 * DAY), Step::Send(id(1)));
}

#[test]
fn a_restored_endpoint_gets_a_delivered_envelope_again() {
    let mut outbox = [read(1)];
    let restored = Link { epoch: Some(NEXT_EPOCH), ..LINK };
    assert_eq!(next_step(&outbox, restored, NOW), Step::Send(id(1)));
    let receipt = outbox[0].received().unwrap().receipt.clone();
    outbox[0].begin(NOW);
    assert!(outbox[0].received().is_some(), "a record once received is never shown as anything less");
    outbox[0].acknowledged(receipt, NEXT_EPOCH);
    assert_eq!(next_step(&outbox, restored, NOW), Step::Rest);
}

#[test]
fn sealed_bytes_are_dropped_after_30_days_of_the_endpoint_s_clock_and_never_by_the_phone_s() {
    let old = received(1, NOW - 31 * DAY);
    assert_eq!(next_step(&[old.clone(), received(2, NOW)], LINK, NOW), Step::DropBytes(id(1)));
    assert_ne!(next_step(std::slice::from_ref(&old), LINK, NOW + 900 * DAY), Step::DropBytes(id(1)));
    assert_ne!(next_step(&[old.clone(), received(2, NOW - 2 * DAY)], LINK, NOW), Step::DropBytes(id(1)));
    // A full phone goes on with everything else.
    let full = Link { has_room: false, ..LINK };
    assert_eq!(next_step(&[old, received(2, NOW)], full, NOW + ASK_MS), Step::AskState(id(1)));
}

#[test]
fn practice_is_sent_like_a_record_and_then_left_alone() {
    let practice = |delivery: Delivery| Delivery { practice: true, ..delivery };
    assert_eq!(next_step(&[practice(queued(1, NOW))], LINK, NOW), Step::Send(id(1)));
    let restored = Link { epoch: Some(NEXT_EPOCH), ..LINK };
    for link in [LINK, restored] {
        assert_eq!(next_step(&[practice(received(1, NOW))], link, NOW + DAY), Step::Rest);
    }
    assert!(!practice(queued(1, NOW)).is_late(NOW + DAY) && queued(1, NOW).is_late(NOW + DAY));
}

#[test]
fn jitter_spreads_the_pause_and_never_exceeds_it() {
    for (tries, jitter, pause) in
        [(1, 0.0, 0), (1, 0.5, 1_000), (1, 1.0, 2_000), (3, 1.0, 8_000), (60, 1.0, HIDDEN_CAP_MS)]
    {
        assert_eq!(pause_ms(tries, None, jitter), pause, "after {tries} tries, jitter {jitter}");
    }
}

#[test]
fn the_words_of_each_state_are_the_design_s() {
    let mut sending = queued(1, NOW);
    sending.begin(NOW);
    for (delivery, words) in [
        (queued(1, NOW), "Signed – waiting for signal"),
        (failed(1, 3), "Signed – waiting for signal"),
        (sending, "Sending…"),
        (refused(1), "Not accepted – needs you"),
        (received(1, NOW), "Received by the school 14:32"),
        (read(1), "Read by the DSL team"),
        (Delivery { route: Route::Head, ..read(1) }, "Read by the head"),
    ] {
        assert_eq!(delivery.status(0), words);
    }
}
