//! What somebody signed and somebody else believes: nothing that differs from it in anything is believed.

use bolero::check;
use companion_model::concern::{Draft, History, Kind};
use companion_model::wire::{read, v1::*};
use companion_model::{DeviceTime, Route};
use companion_seal::{
    acknowledgement, history, member, read as seen,
    receipt::{self, UnsignedReceipt},
    timestamp,
};
use uuid::Uuid;

use super::json::Damage;
use super::patience::patience;
use super::school::{AT, ID, SCHOOL, author_name, member as a_member, receipt_key};

fn given() -> Receipt {
    receipt_key().sign(UnsignedReceipt {
        school: SCHOOL,
        route: Route::Dsl,
        id: ID,
        sha256: [3; 32],
        received_at: AT,
        epoch: Uuid::from_u128(4),
        seq: 5,
        flags: vec![Flag::OtherDevice, Flag::Conflict],
    })
}

#[test]
fn a_receipt() {
    let (good, keys) = (given(), [receipt_key().public()]);
    let json = serde_json::to_vec(&good).unwrap();
    check!().with_test_time(patience()).with_type::<Damage>().for_each(|damage| {
        let Ok(other) = read::<Receipt>(&damage.to(&json)) else { return };
        let believed = receipt::check(&other, &keys, SCHOOL, ID, &[3; 32]);
        assert_eq!(believed.is_ok(), other == good);
        assert!(receipt::check(&other, &keys, SCHOOL, ID, &[4; 32]).is_err());
        assert!(receipt::check(&other, &[], SCHOOL, ID, &[3; 32]).is_err());
    });
}

#[test]
fn a_timestamp() {
    let good = timestamp::sign(&receipt_key(), SCHOOL, &[3; 32], AT);
    let json = serde_json::to_vec(&good).unwrap();
    let keys = [receipt_key().public()];
    check!().with_test_time(patience()).with_type::<(Damage, [u8; 32])>().for_each(|(damage, digest)| {
        let Ok(other) = read::<Timestamp>(&damage.to(&json)) else { return };
        assert_eq!(timestamp::check(&other, &keys, SCHOOL, &[3; 32]).is_ok(), other == good);
        assert!(timestamp::check(&other, &keys, SCHOOL, digest).is_err() || *digest == [3; 32]);
    });
}

#[test]
fn a_member_s_word_that_they_have_read() {
    let (member, receipt) = (a_member(), given());
    let good = seen::sign(&member, &receipt, AT);
    let (json, receipt_json) = (serde_json::to_vec(&good).unwrap(), serde_json::to_vec(&receipt).unwrap());
    check!().with_test_time(patience()).with_type::<(Damage, Damage)>().for_each(|(one, two)| {
        let Ok(other) = read::<SignedRead>(&one.to(&json)) else { return };
        let Ok(about) = read::<Receipt>(&two.to(&receipt_json)) else { return };
        // Who it was is said by the key that it is checked with.
        let same = (other.read_at, &other.signature) == (good.read_at, &good.signature);
        let named = |receipt: &Receipt| (receipt.school, receipt.route, receipt.id, receipt.sha256.clone());
        let believed = seen::check(&member.signing_key(), &about, &other);
        assert_eq!(believed.is_ok(), same && named(&about) == named(&receipt));
    });
}

#[test]
fn a_member_s_word_that_they_have_looked() {
    let (member, receipt) = (a_member(), given());
    let good = acknowledgement::sign(&member, &receipt, AT);
    let (json, receipt_json) = (serde_json::to_vec(&good).unwrap(), serde_json::to_vec(&receipt).unwrap());
    check!().with_test_time(patience()).with_type::<(Damage, Damage)>().for_each(|(one, two)| {
        let Ok(other) = read::<Acknowledgement>(&one.to(&json)) else { return };
        let Ok(about) = read::<Receipt>(&two.to(&receipt_json)) else { return };
        let same = (other.at, &other.signature) == (good.at, &good.signature);
        let named = |receipt: &Receipt| (receipt.school, receipt.route, receipt.id, receipt.sha256.clone());
        let believed = acknowledgement::check(&member.signing_key(), &about, &other);
        assert_eq!(believed.is_ok(), same && named(&about) == named(&receipt));
    });
}

