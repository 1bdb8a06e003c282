//! Rows that another build wrote.

use super::*;
use crate::wire::read;

#[test]
fn a_state_of_a_newer_build_is_unconfirmed_and_a_refusal_of_one_stays_a_refusal() {
    let row = |delivery: &Delivery, from: &str, to: &str| {
        let json = serde_json::to_string(delivery).unwrap();
        assert!(json.contains(from), "{json}");
        read::<Delivery>(json.replace(from, to).as_bytes())
    };
    for newer in
        [r#""state":"archived""#, r#""state":{"archived":{"by":"x","at":5}}"#, r#""state":{"moved":"x"}"#]
    {
        assert_eq!(
            row(&queued(), r#""state":"queued""#, newer).unwrap().state,
            State::Unconfirmed,
            "{newer}"
        );
    }
    let mut refused = queued();
    refused.refused(NOW, Refusal::TooLarge);
    let newer = row(&refused, "too-large", "too-late").unwrap();
    assert_eq!(newer.state, State::NeedsAttention(Refusal::Unknown));
    for what in [r#"{"quota":{"until":5}}"#, r#"["quota"]"#, "7"] {
        let newer = row(&refused, r#""too-large""#, what).unwrap();
        assert_eq!(newer.state, State::NeedsAttention(Refusal::Unknown), "{what}");
    }
    for known in [
        Refusal::UnknownDevice,
        Refusal::RemovedDevice,
        Refusal::TooLarge,
        Refusal::Unreadable,
        Refusal::UnpublishedKey,
        Refusal::NotHere,
        Refusal::Unknown,
    ] {
        let mut refused = received();
        refused.refused(NOW, known);
        assert_eq!(row(&refused, "dsl", "dsl").unwrap(), refused, "{known:?}");
    }
    let without = row(&queued(), r#","bytes_kept":true"#, "").unwrap();
    assert!(without.bytes_kept, "a row that does not say so has its bytes");
    assert!(row(&queued(), r#""state":"queued""#, r#""state":7"#).is_err());
    assert!(
        row(&received(), r#""seq":1"#, r#""seq":"x""#).is_err(),
        "a known state that is damaged is no other state"
    );
    for delivery in [queued(), received(), refused] {
        assert_eq!(row(&delivery, "dsl", "dsl").unwrap(), delivery);
    }
}
