//! The folder an endpoint lives in: only `init` makes one, and what is missing, foreign or copied back is said.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use companion_model::{
    Route,
    wire::v1::{Directory, DirectoryRequest, EPOCH_HEADER, address},
};
use companion_seal::directory;

use crate::world::{
    TestPhone, TestSchool, folder,
    program::{self, Program, runs},
};

/// What happens to a folder.
type Loss = fn(&Path);
/// How an earlier copy comes back into a folder.
type Return = fn(&Path, &Path);

pub fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).map(|all| all.map(|entry| entry.unwrap().file_name()).collect());
    let mut names: Vec<_> = entries.unwrap_or_default();
    names.sort();
    names.into_iter().map(|name| name.into_string().unwrap()).filter(|name| name != "serve.lock").collect()
}

/// An endpoint with a school and a phone that has delivered, stopped.
pub fn lived_in(data: &Path) -> (TestSchool, TestPhone) {
    let mut endpoint = Program::begins(data);
    let school = TestSchool::founded_at(&endpoint.client, &program::set_up_code(data));
    let phone = school.enrols_a_phone();
    phone.delivers_a_concern(Route::Dsl);
    assert!(endpoint.is_stopped());
    (school, phone)
}

fn epoch(endpoint: &Program) -> String {
    endpoint.client.get(address::DIRECTORY, &[]).header(EPOCH_HEADER).to_owned()
}

#[test]
fn serve_makes_no_endpoint_where_there_is_none() {
    let base = folder();
    let (missing, empty) = (base.join("missing"), base.join("empty"));
    fs::create_dir(&empty).unwrap();
    for data in [&missing, &empty] {
        let said = program::refuses_to_serve(data);
        assert!(said.contains("there is no endpoint in") && said.contains("init"), "{said}");
        assert_eq!(names(data), [""; 0]);
        assert!(!runs("backup", &[("--data", data), ("--to", &base.join("b"))], &[]).status.success());
        assert!(!runs("verify", &[("--data", data)], &[]).status.success());
    }
    assert!(!missing.exists(), "not even the folder is made: its disk may not be mounted");
    let serving = Program::begins(&missing);
    assert_eq!(serving.says().as_deref(), Some("Serving no school yet: open the link that init printed."));
}

#[test]
fn an_endpoint_that_lost_its_database_is_never_a_new_one() {
    let whole = folder();
    lived_in(&whole);
    let cases: [(&str, Loss); 3] = [
        ("emptied", |data| fs::write(data.join("companion.sqlite"), "").unwrap()),
        ("gone", |data| fs::remove_file(data.join("companion.sqlite")).unwrap()),
        ("its key alone left", |data| {
            for name in names(data).iter().filter(|name| *name != "receipt.key") {
                fs::remove_file(data.join(name)).unwrap();
            }
        }),
    ];
    for (what, lose) in cases {
        let data = copy_of(&whole, what);
        lose(&data);
        let before = names(&data);
        let said = program::refuses_to_serve(&data);
        assert!(said.contains("missing or empty") && said.contains("restore"), "{what}: {said}");
        let output = runs("init", &[("--data", &data), ("--origin", Path::new("https://a.example"))], &[]);
        assert!(!output.status.success(), "{what}: init made a new one");
        assert_eq!(names(&data), before, "{what}");
    }
}

