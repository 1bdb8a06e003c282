//! What is not moved, and why not: each time a sentence, and nothing half done.

use std::fs;

use companion_model::{Route, wire::Bytes};
use rstest::rstest;
use rusqlite::Connection;
use uuid::Uuid;

use super::{
    exported::Moving,
    place::{Kind, Place, fails, file},
};
use crate::world::{TestSchool, folder, new_id, program};

#[rstest]
#[case::in_a_folder(Kind::Folder)]
#[case::on_a_server(Kind::Server)]
fn a_school_comes_into_a_database_once_and_only_where_its_receipt_key_is(#[case] to: Kind) {
    let moving = Moving::of_everything();
    let stranger = Place::made(to).0;
    let before = stranger.counts();
    let said = stranger.refuses_import(&moving.exported);
    let public =
        Bytes::from_text(said.split("the line to publish is ").nth(1).unwrap().split('.').next().unwrap());
    assert_eq!(public.map(|key| key.0.len()), Some(32), "{said}");
    for what in [
        "the newest directory of Demonstration School does not name the receipt key of this endpoint",
        "companion-endpoint receipt-key",
        "old endpoint's receipt.key",
        "Nothing was imported",
    ] {
        assert!(said.contains(what), "{said}");
    }
    assert_eq!(stranger.counts(), before);

    let new = Place::with_key_of(to, &moving.old);
    new.imports(&moving.exported);
    let after = new.counts();
    let said = new.refuses_import(&moving.exported);
    let id = moving.lived.school.id;
    let sentence =
        format!("Demonstration School (school {id}) is in this database already; nothing was changed");
    assert!(said.contains(&sentence), "{said}");
    assert_eq!(new.counts(), after);
    let said = moving.old.refuses_import(&moving.exported);
    assert!(said.contains(&sentence), "{said}");

    // A key that other schools here don't know is no better.
    let (with_another, code) = Place::made(to);
    let endpoint = with_another.serves();
    TestSchool::founded_at(&endpoint.client, &code);
    drop(endpoint);
    let before = with_another.counts();
    fs::copy(moving.old.data.join("receipt.key"), with_another.data.join("receipt.key")).unwrap();
    let said = with_another.refuses_import(&moving.exported);
    assert!(
        said.contains("receipt.key is not a key that the directory of Demonstration School names"),
        "{said}"
    );
    assert_eq!(with_another.counts(), before);
}

#[test]
fn a_folder_in_use_takes_no_school_and_one_without_an_endpoint_neither() {
    let moving = Moving::of_everything();
    let new = Place::with_key_of(Kind::Folder, &moving.old);
    let serving = new.serves();
    let said = new.refuses_import(&moving.exported);
    assert!(said.contains("an endpoint is running on this folder; stop it first"), "{said}");
    drop(serving);
    new.imports(&moving.exported);
    let nothing = Place { data: folder(), database: None };
    assert!(nothing.refuses_import(&moving.exported).contains("there is no endpoint in"));
    let to = file(&moving.elsewhere, "of-nothing");
    assert!(fails(nothing.tries_export(moving.lived.school.id, &to)).contains("there is no endpoint in"));
    assert!(!to.exists());
}

