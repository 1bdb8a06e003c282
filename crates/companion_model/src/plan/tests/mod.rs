use super::*;
use crate::delivery::{
    State,
    pause::{HIDDEN_CAP_MS, NAMED_CAP_MS, REFUSED_PAUSE_MS, pause_ms},
};
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
const LINK: Link = Link { visible: true, has_room: true };
const HIDDEN: Link = Link { visible: false, ..LINK };
const MINUTE: Millis = MINUTE_MS;
// Not the plan's own: a day there is measured by this one.
const DAY: Millis = 86_400_000;

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
        kid: crate::KeyId([0; 8]),
        signature: Bytes::default(),
    };
    delivery.acknowledged(receipt, EPOCH, NOW);
    delivery
}

fn read(n: u128) -> Delivery {
    let mut delivery = received(n, NOW);
    delivery.asked(
        Some(SignedRead { member: id(70), read_at: NOW, signature: Bytes::default() }),
        Some(EPOCH),
        None,
        NOW,
    );
    delivery
}

fn without_bytes(delivery: Delivery) -> Delivery {
    Delivery { bytes_kept: false, ..delivery }
}

fn refused(n: u128) -> Delivery {
    let mut delivery = queued(n, NOW - 1);
    delivery.begin(NOW);
    delivery.refused(NOW, Refusal::UnknownDevice);
    delivery
}

/// As the endpoint's next epoch has it, which has not said anything of it yet.
fn in_the_next_epoch(mut delivery: Delivery) -> Delivery {
    delivery.in_epoch(Some(NEXT_EPOCH));
    delivery
}

#[test]
fn each_outbox_has_one_next_step() {
    let cases: [(&str, Vec<Delivery>, Link, Step); 12] = [
        ("an empty outbox rests", vec![], LINK, Step::Rest),
        ("a signed concern is sent at once", vec![queued(1, NOW)], LINK, Step::Send(id(1))),
        ("also before any answer ever came", vec![queued(1, NOW)], Link::default(), Step::Send(id(1))),
        ("the oldest goes first", vec![queued(1, NOW), queued(2, NOW - 5)], LINK, Step::Send(id(2))),
        ("a failed try waits", vec![failed(1, 1)], LINK, Step::WaitUntil(NOW + 2_000)),
        ("and holds up no other", vec![failed(1, 9), queued(2, NOW + 1)], LINK, Step::Send(id(2))),
        ("a refused one blocks no other", vec![refused(1), queued(2, NOW)], LINK, Step::Send(id(2))),
        (
            "a refused one alone asks its author",
            vec![refused(1)],
            LINK,
            Step::AskUser { id: id(1), again_at: Some(NOW + REFUSED_PAUSE_MS) },
        ),
        ("a delivered one is asked about", vec![received(1, NOW)], LINK, Step::WaitUntil(NOW + ASK_MS)),
        ("a read one is asked about a day later", vec![read(1)], LINK, Step::WaitUntil(NOW + DAY)),
        ("and rests without its bytes", vec![without_bytes(read(1))], LINK, Step::Rest),
        ("nobody looks, nobody asks", vec![received(1, NOW)], HIDDEN, Step::Rest),
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
        let hidden = next_step(&outbox, HIDDEN, NOW + HIDDEN_CAP_MS);
        assert_eq!(hidden, Step::Send(id(1)), "after {tries} tries, hidden");
    }
}

#[test]
fn a_named_wait_is_respected_up_to_an_hour_and_outlasts_every_trigger() {
    let mut delivery = queued(1, NOW);
    delivery.begin(NOW);
    delivery.unanswered(NOW, Some(90_000), 0.0);
    delivery.woken(NOW);
    assert_eq!(next_step(&[delivery.clone()], LINK, NOW), Step::WaitUntil(NOW + 90_000));
    delivery.unanswered(NOW, Some(DAY), 0.0);
    assert_eq!(next_step(&[delivery.clone()], LINK, NOW), Step::WaitUntil(NOW + NAMED_CAP_MS));
    delivery.urged();
    assert_eq!(next_step(&[delivery], LINK, NOW), Step::Send(id(1)), "its author asks for it");
}

#[test]
fn a_pause_that_is_named_too_short_makes_no_try_follow_on_the_other() {
    for (tries, pause) in [(1, 2_000), (3, 8_000), (9, VISIBLE_CAP_MS)] {
        for named in [-5, 0, 1, 1_999] {
            assert_eq!(pause_ms(tries, Some(named), 1.0), pause, "{tries} {named}");
        }
    }
    assert_eq!(pause_ms(1, Some(DAY), 1.0), 60 * 60_000);
    assert_eq!(pause_ms(60, None, 1.0), 5 * 60_000);
    assert_eq!(REFUSED_PAUSE_MS, 300_000);
}

