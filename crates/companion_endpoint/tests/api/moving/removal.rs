//! A school that was moved away is removed where it was: all of it, nothing of another one, and never by mistake.

use std::{fs, path::Path};

use companion_model::Route;
use rstest::rstest;
use rusqlite::Connection;
use uuid::Uuid;

use super::{
    contents,
    lived::Lived,
    place::{Kind, Place, fails, file, succeeds},
};
use crate::world::{Folder, folder, new_id, program::Program};

/// Two schools at one endpoint, of which the first was exported.
struct Moved {
    old: Place,
    at_old: Option<Program>,
    lived: Lived,
    other: Lived,
    elsewhere: Folder,
}

impl Moved {
    fn of_two(kind: Kind) -> Self {
        let (elsewhere, (old, code)) = (folder(), Place::made(kind));
        let at_old = old.serves();
        let lived = Lived::through_everything(&at_old.client, &code);
        let other = Lived::through_everything(&at_old.client, &old.set_up_code());
        old.exports(lived.school.id, &file(&elsewhere, "school"));
        // An endpoint with a database of its own is stopped; one of a database on a server goes on.
        let at_old = old.database.is_some().then_some(at_old);
        Self { old, at_old, lived, other, elsewhere }
    }

    fn exported(&self) -> std::path::PathBuf {
        file(&self.elsewhere, "school")
    }

    fn tries_removal(&self, from: &Path) -> std::process::Output {
        let id = self.lived.school.id.to_string();
        self.old.runs("remove-school", &["--school", &id, "--exported", from.to_str().unwrap()])
    }

    /// Every row of the school that stays.
    fn rows_of_other(&self, name: &str) -> (Vec<String>, serde_json::Value) {
        let to = file(&self.elsewhere, name);
        self.old.exports(self.other.school.id, &to);
        contents(&to)
    }
}

/// How many rows any table has of a school, by the database's own catalogue.
fn rows_of(place: &Place, school: Uuid) -> i64 {
    match &place.database {
        None => {
            let database = Connection::open(place.data.join("companion.sqlite")).unwrap();
            let mut tables = database
                .prepare(
                    "SELECT tables.name FROM sqlite_schema AS tables, pragma_table_info(tables.name) AS columns
                     WHERE tables.type = 'table' AND columns.name = 'school'",
                )
                .unwrap();
            let tables = tables.query_map([], |row| row.get::<_, String>(0)).unwrap();
            let count = |table: String| -> i64 {
                let sql = format!("SELECT count(*) FROM {table} WHERE school = ?1");
                database.query_row(&sql, [school], |row| row.get(0)).unwrap()
            };
            tables.map(|table| count(table.unwrap())).sum()
        }
        Some(database) => {
            let tables = database.says(
                "SELECT table_name FROM information_schema.columns
                 WHERE table_schema = 'public' AND column_name = 'school'",
            );
            let count = |table: &str| -> i64 {
                let sql = format!("SELECT count(*) FROM {table} WHERE school = '{school}'");
                database.says(&sql).trim().parse().unwrap()
            };
            tables.lines().map(count).sum()
        }
    }
}

/// Whether a folder's files have a piece of any record's bytes, or a name.
fn is_left_in_files(data: &Path, lived: &Lived) -> bool {
    let files = fs::read_dir(data).unwrap().map(|entry| fs::read(entry.unwrap().path()).unwrap());
    let all = files.collect::<Vec<_>>().concat();
    let holds = |piece: &[u8]| all.windows(piece.len()).any(|window| window == piece);
    lived.acknowledged.iter().any(|(_, bytes, _)| holds(&bytes[100..132]))
        || holds(lived.school.id.as_bytes())
}