#[test]
fn without_the_key_that_its_school_knows_nothing_is_served() {
    let data = folder();
    let (_, mut phone) = lived_in(&data);
    let (key, other) = (data.join("receipt.key"), folder());
    drop(program::set_up_code(&other));
    let right = fs::read(&key).unwrap();

    fs::remove_file(&key).unwrap();
    let said = program::refuses_to_serve(&data);
    assert!(said.contains("receipt.key is missing") && said.contains("Put back the receipt.key"), "{said}");
    assert!(!key.exists(), "a new key was made");
    assert!(!runs("backup", &[("--data", &data), ("--to", &other.join("b"))], &[]).status.success());

    fs::copy(other.join("receipt.key"), &key).unwrap();
    let said = program::refuses_to_serve(&data);
    assert!(said.contains("is not a key that the directory of") && said.contains("Put back"), "{said}");
    assert!(!runs("verify", &[("--data", &data)], &[]).status.success());
    assert!(!runs("backup", &[("--data", &data), ("--to", &other.join("b"))], &[]).status.success());
    assert!(!other.join("b").exists(), "a backup that nobody could use");
    for garbage in [b"".as_slice(), b"not a key", b"\xff\xfe\x00"] {
        fs::write(&key, garbage).unwrap();
        assert!(program::refuses_to_serve(&data).contains("is not a receipt key"));
    }

    fs::remove_file(&key).unwrap();
    fs::create_dir(&key).unwrap();
    assert!(program::refuses_to_serve(&data).contains("is not a receipt key"), "a folder in its place");
    fs::remove_dir(&key).unwrap();

    // Elsewhere, and linked: on a medium of its own, perhaps.
    fs::write(other.join("linked.key"), right).unwrap();
    fs::set_permissions(other.join("linked.key"), fs::Permissions::from_mode(0o444)).unwrap();
    std::os::unix::fs::symlink(other.join("linked.key"), &key).unwrap();
    let endpoint = Program::serves(&data);
    assert_eq!(mode(&other.join("linked.key")), 0o444, "what is another's to close");
    let log = fs::read_to_string(program::log(&data)).unwrap();
    assert!(!log.contains("A new epoch"), "what was refused has changed nothing: {log}");
    assert_eq!(endpoint.says().as_deref(), Some("Serving 1 school."));
    phone.client = endpoint.client.clone();
    phone.delivers_a_concern(Route::Dsl);
}

/// A copy of a folder as a backup program makes it: everything kept but what can't be.
pub fn copy_of(data: &Path, name: &str) -> PathBuf {
    let copy = data.join(format!("copy {name}"));
    fs::create_dir(&copy).unwrap();
    for name in names(data).iter().filter(|name| !name.starts_with("copy ")) {
        cp(&data.join(name), &copy);
    }
    copy
}

fn cp(from: &Path, to: &Path) {
    let status = std::process::Command::new("cp").arg("--archive").arg(from).arg(to).status().unwrap();
    assert!(status.success());
}

#[test]
fn a_database_that_was_copied_back_begins_a_new_epoch_and_gets_what_it_lacks() {
    let data = folder();
    let (_, mut phone) = lived_in(&data);
    let ways: [(&str, Return); 4] = [
        ("the database alone", |old, data| cp(&old.join("companion.sqlite"), data)),
        ("the folder, file by file", |old, data| {
            names(old).iter().for_each(|name| cp(&old.join(name), data));
        }),
        ("the folder, in its place", |old, data| {
            for name in names(data).iter().filter(|name| !name.starts_with("copy ")) {
                fs::remove_file(data.join(name)).unwrap();
            }
            names(old).iter().for_each(|name| cp(&old.join(name), data));
        }),
        ("the database, without the file that tells", |old, data| {
            cp(&old.join("companion.sqlite"), data);
            fs::remove_file(data.join("companion.life")).unwrap();
        }),
    ];
    for (way, put_back) in ways {
        let old = copy_of(&data, way);
        let mut endpoint = Program::serves(&data);
        phone.client = endpoint.client.clone();
        let before = epoch(&endpoint);
        let (id, envelope, _) = phone.delivers_a_concern(Route::Dsl);
        assert!(endpoint.is_stopped());
        put_back(&old, &data);

        let endpoint = Program::serves(&data);
        phone.client = endpoint.client.clone();
        assert_ne!(epoch(&endpoint), before, "{way}: not noticed");
        phone.asks(&address::at(address::ENVELOPE_STATE, id)).is(404);
        phone.delivers(id, &envelope).is(201);
        let log = fs::read_to_string(program::log(&data)).unwrap();
        assert!(log.contains("A new epoch of the database begins"), "{way}: {log}");
    }
}

#[test]
fn a_database_without_its_key_is_left_as_it_is() {
    let (data, new) = (folder(), folder());
    lived_in(&data);
    cp(&data.join("companion.sqlite"), &new);
    assert!(program::refuses_to_serve(&new).contains("Nothing was made or changed"));
    assert!(!new.join("companion.life").exists(), "an epoch was begun");
}

