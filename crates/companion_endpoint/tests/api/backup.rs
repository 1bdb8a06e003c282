//! Backups, and what a restored endpoint gets back from its phones.

use companion_model::{
    Route,
    wire::v1::{EPOCH_HEADER, address},
};

use crate::world::{
    School, folder,
    program::{self, Program, runs},
};

#[test]
fn a_restored_endpoint_has_a_new_epoch_and_gets_what_its_backup_lacks_from_the_phone() {
    let (data, elsewhere) = (folder(), folder());
    let backup = elsewhere.join("backup.sqlite");
    let mut endpoint = Program::begins(&data);
    let school = School::founded_at(&endpoint.client, &program::set_up_code(&data));
    let mut phone = school.enrols_a_phone();
    let (before, before_bytes, before_receipt) = phone.delivers_a_concern(Route::Dsl);
    assert!(runs("backup", &[("--data", &data), ("--to", &backup)], &[]).status.success());
    let (after, after_bytes, after_receipt) = phone.delivers_a_concern(Route::Dsl);

    let restore = [("--data", &*data), ("--from", backup.as_path())];
    let running = runs("restore", &restore, &["--replace"]);
    assert!(String::from_utf8(running.stderr).unwrap().contains("an endpoint is running on this folder"));
    endpoint.is_killed();
    let refused = runs("restore", &restore, &[]);
    assert!(String::from_utf8(refused.stderr).unwrap().contains("nothing was changed"));
    assert!(!refused.status.success());
    assert!(runs("restore", &restore, &["--replace"]).status.success());

    let endpoint = Program::serves(&data);
    phone.client = endpoint.client.clone();
    let epoch = phone.asks(address::DIRECTORY).is(200).header(EPOCH_HEADER).to_owned();
    assert_ne!(epoch, before_receipt.epoch.to_string());
    phone.asks(&address::at(address::ENVELOPE_STATE, after)).is(404);
    let again = phone.delivers(after, &after_bytes).is(201).json::<companion_model::wire::v1::Receipt>();
    phone.believes(&again, after, &after_bytes);
    assert_eq!((again.epoch.to_string(), again.sha256), (epoch, after_receipt.sha256));
    let known = phone.delivers(before, &before_bytes).is(200);
    assert_eq!(known.json::<companion_model::wire::v1::Receipt>(), before_receipt);
}

#[test]
fn a_backup_is_never_written_over_another_file_and_a_broken_one_is_never_restored() {
    let (data, elsewhere) = (folder(), folder());
    let file = elsewhere.join("not-a-backup");
    drop(program::set_up_code(&data));
    std::fs::write(&file, "somebody's letter").unwrap();
    let output = runs("backup", &[("--data", &data), ("--to", &file)], &[]);
    assert!(String::from_utf8(output.stderr).unwrap().contains("nothing was written over it"));
    assert_eq!(std::fs::read(&file).unwrap(), b"somebody's letter");

    let output = runs("restore", &[("--data", &data), ("--from", &file)], &["--replace"]);
    assert!(!output.status.success());
    assert!(Program::serves(&data).is_stopped());
}

#[test]
fn a_backup_brings_its_receipt_key_along_and_the_one_that_was_here_is_put_aside() {
    let (data, elsewhere) = (folder(), folder());
    let backup = elsewhere.join("backup.sqlite");
    let mut endpoint = Program::begins(&data);
    let school = School::founded_at(&endpoint.client, &program::set_up_code(&data));
    let mut phone = school.enrols_a_phone();
    assert!(runs("backup", &[("--data", &data), ("--to", &backup)], &[]).status.success());
    assert!(endpoint.is_stopped());
    let key = std::fs::read(data.join("receipt.key")).unwrap();

    let (new, other) = (elsewhere.join("new"), folder());
    drop(program::set_up_code(&other));
    let others_key = std::fs::read(other.join("receipt.key")).unwrap();
    for data in [new.as_path(), &other] {
        let restored = runs("restore", &[("--data", data), ("--from", &backup)], &["--replace"]);
        assert!(restored.status.success(), "{}", String::from_utf8_lossy(&restored.stderr));
        assert_eq!(std::fs::read(data.join("receipt.key")).unwrap(), key);
        let endpoint = Program::serves(data);
        phone.client = endpoint.client.clone();
        phone.delivers_a_concern(Route::Dsl);
    }
    assert_eq!(std::fs::read(other.join("receipt.key.before-restore-1")).unwrap(), others_key);
    let database = std::fs::read(new.join("companion.sqlite")).unwrap();
    let key = key.trim_ascii_end();
    assert!(!database.windows(key.len()).any(|window| window == key), "the database in use holds the key");
}

/// Backups of 0.4.0 and earlier are a database alone.
#[test]
fn a_backup_without_a_key_needs_one_that_its_school_knows_and_changes_nothing_before() {
    let (data, elsewhere) = (folder(), folder());
    let mut endpoint = Program::begins(&data);
    let school = School::founded_at(&endpoint.client, &program::set_up_code(&data));
    let mut phone = school.enrols_a_phone();
    assert!(endpoint.is_stopped());
    let (old, new) = (elsewhere.join("old.sqlite"), elsewhere.join("new"));
    std::fs::copy(data.join("companion.sqlite"), &old).unwrap();

    let restore = || runs("restore", &[("--data", &new), ("--from", &old)], &[]);
    let said = String::from_utf8(restore().stderr).unwrap();
    assert!(said.contains("has no receipt key inside") && said.contains("nothing was changed"), "{said}");
    assert!(!new.join("companion.sqlite").exists());
    assert!(!new.join("companion.restoring").exists(), "the copy stays beside a database that is not there");
    std::fs::copy(data.join("receipt.key"), new.join("receipt.key")).unwrap();
    assert!(restore().status.success());
    let endpoint = Program::serves(&new);
    phone.client = endpoint.client.clone();
    phone.delivers_a_concern(Route::Dsl);
}
