//! What the endpoint is measured against in the same run: PocketBase, pouchdb-server, single-row inserts by pgbench, and SQLite
//! alone.

use std::{
    fs::File,
    io::{BufRead, BufReader},
    net::{SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use companion_postgres::Server;
use rusqlite::{Connection, params};
use serde_json::{Value, json};

use crate::world::{Client, Folder, folder, new_id};

const JSON: (&str, &str) = ("content-type", "application/json");

/// PocketBase with one collection that anybody can add to.
pub struct PocketBase {
    pub address: SocketAddr,
    child: Child,
    _folder: Folder,
}

impl PocketBase {
    /// Starts the program that this environment variable names; `None` without it.
    pub fn start() -> Option<Self> {
        let program = PathBuf::from(std::env::var_os("COMPANION_POCKETBASE")?);
        let folder = folder();
        let run = |arguments: &[&str]| {
            let mut command = Command::new(&program);
            command.args(arguments).arg("--dir").arg(folder.join("pb_data")).stdout(Stdio::null());
            command.stderr(File::create(folder.join("pocketbase.log")).unwrap());
            command
        };
        let (email, password) = ("bench@school.example", "only-for-measuring");
        assert!(run(&["superuser", "upsert", email, password]).status().unwrap().success());
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let child = run(&["serve", "--http", &address.to_string()]).spawn().unwrap();
        waits_for(address);
        let client = Client::new(&format!("http://{address}"));
        let login = json!({ "identity": email, "password": password });
        let path = "/api/collections/_superusers/auth-with-password";
        let token: Value = client.post(path, &[JSON], &login).is(200).json();
        let collection = json!({
            "name": "envelopes", "type": "base", "createRule": "",
            "fields": [
                { "name": "key", "type": "text", "required": true },
                { "name": "bytes", "type": "text", "required": true, "max": 1_000_000 },
            ],
            "indexes": ["CREATE UNIQUE INDEX envelope_key ON envelopes (key)"],
        });
        let headers = [JSON, ("authorization", token["token"].as_str().unwrap())];
        client.post("/api/collections", &headers, &collection).is(200);
        Some(Self { address, child, _folder: folder })
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Requests that each add one record with these bytes, as text.
    pub fn requests(&self, bytes: &[u8]) -> impl FnMut() -> Vec<u8> + use<> {
        let (address, text) = (self.address, data_encoding::BASE64.encode(bytes));
        move || {
            let body = format!("{{\"key\":\"{}\",\"bytes\":\"{text}\"}}", new_id());
            format!(
                "POST /api/collections/envelopes/records HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\n\
                 Content-Length: {}\r\n\r\n{body}",
                body.len()
            )
            .into_bytes()
        }
    }
}

impl Drop for PocketBase {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// pouchdb-server with one database that anybody can add to.
pub struct PouchDb {
    pub address: SocketAddr,
    child: Child,
    _folder: Folder,
}

impl PouchDb {
    /// Starts the script that this environment variable names, in Node; `None` without it.
    pub fn start() -> Option<Self> {
        let script = PathBuf::from(std::env::var_os("COMPANION_POUCHDB")?);
        let folder = folder();
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let mut command = Command::new("node");
        command.arg(script).args(["--no-stdout-logs", "--dir", ".", "--port", &address.port().to_string()]);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        // It writes its settings and its log where it is started.
        let child = command.current_dir(&*folder).spawn().unwrap();
        waits_for(address);
        Client::new(&format!("http://{address}")).send("PUT", "/envelopes", &[], &[]).is(201);
        Some(Self { address, child, _folder: folder })
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Requests that each put one document with these bytes, as text.
    pub fn requests(&self, bytes: &[u8]) -> impl FnMut() -> Vec<u8> + use<> {
        let (address, text) = (self.address, data_encoding::BASE64.encode(bytes));
        move || {
            let body = format!("{{\"bytes\":\"{text}\"}}");
            format!(
                "PUT /envelopes/{} HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\n\
                 Content-Length: {}\r\n\r\n{body}",
                new_id(),
                body.len()
            )
            .into_bytes()
        }
    }
}

impl Drop for PouchDb {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Waits until somebody listens there.
fn waits_for(address: SocketAddr) {
    let begun = Instant::now();
    while TcpStream::connect(address).is_err() {
        assert!(begun.elapsed() < Duration::from_secs(20), "it does not answer");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Single-row inserts of these bytes a second, each its own transaction, by prepared statements.
pub fn pgbench(server: &Server, database: &str, bytes: &[u8], connections: usize, within: Duration) -> f64 {
    let table = "CREATE TABLE IF NOT EXISTS single (id uuid PRIMARY KEY, bytes bytea NOT NULL)";
    server.psql(database, table).unwrap();
    let folder = folder();
    let script = folder.join("single.sql");
    let hex = data_encoding::HEXLOWER.encode(bytes);
    std::fs::write(&script, format!("INSERT INTO single VALUES (gen_random_uuid(), '\\x{hex}');\n")).unwrap();
    let mut child = Command::new(program("pgbench"))
        .args(["-n", "-M", "prepared", "-h", "127.0.0.1", "-U", "companion", "-j", "2"])
        .args(["-p", &server.port().to_string(), "-c", &connections.to_string()])
        .args(["-T", &within.as_secs().to_string(), "-f"])
        .arg(&script)
        .arg(database)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let rate = lines.filter_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok()).last();
    assert!(child.wait().unwrap().success());
    rate.unwrap()
}

fn program(name: &str) -> PathBuf {
    let debian = Path::new("/usr/lib/postgresql/15/bin").join(name);
    if debian.exists() { debian } else { name.into() }
}

/// Rows of these bytes a second that SQLite itself takes, 64 a commit, each commit on the disk.
pub fn grouped_sqlite(bytes: &[u8], within: Duration) -> f64 {
    let folder = folder();
    let connection = Connection::open(folder.join("grouped.sqlite")).unwrap();
    connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(())).unwrap();
    connection.pragma_update(None, "synchronous", "full").unwrap();
    connection.execute_batch("CREATE TABLE single (id BLOB PRIMARY KEY, bytes BLOB NOT NULL)").unwrap();
    let (begun, mut rows) = (Instant::now(), 0_u32);
    while begun.elapsed() < within {
        connection.execute_batch("BEGIN IMMEDIATE").unwrap();
        let mut insert = connection.prepare_cached("INSERT INTO single VALUES (?1, ?2)").unwrap();
        for _ in 0..64 {
            insert.execute(params![new_id(), bytes]).unwrap();
        }
        connection.execute_batch("COMMIT").unwrap();
        rows += 64;
    }
    f64::from(rows) / begun.elapsed().as_secs_f64()
}