/// Whoever changes what a directory says of a member, apart from who they are for people, gets nothing sealed to themselves.
#[test]
fn a_member_s_word_by_which_key_to_seal_to_them() {
    let member = a_member();
    let good = MemberEntry {
        id: member.id(),
        name: "Demonstration DSL".into(),
        role: "Lead".into(),
        phone: String::new(),
        signing_key: member.signing_key(),
        sealing: Some(member.sealing_key(SCHOOL)),
    };
    let json = serde_json::to_vec(&good).unwrap();
    check!().with_test_time(patience()).with_type::<Damage>().for_each(|damage| {
        let Ok(other) = read::<MemberEntry>(&damage.to(&json)) else { return };
        let said = |entry: &MemberEntry| (entry.id, entry.signing_key.clone(), entry.sealing.clone());
        assert_eq!(member::check_sealing_key(SCHOOL, &other).is_ok(), said(&other) == said(&good));
    });
}

#[test]
fn a_member_s_word_that_a_key_is_a_colleague_s() {
    let member = a_member();
    let key = member.encryption_key();
    let good = member.countersign(SCHOOL, &author_name(), &key);
    let (json, name_json) = (serde_json::to_vec(&good).unwrap(), serde_json::to_vec(&author_name()).unwrap());
    check!().with_test_time(patience()).with_type::<(Damage, Damage)>().for_each(|(one, two)| {
        let Ok(other) = read::<Countersign>(&one.to(&json)) else { return };
        let Ok(name) = read::<AuthorName>(&two.to(&name_json)) else { return };
        let believed = member::check_countersign(&member.signing_key(), SCHOOL, &name, &key, &other);
        assert_eq!(believed.is_ok(), other.signature == good.signature && name == author_name());
    });
}

/// Five minutes of writing, the second and the fourth of them in signal.
fn written() -> Draft {
    let at = DeviceTime { utc_ms: AT, offset_min: 0, zone: String::new() };
    let mut draft = Draft::new(ID, Kind::Concern, author_name(), at);
    for minute in 0..5 {
        draft.content.verbatim.push_str("word ");
        let now = AT + minute * 60_000;
        let link = history::note(&mut draft, now).unwrap().unwrap();
        if minute % 2 == 1 {
            history::countersign(&mut draft, &link, timestamp::sign(&receipt_key(), SCHOOL, &link, now));
        }
    }
    draft
}

/// What lies before the last countersigned link, links included, is as it was when the endpoint saw it.
#[test]
fn a_history_of_writing() {
    let draft = written();
    let answers = serde_json::to_vec(&draft.content).unwrap();
    let (good, keys) = (draft.history.unwrap(), [receipt_key().public()]);
    let json = serde_json::to_vec(&good).unwrap();
    assert!(history::judge(&good, &answers, &keys, SCHOOL).holds);
    check!().with_test_time(patience()).with_type::<Damage>().for_each(|damage| {
        let Ok(other) = read::<History>(&damage.to(&json)) else { return };
        let proved = history::judge(&other, &answers, &keys, SCHOOL);
        let stamped = other.entries.iter().filter(|entry| entry.timestamp.is_some()).count();
        assert_eq!(proved.entries, other.entries.len());
        assert_eq!(proved.holds, proved.countersigned == stamped);
        assert_eq!(proved.first_seen.is_some(), proved.countersigned > 0);
        let Some(last) = other.entries.iter().rposition(|entry| entry.timestamp.is_some()) else { return };
        if proved.holds {
            let chain = |history: &History| -> Vec<_> {
                history.entries[..=last].iter().map(|entry| (entry.at, entry.digest.clone())).collect()
            };
            assert!(
                other.start == good.start && chain(&other) == chain(&good),
                "a made up past was believed"
            );
        }
    });
}
