//! A school moves from one database to another, whatever keeps it, while its phones go on delivering.

mod bad_files;
mod catalogue;
mod exported;
mod large;
mod lived;
mod place;
mod refusals;
mod removal;

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use companion_model::{
    Route,
    wire::{
        Bytes,
        v1::{Directory, DirectoryRequest, Receipt, address},
    },
};
use companion_seal::directory;
use lived::{Acknowledged, Lived};
use place::{Kind, Place, file, lines};
use rstest::rstest;

use crate::world::{
    Client, TestPhone, TestSchool, content_digest, folder, new_id,
    program::{self, runs},
};

/// What has been acknowledged, kept outside of every process.
type Ledger = Mutex<Vec<Acknowledged>>;

/// Delivers where the school's address leads until it is told to stop, some of it under an id that is known.
fn delivers_until(ends: &AtomicBool, phone: &TestPhone, leads_to: &Mutex<Client>, ledger: &Ledger) {
    let authorization = phone.authorization();
    let templates = [Route::Dsl, Route::Head].map(|route| phone.seals(new_id(), route, "While it moves"));
    let mut last = new_id();
    for turn in 0.. {
        if ends.load(Ordering::Relaxed) {
            return;
        }
        // Sealing is slow in a test build; the endpoint sees the header alone.
        let mut envelope = templates[usize::from(turn % 3 == 0)].clone();
        let id = if turn % 7 == 3 { last } else { new_id() };
        envelope[15..31].copy_from_slice(id.as_bytes());
        let end = envelope.len() - 1;
        envelope[end] = u8::try_from(turn % 251).unwrap();
        last = id;
        let client = leads_to.lock().unwrap().clone();
        let digest = content_digest(&envelope);
        let headers = [("authorization", authorization.as_str()), ("content-digest", digest.as_str())];
        let answer = client.try_send("PUT", &address::at(address::ENVELOPE, id), &headers, Some(&envelope));
        if let Some(answer) = answer
            && [201, 409].contains(&answer.status)
        {
            let receipt: Receipt = answer.json();
            phone.believes(&receipt, id, &envelope);
            ledger.lock().unwrap().push((id, envelope, receipt));
        }
    }
}

/// Waits until so many more were acknowledged.
fn grows(ledger: &Ledger, by: usize) {
    let (before, begun) = (ledger.lock().unwrap().len(), Instant::now());
    while ledger.lock().unwrap().len() < before + by {
        assert!(begun.elapsed() < Duration::from_secs(60), "deliveries don't go on");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Of one moment: what is in the file of each route is numbered without a gap, up to the number that was given last.
fn is_of_one_moment(exported: &Path) {
    let rows: Vec<serde_json::Value> =
        lines(exported).iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |table: &str, route: &str| {
        let rows = rows.iter().filter(|one| one["table"] == table && one["row"]["route"] == route);
        rows.map(|one| one["row"]["seq"].as_u64().unwrap()).collect::<Vec<_>>()
    };
    for route in ["dsl", "head"] {
        let last = of("route_seq", route)[0];
        assert_eq!(of("envelope", route), (1..=last).collect::<Vec<_>>(), "{route}");
    }
}

#[rstest]
#[case::to_a_server(Kind::Folder, Kind::Server)]
#[case::to_a_folder(Kind::Server, Kind::Folder)]
fn a_school_moves_while_its_phones_deliver(#[case] from: Kind, #[case] to: Kind) {
    let elsewhere = folder();
    let exported = file(&elsewhere, "school");
    let (old, code) = Place::made(from);
    let at_old = old.serves();
    let mut lived = Lived::through_everything(&at_old.client, &code);
    let new = Place::with_key_of(to, &old);
    let (ledger, leads_to, ends) =
        (Ledger::default(), Mutex::new(at_old.client.clone()), AtomicBool::new(false));
    let at_new = std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| delivers_until(&ends, &lived.phone, &leads_to, &ledger));
        }
        grows(&ledger, 150);
        let said = old.exports(lived.school.id, &exported);
        assert!(said.starts_with("Exported: Demonstration School (school "), "{said}");
        grows(&ledger, 50);
        let said = new.imports(&exported);
        assert!(said.starts_with("Imported: Demonstration School (school "), "{said}");
        let at_new = new.serves();
        grows(&ledger, 50);
        *leads_to.lock().unwrap() = at_new.client.clone();
        grows(&ledger, 50);
        ends.store(true, Ordering::Relaxed);
        at_new
    });
    is_of_one_moment(&exported);
    lived.acknowledged.extend(ledger.into_inner().unwrap());
    lived.is_led_to(&at_new.client);
    let brought = lived.puts_everything_again();
    assert!(brought >= 50, "what the old endpoint took after the export: {brought}");
    assert_eq!(lived.puts_everything_again(), 0, "once more, they are all known");
    lived.goes_on();
    lived.holds_everything_once();
    lived.lives_on();
    lived.holds_everything_once();
    drop(at_new);

    // And back again, to a folder.
    let (second, third) = (file(&elsewhere, "second"), Place::with_key_of(Kind::Folder, &old));
    new.exports(lived.school.id, &second);
    third.imports(&second);
    let found = runs("verify", &[("--data", &third.data)], &[]);
    let found = String::from_utf8(found.stdout).unwrap();
    assert!(found.contains("Everything is whole"), "{found}");
    let at_third = third.serves();
    lived.is_led_to(&at_third.client);
    assert_eq!(lived.puts_everything_again(), 0);
    lived.holds_everything_once();
    assert!(!third.log().contains("new epoch"), "{}", third.log());
}