#[rstest]
#[case::from_a_folder(Kind::Folder, Kind::Server)]
#[case::from_a_server(Kind::Server, Kind::Folder)]
fn a_school_is_removed_where_it_was_and_the_other_one_stays_row_by_row(#[case] from: Kind, #[case] to: Kind) {
    let mut moved = Moved::of_two(from);
    let (id, before) = (moved.lived.school.id, moved.rows_of_other("before"));
    assert!(rows_of(&moved.old, id) > 30);
    if moved.old.database.is_none() {
        assert!(is_left_in_files(&moved.old.data, &moved.lived), "the files are looked at wrongly");
    }
    // The phones go on at the new endpoint, and the file of the new endpoint shows what is there.
    let new = Place::with_key_of(to, &moved.old);
    new.imports(&moved.exported());
    let at_new = new.serves();
    moved.lived.is_led_to(&at_new.client);
    moved.lived.lives_on();
    let from_new = file(&moved.elsewhere, "from-the-new-endpoint");
    new.exports(id, &from_new);
    // What somebody at the school has set at the old endpoint alone is named, though the row is there.
    let of_the_school = match from {
        Kind::Folder => format!("hex(school) = upper('{}')", id.simple()),
        Kind::Server => format!("school = '{id}'"),
    };
    let withdraws = || {
        moved.old.executes(&format!(
            "UPDATE author SET withdrawn_at = -1 WHERE {of_the_school} AND withdrawn_at IS NULL"
        ));
    };
    withdraws();
    let said = fails(moved.tries_removal(&from_new));
    assert!(said.contains(": a row of author") && said.contains("Nothing was removed"), "{said}");
    moved.old.executes(&format!(
        "UPDATE author SET withdrawn_at = NULL WHERE {of_the_school} AND withdrawn_at = -1"
    ));
    let said = succeeds(moved.tries_removal(&from_new));
    assert!(
        said.starts_with(&format!("Removed: Demonstration School (school {id})\nRecords: 11.")),
        "{said}"
    );
    assert!(!said.contains("was written here"), "{said}");
    assert_eq!(rows_of(&moved.old, id), 0);
    assert_eq!(moved.rows_of_other("after"), before);
    match &moved.at_old {
        None => {
            assert!(said.contains("Nothing of it is left in the database's file"), "{said}");
            assert!(!is_left_in_files(&moved.old.data, &moved.lived), "it stands in the files");
        }
        Some(at_old) => {
            assert!(said.contains("No query finds anything of it"), "{said}");
            // It was never stopped: of the school's phones it knows nothing, and the others' go on.
            moved.lived.is_led_to(&at_old.client);
            let (id, phone) = (new_id(), &moved.lived.phone);
            assert_eq!(phone.delivers(id, &phone.seals(id, Route::Dsl, "To the wrong place")).status, 401);
        }
    }
    let said = fails(moved.tries_removal(&from_new));
    assert!(
        said.contains(&format!("there is no school {id} in this database; nothing was removed")),
        "{said}"
    );
    let at_old = moved.at_old.take().unwrap_or_else(|| moved.old.serves());
    moved.other.is_led_to(&at_old.client);
    assert_eq!(moved.other.puts_everything_again(), 0);
    moved.other.lives_on();
    moved.other.holds_everything_once();
    let verified = moved.old.runs("verify", &[]);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
    // It can come back.
    drop(at_old);
    moved.old.imports(&from_new);
}

#[rstest]
#[case::from_a_folder(Kind::Folder)]
#[case::from_a_server(Kind::Server)]
fn what_the_file_does_not_have_is_named_and_not_removed(#[case] from: Kind) {
    let mut moved = Moved::of_two(from);
    let at_old = moved.at_old.take().unwrap_or_else(|| moved.old.serves());
    moved.lived.is_led_to(&at_old.client);
    let (late, ..) = moved.lived.phone.delivers_a_concern(Route::Dsl);
    let before = (moved.old.counts(), moved.exported());
    if moved.old.database.is_none() {
        let said = fails(moved.tries_removal(&before.1));
        assert!(said.contains("an endpoint is running on this folder; stop it first"), "{said}");
    }
    drop(at_old);
    let refuses = |from: &Path, sentence: &str| {
        let said = fails(moved.tries_removal(from));
        assert!(said.contains(sentence), "{said}");
        assert_eq!(moved.old.counts(), before.0);
    };
    let lacks = format!(
        "does not have everything that this database has of Demonstration School. It lacks 1: envelope {late}. Nothing"
    );
    refuses(&before.1, &lacks);
    let of_other = file(&moved.elsewhere, "of-another");
    moved.old.exports(moved.other.school.id, &of_other);
    refuses(&of_other, "which is another school; nothing was removed");
    let cut = file(&moved.elsewhere, "cut");
    let whole = fs::read(&before.1).unwrap();
    fs::write(&cut, &whole[..whole.len() - 100]).unwrap();
    refuses(&cut, "is not whole");
    refuses(&moved.elsewhere.join("missing"), "can't be read (");

    // A file of the same database must have each row as it is: here a member's passphrase was changed since.
    let newer = file(&moved.elsewhere, "newer");
    moved.old.exports(moved.lived.school.id, &newer);
    let id = moved.lived.school.id;
    moved.old.executes(&match from {
        Kind::Folder => {
            format!("UPDATE member SET salt = randomblob(16) WHERE hex(school) = upper('{}')", id.simple())
        }
        Kind::Server => format!("UPDATE member SET salt = sha256(salt) WHERE school = '{id}'"),
    });
    let lacks = format!("It lacks {}: a row of member", moved.lived.school.members.len());
    refuses(&newer, &lacks);
    // Which a restore does not change, though its epoch is another one then.
    moved.old.executes(match from {
        Kind::Folder => "UPDATE life SET epoch = randomblob(16)",
        Kind::Server => "UPDATE life SET epoch = gen_random_uuid()",
    });
    refuses(&newer, &lacks);
    let newest = file(&moved.elsewhere, "newest");
    moved.old.exports(id, &newest);
    let said = succeeds(moved.tries_removal(&newest));
    assert!(
        said.contains("was written here, and shows that nothing is lost as long as it is kept"),
        "{said}"
    );
    assert_eq!(rows_of(&moved.old, id), 0);
}