#[test]
fn a_restart_begins_no_new_epoch_however_the_endpoint_ended() {
    let data = folder();
    let (school, mut phone) = lived_in(&data);
    let mut endpoint = Program::serves(&data);
    let before = epoch(&endpoint);
    for _ in 0..3 {
        phone.client = endpoint.client.clone();
        phone.delivers_a_concern(Route::Dsl);
        endpoint.is_killed();
        endpoint = Program::serves(&data);
        assert_eq!(epoch(&endpoint), before, "after a kill");
        // Beside a running endpoint, which does not hear of it.
        drop(program::set_up_code(&data));
        assert!(endpoint.is_stopped());
        drop(program::set_up_code(&data));
        endpoint = Program::serves(&data);
        assert_eq!(epoch(&endpoint), before, "after a stop");
    }
    let found = runs("verify", &[("--data", &data)], &[]);
    assert!(found.status.success(), "{}", String::from_utf8_lossy(&found.stdout));
    drop(school);
}

#[test]
fn files_are_closed_to_others_whatever_the_umask() {
    for umask in ["000", "022", "277"] {
        let with_umask = format!("umask {umask}");
        let base = folder();
        let (data, backup) = (base.join("a/data"), base.join("backup"));
        let origin = ["--origin", "https://a.example"];
        assert!(program::runs_after(&with_umask, "init", &data, &origin).status.success(), "{umask}");
        {
            let endpoint = Program::serves_after(&data, &with_umask);
            let school = TestSchool::founded_at(&endpoint.client, &program::set_up_code(&data));
            school.enrols_a_phone().delivers_a_concern(Route::Dsl);
            let to = ["--to", backup.to_str().unwrap()];
            assert!(program::runs_after(&with_umask, "backup", &data, &to).status.success(), "{umask}");
            are_closed(&data, umask);
        }
        let from = ["--replace", "--from", backup.to_str().unwrap()];
        assert!(program::runs_after(&with_umask, "restore", &data, &from).status.success(), "{umask}");
        are_closed(&data, umask);
        assert_eq!(mode(&backup), 0o600, "the backup under {umask}");
    }
}

#[test]
fn what_an_earlier_version_left_open_is_closed_at_the_next_start() {
    let data = folder();
    lived_in(&data);
    for name in names(&data).iter().filter(|name| *name != "program.log") {
        fs::set_permissions(data.join(name), fs::Permissions::from_mode(0o644)).unwrap();
    }
    fs::set_permissions(&*data, fs::Permissions::from_mode(0o755)).unwrap();
    let _endpoint = Program::serves(&data);
    are_closed(&data, "left open");
}

fn are_closed(data: &Path, when: &str) {
    assert_eq!(mode(data), 0o700, "the folder, {when}");
    for name in names(data).iter().filter(|name| *name != "program.log") {
        assert_eq!(mode(&data.join(name)), 0o600, "{name}, {when}");
    }
}

fn mode(path: &Path) -> u32 {
    path.metadata().unwrap().permissions().mode() & 0o777
}

/// The day the first key is lost: the second one, published before, takes its place, and phones believe it.
#[test]
fn a_second_receipt_key_that_the_school_has_published_takes_the_place_of_a_lost_one() {
    let (data, safe) = (folder(), folder());
    let second = safe.join("second.key");
    let printed = program::prints("receipt-key", &["--to", second.to_str().unwrap()]);
    let key = companion_model::wire::Bytes::from_text(printed.trim()).unwrap();
    let mut endpoint = Program::begins(&data);
    let school = TestSchool::founded_at(&endpoint.client, &program::set_up_code(&data));
    let mut phone = school.enrols_a_phone();
    let newer = Directory {
        version: 2,
        receipt_keys: [school.directory.receipt_keys.clone(), vec![key]].concat(),
        ..school.directory.clone()
    };
    let directory = directory::sign(&newer, school.route_keys(Route::Dsl)).unwrap();
    let request = DirectoryRequest { directory, route_keys: vec![] };
    let cookie = school.signs_in(Route::Dsl);
    school.client.put(address::INBOX_DIRECTORY, &[("cookie", &cookie)], &request).is(204);
    assert!(endpoint.is_stopped());

    fs::remove_file(data.join("receipt.key")).unwrap();
    fs::copy(&second, data.join("receipt.key")).unwrap();
    let endpoint = Program::serves(&data);
    (phone.client, phone.directory) = (endpoint.client.clone(), newer);
    phone.delivers_a_concern(Route::Dsl);
    let again = program::runs("receipt-key", &[("--to", &second)], &[]);
    assert!(!again.status.success(), "a key was written over");
}