/// The rows of a file, without its first line, and the counts of its last.
fn contents(file: &Path) -> (Vec<String>, serde_json::Value) {
    let mut lines = lines(file);
    lines.remove(0);
    let end: serde_json::Value = serde_json::from_str(&lines.pop().unwrap()).unwrap();
    (lines, end["rows"].clone())
}

#[test]
fn a_school_that_went_to_a_server_and_back_is_the_same_row_by_row() {
    let elsewhere = folder();
    let (old, code) = Place::made(Kind::Folder);
    let mut at_old = old.serves();
    let mut lived = Lived::through_everything(&at_old.client, &code);
    assert!(at_old.is_stopped());
    let files = ["first", "second", "third"].map(|name| file(&elsewhere, name));
    old.exports(lived.school.id, &files[0]);
    let server = Place::with_key_of(Kind::Server, &old);
    server.imports(&files[0]);
    server.exports(lived.school.id, &files[1]);
    let back = Place::with_key_of(Kind::Folder, &old);
    back.imports(&files[1]);
    back.exports(lived.school.id, &files[2]);
    let first = contents(&files[0]);
    assert!(first.1.as_object().unwrap().values().all(|rows| rows.as_u64() > Some(0)), "{}", first.1);
    assert_eq!(first, contents(&files[1]));
    assert_eq!(first, contents(&files[2]));
    let epochs: Vec<_> = files.iter().map(|file| header(file)["epoch"].clone()).collect();
    assert!(epochs[0] != epochs[1] && epochs[1] != epochs[2] && epochs[0] != epochs[2], "{epochs:?}");
    let at_back = back.serves();
    lived.is_led_to(&at_back.client);
    assert_eq!(lived.puts_everything_again(), 0);
    lived.goes_on();
    lived.holds_everything_once();
}

fn header(file: &Path) -> serde_json::Value {
    serde_json::from_str(&lines(file)[0]).unwrap()
}

#[test]
fn schools_are_moved_one_by_one_and_the_others_stay_as_they_are() {
    let elsewhere = folder();
    let (old, code) = Place::made(Kind::Folder);
    let at_old = old.serves();
    let mut first = Lived::through_everything(&at_old.client, &code);
    let mut second = Lived::through_everything(&at_old.client, &program::set_up_code(&old.data));
    let new = Place::with_key_of(Kind::Server, &old);
    // The endpoint goes on while they come.
    let at_new = new.serves();
    for (lived, name) in [(&mut first, "first"), (&mut second, "second")] {
        old.exports(lived.school.id, &file(&elsewhere, name));
        new.imports(&file(&elsewhere, name));
        lived.is_led_to(&at_new.client);
        assert_eq!(lived.puts_everything_again(), 0);
    }
    for lived in [&mut first, &mut second] {
        lived.goes_on();
        lived.lives_on();
        lived.holds_everything_once();
    }
}

/// Where the other endpoint keeps its own key, as that of a county does: the school publishes it before it moves.
#[test]
fn a_school_that_has_published_another_endpoint_s_key_moves_there_and_its_phones_believe_it() {
    let (elsewhere, (old, code)) = (folder(), Place::made(Kind::Folder));
    let at_old = old.serves();
    let school = TestSchool::founded_at(&at_old.client, &code);
    let mut phone = school.enrols_a_phone();
    let (id, bytes, receipt) = phone.delivers_a_concern(Route::Dsl);
    let new = Place::made(Kind::Server).0;
    old.exports(school.id, &file(&elsewhere, "too-early"));
    let said = new.refuses_import(&file(&elsewhere, "too-early"));
    let public = said.split("the line to publish is ").nth(1).unwrap().split('.').next().unwrap();
    let receipt_keys = [school.directory.receipt_keys.clone(), vec![Bytes::from_text(public).unwrap()]];
    let newer = Directory { version: 2, receipt_keys: receipt_keys.concat(), ..school.directory.clone() };
    let directory = directory::sign(&newer, school.route_keys(Route::Dsl)).unwrap();
    let request = DirectoryRequest { directory, route_keys: vec![] };
    let cookie = school.signs_in(Route::Dsl);
    school.client.put(address::INBOX_DIRECTORY, &[("cookie", &cookie)], &request).is(204);
    old.exports(school.id, &file(&elsewhere, "school"));
    new.imports(&file(&elsewhere, "school"));
    let at_new = new.serves();
    (phone.client, phone.directory) = (at_new.client.clone(), newer);
    assert_eq!(phone.delivers(id, &bytes).is(200).json::<Receipt>(), receipt);
    assert_eq!(phone.delivers_a_concern(Route::Dsl).2.seq, 2);
}

#[test]
fn the_file_is_for_its_owner_alone_whatever_the_umask() {
    let elsewhere = folder();
    let (old, code) = Place::made(Kind::Folder);
    let at_old = old.serves();
    let school = TestSchool::founded_at(&at_old.client, &code);
    let to = file(&elsewhere, "school");
    let (id, path) = (school.id.to_string(), to.to_str().unwrap());
    let flags = ["--school", id.as_str(), "--to", path];
    let exported = program::runs_after("umask 0", "export-school", &old.data, &flags);
    assert!(exported.status.success(), "{}", String::from_utf8_lossy(&exported.stderr));
    assert_eq!(fs::metadata(&to).unwrap().permissions().mode() & 0o777, 0o600);
    // Neither a session nor the key that signs receipts.
    let text = fs::read_to_string(&to).unwrap();
    let key = fs::read_to_string(old.data.join("receipt.key")).unwrap();
    assert!(!text.contains(key.trim()) && !text.contains("session") && !text.contains("token"));
}