#[test]
fn on_a_link_that_swallows_what_is_put_each_has_its_turn() {
    let mut outbox: Vec<_> = (0..4).map(|n| queued(n, NOW + i64::try_from(n).unwrap())).collect();
    let mut turns = Vec::new();
    for turn in 0..8 {
        let now = NOW + MINUTE * (turn + 1);
        let Step::Send(next) = next_step(&outbox, LINK, now) else { panic!("nothing is put") };
        turns.push(next.as_u128());
        let delivery = outbox.iter_mut().find(|delivery| delivery.id == next).unwrap();
        delivery.begin(now);
        delivery.unanswered(now, None, 1.0);
    }
    assert_eq!(turns, [0, 1, 2, 3, 0, 1, 2, 3]);
}

#[test]
fn a_trigger_ends_an_unnamed_wait() {
    let mut delivery = failed(1, 9);
    delivery.woken(NOW);
    assert_eq!(next_step(&[delivery], LINK, NOW), Step::Send(id(1)));
}

#[test]
fn a_clock_set_back_by_years_stops_nothing() {
    let then = NOW - 700 * DAY;
    assert_eq!(wake_at(&[failed(1, 9)], LINK, then), Some(then + VISIBLE_CAP_MS));
    let untried = Delivery { wait_until: NOW, ..queued(1, NOW) };
    assert_eq!(wake_at(&[untried], LINK, then), Some(then + NAMED_CAP_MS));
}

#[test]
fn practice_is_sent_like_a_record_and_then_left_alone() {
    let practice = |delivery: Delivery| Delivery { practice: true, ..delivery };
    assert_eq!(next_step(&[practice(queued(1, NOW))], LINK, NOW), Step::Send(id(1)));
    for delivery in [practice(received(1, NOW)), in_the_next_epoch(practice(received(1, NOW)))] {
        let aged = |age| next_step(std::slice::from_ref(&delivery), LINK, NOW + age);
        assert_eq!((aged(DAY), aged(30 * DAY)), (Step::Rest, Step::Rest));
        assert_eq!(aged(30 * DAY + 1), Step::DropBytes(id(1)), "nobody is asked of it");
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
    let lost = |forgotten: bool, refusal, bytes_kept| {
        let mut delivery = in_the_next_epoch(Delivery { bytes_kept, ..read(1) });
        if forgotten {
            delivery.forgotten();
        }
        if let Some(refusal) = refusal {
            delivery.refused(NOW, refusal);
        }
        delivery
    };
    let hands_over = Some(crate::delivery::HandsOver { draft: id(9), revision: 1 });
    let now = DeviceTime { utc_ms: NOW, offset_min: 0, zone: String::new() };
    for (delivery, words) in [
        (lost(false, None, true), "The school may have lost it – will be sent again"),
        (lost(true, None, true), "The school has lost it – will be sent again"),
        (lost(true, Some(Refusal::UnpublishedKey), true), "The school has lost it – needs you"),
        (lost(false, Some(Refusal::UnpublishedKey), true), "The school has lost it – needs you"),
        (lost(false, Some(Refusal::UnknownDevice), true), "The school may have lost it – needs you"),
        (lost(true, Some(Refusal::UnknownDevice), true), "The school has lost it – needs you"),
        (lost(false, Some(Refusal::UnknownDevice), false), "The school may have lost it – needs you"),
        (without_bytes(queued(1, NOW)), "Can’t be sent from this phone – needs you"),
        (lost(false, None, false), "The school may have lost it – the app will ask"),
        (lost(true, None, false), "The school has lost it – needs you"),
        (Delivery { hands_over: hands_over.clone(), ..queued(1, NOW) }, "Draft – waiting to be sent"),
        (Delivery { hands_over, ..failed(1, 1) }, "Draft – waiting to be sent"),
        (queued(1, NOW), "Signed – waiting for signal"),
        (failed(1, 3), "Signed – waiting for signal"),
        (sending, "Sending…"),
        (refused(1), "Not accepted – needs you"),
        (received(1, NOW), "With the school since 14:32"),
        (read(1), "Read by the DSL team"),
        (Delivery { route: Route::Head, ..read(1) }, "Read by the head"),
    ] {
        assert_eq!(delivery.status(&now), words);
    }
    let tomorrow = DeviceTime { utc_ms: NOW + 24 * 60 * MINUTE, ..now };
    assert_eq!(received(1, NOW).status(&tomorrow), "With the school since Tue 3 Nov 2026, 14:32");
}

mod received;
