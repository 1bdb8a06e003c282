//! Backups, and what a restored endpoint gets back from its phones.

use companion_model::{
    Route,
    wire::v1::{AuthorOnFile, EPOCH_HEADER, Receipt, address},
};

use crate::contract::{changes, imports};
use crate::world::{
    TestPhone, TestSchool, folder, new_id,
    program::{self, Program, runs},
};

#[test]
fn a_restored_endpoint_has_a_new_epoch_and_gets_what_its_backup_lacks_from_the_phone() {
    let (data, elsewhere) = (folder(), folder());
    let backup = elsewhere.join("backup.sqlite");
    let mut endpoint = Program::begins(&data);
    let school = TestSchool::founded_at(&endpoint.client, &program::set_up_code(&data));
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
    let school = TestSchool::founded_at(&endpoint.client, &program::set_up_code(&data));
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
    let school = TestSchool::founded_at(&endpoint.client, &program::set_up_code(&data));
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

#[test]
fn after_a_restore_a_desk_is_told_everything_anew_although_it_was_ahead() {
    let (data, elsewhere) = (folder(), folder());
    let backup = elsewhere.join("backup.sqlite");
    let mut endpoint = Program::begins(&data);
    let school = TestSchool::founded_at(&endpoint.client, &program::set_up_code(&data));
    let mut phone = school.enrols_a_phone();
    let (.., first) = phone.delivers_a_concern(Route::Dsl);
    assert!(runs("backup", &[("--data", &data), ("--to", &backup)], &[]).status.success());
    for _ in 0..3 {
        let (.., receipt) = phone.delivers_a_concern(Route::Dsl);
        changes::marks(&school, &endpoint.client, Route::Dsl, &receipt);
    }
    let cookie = school.signs_in(Route::Dsl);
    let (all, ahead) = changes::asks_for_all(&endpoint.client, &cookie);
    assert_eq!(all, [4, 3, 2, 1]);

    endpoint.is_killed();
    let restore = [("--data", &*data), ("--from", backup.as_path())];
    assert!(runs("restore", &restore, &["--replace"]).status.success());
    let endpoint = Program::serves(&data);
    phone.client = endpoint.client.clone();
    // Other records under the numbers that the desk was told of.
    let again: Vec<_> = (0..5).map(|_| phone.delivers_a_concern(Route::Dsl).2).collect();
    let cookie = school.member(Route::Dsl).signs_in_at(&endpoint.client, &school);
    let told = changes::asks(&endpoint.client, &cookie, &format!("?after={ahead}"));
    let mut expected: Vec<_> = [first].into_iter().chain(again).map(|receipt| receipt.id).collect();
    expected.reverse();
    let came: Vec<_> = told.envelopes.iter().map(|one| one.receipt.id).collect();
    assert_eq!((came, told.anew, told.more), (expected, true, false));
    let after = changes::asks(&endpoint.client, &cookie, &format!("?after={}", told.next));
    assert_eq!((after.envelopes.len(), after.anew), (0, false));
}

#[test]
fn a_phone_from_before_a_restore_is_not_on_file_and_its_record_is_taken_in() {
    let data = folder();
    let mut before = Program::begins(&data);
    let mut school = TestSchool::founded_at(&before.client, &program::set_up_code(&data));
    let backup = data.join("backup.sqlite");
    assert!(runs("backup", &[("--data", &data), ("--to", &backup)], &[]).status.success());
    let phone = school.enrols_a_phone();
    assert!(before.is_stopped());
    let restored = runs("restore", &[("--data", &data), ("--from", &backup)], &["--replace"]);
    assert!(restored.status.success());

    let after = Program::serves(&data);
    school.client = after.client.clone();
    let id = new_id();
    let envelope = phone.seals(id, Route::Dsl, "From before");
    let phone = TestPhone { client: after.client.clone(), ..phone };
    phone.delivers(id, &envelope).is(401);
    let receipt: Receipt = imports::imports(&school, Route::Dsl, id, &envelope).is(201).json();
    let all = imports::listed(&school);
    assert_eq!((all.len(), &all[0].author, all[0].device), (1, &AuthorOnFile::unknown(), phone.device));

    // Set up again, it delivers what it has as another device.
    let known_again = school.enrols_a_phone();
    assert_eq!(known_again.delivers(id, &envelope).is(200).json::<Receipt>(), receipt);
    assert_eq!(imports::listed(&school).len(), 1);
}