#[rstest]
#[case::in_a_folder(Kind::Folder)]
#[case::on_a_server(Kind::Server)]
fn an_export_that_can_t_be_made_leaves_nothing_and_touches_nothing(#[case] from: Kind) {
    let (elsewhere, (old, code)) = (folder(), Place::made(from));
    let endpoint = old.serves();
    let to = file(&elsewhere, "school");
    let said = fails(old.tries_export(new_id(), &to));
    assert!(said.contains("nothing was exported. There is no school at all"), "{said}");
    let school = TestSchool::founded_at(&endpoint.client, &code);
    let (phone, stranger) = (school.enrols_a_phone(), Uuid::nil());
    (0..5).for_each(|_| drop(phone.delivers_a_concern(Route::Dsl)));
    let said = fails(old.tries_export(stranger, &to));
    let named = format!("Schools that are there: {} (Demonstration School)", school.id);
    assert!(
        said.contains(&format!("there is no school {stranger} in this database")) && said.contains(&named),
        "{said}"
    );
    assert!(!to.exists());

    fs::write(&to, "somebody's letter").unwrap();
    let said = fails(old.tries_export(school.id, &to));
    assert!(said.contains("exists already; nothing was written over it"), "{said}");
    assert_eq!(fs::read_to_string(&to).unwrap(), "somebody's letter");
    let nowhere = elsewhere.join("missing/school");
    assert!(fails(old.tries_export(school.id, &nowhere)).contains("can't be written whole (No such file"));

    // A disk that is full after 8 KiB: as soon as there is something to write, and at the last moment.
    fs::remove_file(&to).unwrap();
    old.exports(school.id, &to);
    let whole = fs::metadata(&to).unwrap().len();
    fs::remove_file(&to).unwrap();
    for kib in [1, 8, whole / 1024] {
        let (id, path) = (school.id.to_string(), to.to_str().unwrap());
        let flags = ["--school", id.as_str(), "--to", path];
        let shell = match &old.database {
            None => format!("ulimit -f {kib}"),
            Some(database) => format!("export COMPANION_DATABASE='{}'; ulimit -f {kib}", database.url),
        };
        let said = fails(program::runs_after(&shell, "export-school", &old.data, &flags));
        assert!(
            said.contains("can't be written whole (File too large") && said.contains("Make room"),
            "{kib}: {said}"
        );
        assert!(!to.exists());
    }
    phone.delivers_a_concern(Route::Dsl);
    old.exports(school.id, &to);
}

#[test]
fn a_school_that_does_not_fit_on_the_disk_is_not_there_in_part() {
    let moving = Moving::of_everything();
    let new = Place::with_key_of(Kind::Folder, &moving.old);
    let before = new.counts();
    let from = ["--from", moving.exported.to_str().unwrap()];
    let said = fails(program::runs_after("ulimit -f 64", "import-school", &new.data, &from));
    assert!(said.contains("Nothing was"), "{said}");
    assert_eq!(new.counts(), before);
    new.imports(&moving.exported);
    let mut lived = moving.lived;
    let endpoint = new.serves();
    lived.is_led_to(&endpoint.client);
    assert_eq!(lived.puts_everything_again(), 0);
    lived.holds_everything_once();
}

#[test]
fn damage_is_found_before_a_school_leaves() {
    let moving = Moving::of_everything();
    let database = Connection::open(moving.old.data.join("companion.sqlite")).unwrap();
    database
        .execute("UPDATE envelope SET bytes = CAST(bytes || 'x' AS BLOB) WHERE seq = 2 AND route = 'dsl'", [])
        .unwrap();
    let to = file(&moving.elsewhere, "damaged");
    let said = fails(moving.old.tries_export(moving.lived.school.id, &to));
    assert!(said.contains("its bytes are not those that came. Nothing was moved"), "{said}");
    assert!(said.contains("companion-endpoint verify") && !to.exists(), "{said}");
}

#[rstest]
#[case::in_a_folder(Kind::Folder)]
#[case::on_a_server(Kind::Server)]
fn a_database_of_another_version_is_neither_read_nor_written(#[case] kind: Kind) {
    let moving = Moving::of_everything();
    let place = Place::with_key_of(kind, &moving.old);
    for (is_older, sentence) in
        [(true, "Serve it once with this version"), (false, "written by a newer version")]
    {
        match &place.database {
            None => {
                let database = Connection::open(place.data.join("companion.sqlite")).unwrap();
                let now: u32 = database.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
                database
                    .pragma_update(None, "user_version", if is_older { now - 1 } else { now + 2 })
                    .unwrap();
            }
            Some(database) => {
                database.says(match is_older {
                    true => "DELETE FROM schema_step WHERE number = (SELECT max(number) FROM schema_step)",
                    // One beside which this version could serve.
                    false => "INSERT INTO schema_step (number, works_with) VALUES (1000, 1)",
                });
            }
        }
        let to = file(&moving.elsewhere, "of-another-version");
        let said = fails(place.tries_export(new_id(), &to));
        assert!(said.contains(sentence), "{said}");
        assert!(place.refuses_import(&moving.exported).contains(sentence));
        assert!(!to.exists());
    }
}
