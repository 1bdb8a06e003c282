//! Damage is found: before anything is served as far as it is cheap, and wholly by `verify`.

use std::fs;

use rusqlite::Connection;

use crate::folder::{copy_of, lived_in};
use crate::world::{
    TestSchool, folder,
    program::{self, Program, runs},
};

#[test]
fn damage_is_found_before_anything_is_served_and_said_with_what_to_do() {
    let whole = folder();
    lived_in(&whole);
    let length = whole.join("companion.sqlite").metadata().unwrap().len();
    let cases: [(&str, u64, u64); 3] = [
        ("its beginning", 0, 100),
        ("a page", length / 2 / 4096 * 4096, 4096),
        ("its end", length - 4096, 0),
    ];
    for (what, from, count) in cases {
        let data = copy_of(&whole, what);
        let mut bytes = fs::read(data.join("companion.sqlite")).unwrap();
        let from = usize::try_from(from).unwrap();
        if count == 0 {
            bytes.truncate(from)
        } else {
            bytes[from..][..usize::try_from(count).unwrap()].fill(0x5a)
        }
        fs::write(data.join("companion.sqlite"), &bytes).unwrap();
        let said = program::refuses_to_serve(&data);
        assert!(said.contains("is damaged") && said.contains("restore --replace"), "{what}: {said}");
        assert_eq!(fs::read(data.join("companion.sqlite")).unwrap(), bytes, "{what}: it was changed");
        let found = runs("verify", &[("--data", &data)], &[]);
        let [said, advice] = [found.stdout, found.stderr].map(|text| String::from_utf8(text).unwrap());
        assert!(!found.status.success() && said.contains("Damage: "), "{what}: {said}{advice}");
        assert!(advice.contains("restore --replace"), "{what}: {advice}");
    }
}

#[test]
fn verify_finds_a_record_that_is_not_what_its_receipt_says() {
    let data = folder();
    lived_in(&data);
    let verify = || runs("verify", &[("--data", &data)], &[]);
    let said = String::from_utf8(verify().stdout).unwrap();
    assert!(said.contains("Schools: 1. Records, practice among them: 1."), "{said}");
    assert!(said.contains("Everything is whole"), "{said}");

    let database = Connection::open(data.join("companion.sqlite")).unwrap();
    for (change, undo, finds) in [
        (
            "UPDATE envelope SET bytes = CAST(bytes || 'x' AS BLOB)",
            "UPDATE envelope SET bytes = substr(bytes, 1, length(bytes) - 1)",
            "its bytes are not those that came",
        ),
        (
            "UPDATE envelope SET receipt = replace(receipt, '\"seq\":1', '\"seq\":2')",
            "UPDATE envelope SET receipt = replace(receipt, '\"seq\":2', '\"seq\":1')",
            "its receipt is not by a key that its school knows",
        ),
        (
            "UPDATE directory SET body = replace(body, 'Demonstration', 'demonstration')",
            "UPDATE directory SET body = replace(body, 'demonstration', 'Demonstration')",
            "it is not what was signed",
        ),
        (
            "PRAGMA foreign_keys = 0; UPDATE envelope SET device = zeroblob(16)",
            "UPDATE envelope SET device = (SELECT device FROM device)",
            "a row of envelope points nowhere",
        ),
    ] {
        database.execute_batch(change).unwrap();
        let found = verify();
        let said = String::from_utf8(found.stdout).unwrap();
        assert!(!found.status.success() && said.contains(finds), "{said}");
        let advice = String::from_utf8(found.stderr).unwrap();
        assert!(advice.contains("restore --replace") && advice.contains("Nothing was changed"), "{advice}");
        database.execute_batch(undo).unwrap();
        assert!(verify().status.success(), "{undo}");
    }
}

#[test]
fn a_backup_with_a_key_that_its_school_does_not_know_changes_nothing() {
    let (data, elsewhere) = (folder(), folder());
    lived_in(&data);
    let (backup, new) = (elsewhere.join("backup"), elsewhere.join("new"));
    assert!(runs("backup", &[("--data", &data), ("--to", &backup)], &[]).status.success());
    drop(program::set_up_code(&elsewhere.join("other")));
    let other = fs::read_to_string(elsewhere.join("other/receipt.key")).unwrap();
    let carried = Connection::open(&backup).unwrap();
    carried.execute("UPDATE backup SET receipt_key = ?1", [other]).unwrap();
    drop(carried);
    let output = runs("restore", &[("--data", &new), ("--from", &backup)], &[]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("is not one that its schools know") && said.contains("nothing was changed"),
        "{said}"
    );
    assert!(!new.join("companion.sqlite").exists() && !new.join("receipt.key").exists());
    fs::copy(data.join("receipt.key"), new.join("receipt.key")).unwrap();
    assert!(runs("restore", &[("--data", &new), ("--from", &backup)], &[]).status.success());
}

#[test]
fn what_is_no_backup_of_an_endpoint_is_never_put_in_the_place_of_one() {
    let (data, elsewhere) = (folder(), folder());
    let endpoint = Program::begins(&data);
    drop(TestSchool::founded_at(&endpoint.client, &program::set_up_code(&data)));
    drop(endpoint);
    let (empty, foreign) = (elsewhere.join("empty"), elsewhere.join("foreign"));
    fs::write(&empty, "").unwrap();
    Connection::open(&foreign).unwrap().execute_batch("CREATE TABLE letter (words TEXT)").unwrap();
    for from in [&empty, &foreign, &elsewhere.join("missing")] {
        let output = runs("restore", &[("--data", &data), ("--from", from)], &["--replace"]);
        assert!(!output.status.success(), "{} was restored", from.display());
        assert_eq!(Program::serves(&data).says().as_deref(), Some("Serving 1 school."));
    }
}
