//! `verify` on a database server: what it looks at there, and that it sees one moment while records come.

use std::{
    path::Path,
    process::{Command, Output},
};

use companion_model::{Route, wire::v1::Receipt};
use companion_seal::receipt::{ReceiptKey, UnsignedReceipt};

use rstest::rstest;

use crate::contract::changes;
use crate::postgres::beside::client;
use crate::world::{
    Folder, TestDatabase, TestSchool,
    deployment::{Deployment, grows, holds_all},
    folder,
    program::{self, Program},
};

fn verifies(data: &Path, url: Option<&str>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_companion-endpoint"));
    command.args(["verify", "--data"]).arg(data);
    if let Some(url) = url {
        command.env("COMPANION_DATABASE", url);
    }
    command.output().unwrap()
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

/// A database with two schools, whose first has two records on a route, one of them read, and one practice record.
struct LivedIn {
    database: TestDatabase,
    data: Folder,
    school: TestSchool,
    receipts: Vec<Receipt>,
}

impl LivedIn {
    fn stopped() -> Self {
        let (database, data) = (TestDatabase::create(), folder());
        let codes = [(); 2].map(|()| program::inits_database(&data, &database.url).unwrap());
        let mut endpoint = Program::serves_database(&data, &database.url);
        let [school, other] = codes.map(|code| TestSchool::founded_at(&endpoint.client, &code));
        let phone = school.enrols_a_phone();
        let receipts: Vec<_> = (0..2).map(|_| phone.delivers_a_concern(Route::Dsl).2).collect();
        let id = crate::world::new_id();
        phone.practises(id, &phone.seals(id, Route::Dsl, "Practice")).is(201);
        other.enrols_a_phone().delivers_a_concern(Route::Dsl);
        changes::marks(&school, &endpoint.client, Route::Dsl, &receipts[0]);
        assert!(endpoint.is_stopped());
        Self { database, data, school, receipts }
    }

    fn verifies(&self) -> Output {
        verifies(&self.data, Some(&self.database.url))
    }

    /// What is said of damage, and only of that.
    #[track_caller]
    fn finds(&self, damage: &[&str]) {
        let found = self.verifies();
        let (said, advice) = (text(found.stdout), text(found.stderr));
        let lines: Vec<_> = said.lines().filter_map(|line| line.strip_prefix("Damage: ")).collect();
        assert_eq!(lines.len(), damage.len(), "{said}");
        for expected in damage {
            assert!(lines.iter().any(|line| line.contains(expected)), "{expected}: {said}");
        }
        assert!(!found.status.success() && !said.contains("Everything is whole"), "{said}");
        assert!(
            advice.contains("by the server's own means") && advice.contains("Nothing was changed"),
            "{advice}"
        );
    }

    /// The receipt of the second record, as another endpoint's key would have signed it.
    fn receipt_of_another_key(&self) -> String {
        let Receipt { school, route, id, sha256, received_at, epoch, seq, flags, .. } =
            self.receipts[1].clone();
        let sha256 = sha256.0.try_into().unwrap();
        let unsigned = UnsignedReceipt { school, route, id, sha256, received_at, epoch, seq, flags };
        serde_json::to_string(&ReceiptKey::generate().unwrap().sign(unsigned)).unwrap()
    }
}

#[test]
fn a_whole_database_on_a_server_passes_and_each_kind_of_damage_is_named() {
    let lived = LivedIn::stopped();
    let whole = || {
        let found = lived.verifies();
        assert_eq!(text(found.stderr), "");
        let said = text(found.stdout);
        assert!(
            said.starts_with("Schools: 2. Records, practice among them: 4.\nEverything is whole"),
            "{said}"
        );
        assert!(found.status.success());
    };
    whole();
    let (another, school) = (lived.receipt_of_another_key(), lived.school.id);
    let [first, second] = [0, 1].map(|number| lived.receipts[number].id);
    let envelope = |what: &str| format!("envelope {second}: {what}");
    let missing = |table: &str, number: u32| {
        format!("{table}, route dsl of school {school}: the number {number} is missing")
    };
    let of_first = format!("school = '{school}' AND id = '{first}'");
    let of_second = format!("school = '{school}' AND id = '{second}'");
    let put_back = "INSERT INTO envelope SELECT * FROM kept; DROP TABLE kept";
    for (change, undo, damage) in [
        (
            format!(
                "UPDATE envelope SET bytes = set_byte(bytes, 40, get_byte(bytes, 40) # 1) WHERE {of_second}"
            ),
            format!(
                "UPDATE envelope SET bytes = set_byte(bytes, 40, get_byte(bytes, 40) # 1) WHERE {of_second}"
            ),
            vec![envelope("its bytes are not those that came")],
        ),
        (
            format!(
                "CREATE TABLE kept AS SELECT receipt FROM envelope WHERE {of_second};
                     UPDATE envelope SET receipt = '{another}' WHERE {of_second}"
            ),
            format!(
                "UPDATE envelope SET receipt = (SELECT receipt FROM kept) WHERE {of_second}; DROP TABLE kept"
            ),
            vec![envelope("its receipt is not by a key that its school knows")],
        ),
        // The last one, which leaves no gap behind it.
        (
            format!(
                "CREATE TABLE kept AS SELECT * FROM envelope WHERE {of_second};
                     DELETE FROM envelope WHERE {of_second}"
            ),
            put_back.to_owned(),
            vec![missing("envelope", 2)],
        ),
        (
            format!(
                "CREATE TABLE read AS SELECT * FROM reading WHERE {of_first}; DELETE FROM reading;
                     CREATE TABLE kept AS SELECT * FROM envelope WHERE {of_first};
                     DELETE FROM envelope WHERE {of_first}"
            ),
            format!("{put_back}; INSERT INTO reading SELECT * FROM read; DROP TABLE read"),
            vec![missing("envelope", 1), missing("reading", 1)],
        ),
        (
            format!("UPDATE directory SET body = replace(body, 'Demo', 'demo') WHERE school = '{school}'"),
            format!("UPDATE directory SET body = replace(body, 'demo', 'Demo') WHERE school = '{school}'"),
            vec![format!("directory 1 of school {school}: it is not what was signed")],
        ),
        // One part that can't be read hides no other one.
        (
            format!(
                "UPDATE envelope SET bytes = bytes || 'x' WHERE {of_second}; ALTER TABLE practice RENAME receipt TO other"
            ),
            format!(
                "UPDATE envelope SET bytes = substr(bytes, 1, length(bytes) - 1) WHERE {of_second};
                     ALTER TABLE practice RENAME other TO receipt"
            ),
            vec![
                envelope("its bytes are not those that came"),
                "can't be looked at: database: column \"receipt\" does not exist".to_owned(),
                "can't be looked at: database: column \"receipt\" does not exist".to_owned(),
            ],
        ),
    ] {
        lived.database.says(&change);
        lived.finds(&damage.iter().map(String::as_str).collect::<Vec<_>>());
        lived.database.says(&undo);
        whole();
    }
}

#[test]
fn a_folder_whose_key_the_schools_do_not_know_is_damage_and_a_replica_can_be_looked_at() {
    let lived = LivedIn::stopped();
    let says = |what: &str| {
        lived.database.says(&format!("DO $do$ BEGIN EXECUTE format('{what}', current_database()); END $do$"))
    };
    says("ALTER DATABASE %I SET default_transaction_read_only = on");
    assert!(lived.verifies().status.success());
    let (key, other) = (lived.data.join("receipt.key"), program::made());
    std::fs::copy(other.join("receipt.key"), &key).unwrap();
    lived.finds(&["receipt.key is not a key that the directory of Demonstration School names"]);
    std::fs::remove_file(&key).unwrap();
    lived.finds(&["receipt.key is missing. Copy the receipt.key of the database's other endpoints there"]);
    let nowhere = verifies(&lived.data, Some("postgres://nobody@127.0.0.1:1/nowhere"));
    assert!(text(nowhere.stderr).contains("the database server can't be reached"));
}

/// Each record is written to two tables: a look at two moments would find numbers that are missing.
#[test]
fn what_is_committed_in_the_middle_of_a_look_belongs_to_none_of_it() {
    let lived = LivedIn::stopped();
    let mut beside = client(&lived.database.url);
    let mut writing = beside.transaction().unwrap();
    // Looked at after the records.
    writing.batch_execute("LOCK TABLE route_seq IN ACCESS EXCLUSIVE MODE").unwrap();
    let found = std::thread::scope(|scope| {
        let verifying = scope.spawn(|| lived.verifies());
        let waits = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'route_seq'::regclass";
        while lived.database.says(waits) == "0" {
            assert!(!verifying.is_finished(), "it has not looked at the last numbers");
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        let another = "INSERT INTO envelope SELECT school, gen_random_uuid(), sha256, conflict, route, seq + 1, device, \
                       imported_by, received_at, receipt, bytes FROM envelope WHERE seq = 2;
                       UPDATE route_seq SET seq = seq + 1 WHERE seq = 2";
        writing.batch_execute(another).unwrap();
        writing.commit().unwrap();
        verifying.join().unwrap()
    });
    let said = text(found.stdout);
    assert!(said.starts_with("Schools: 2. Records, practice among them: 4.\nEverything is whole"), "{said}");
}

#[rstest]
#[case::a_folder(None)]
#[case::a_server(Some(1))]
fn a_database_that_records_come_into_is_whole(#[case] endpoints: Option<usize>) {
    let mut deployment = endpoints.map_or_else(Deployment::on_sqlite, Deployment::on_postgres);
    let ledger = deployment.delivers_while(|deployment, _, ledger| {
        for _ in 0..2 {
            grows(ledger, 40);
            let found = verifies(&deployment.endpoints.served[0].1, deployment.url());
            let (said, advice) = (text(found.stdout), text(found.stderr));
            assert!(found.status.success() && said.contains("Everything is whole"), "{said}{advice}");
        }
    });
    holds_all(&deployment.school, &deployment.endpoints.served[0].0.client, &ledger);
}
