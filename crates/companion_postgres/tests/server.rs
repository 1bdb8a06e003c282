//! The real server: that it answers, keeps what was committed, and ends with its owner.

use std::env;
use std::error::Error;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use companion_postgres::{PASSWORD, Server, Shutdown, StartError};
use rustix::process::{Pid, Signal, kill_process};

type TestResult = Result<(), Box<dyn Error>>;

/// Where the test of a killed owner runs this program as that owner: `test`, or the whole `process`.
const OWNER: &str = "COMPANION_POSTGRES_OWNER";

#[test]
fn it_starts_answers_and_leaves_nothing_behind() -> TestResult {
    let server = Server::start()?;
    assert_eq!(server.psql("postgres", "SELECT 1")?, "1");
    let settings = "SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit', \
                    'full_page_writes', 'max_connections', 'listen_addresses', 'unix_socket_directories') ORDER BY 1";
    assert_eq!(
        server.psql("postgres", settings)?,
        "fsync|on\nfull_page_writes|on\nlisten_addresses|127.0.0.1\nmax_connections|400\nsynchronous_commit|on\n\
         unix_socket_directories|"
    );
    assert!(server.log().contains("ready to accept connections"), "{}", server.log());

    let (folder, pid) = (server.folder().to_owned(), server.pid().ok_or("it runs")?);
    assert_ne!(
        fs::metadata(format!("/proc/{pid}")).map(|about| std::os::unix::fs::MetadataExt::uid(&about))?,
        0
    );
    drop(server);
    assert!(!folder.exists() && !is_running(pid));
    Ok(())
}

#[test]
fn databases_are_made_and_removed() -> TestResult {
    let server = Server::start()?;
    let began = Instant::now();
    let first = server.create_database("first")?;
    println!("create_database: {:?}", began.elapsed());
    let second = server.create_database("table")?;
    assert_eq!(first, format!("postgres://companion@127.0.0.1:{}/first", server.port()));
    assert_ne!(first, second);
    server.psql("first", "CREATE TABLE notes (words text)")?;
    assert!(matches!(server.psql("table", "SELECT * FROM notes"), Err(StartError::Refused { .. })));

    let again = server.create_database("first").expect_err("it is there").to_string();
    assert!(again.contains("already exists"), "{again}");
    server.drop_database("first")?;
    server.drop_database("first")?;
    server.create_database("first")?;
    assert_eq!(server.psql("first", "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")?, "0");

    for name in ["", "First", "a b", "a\"b", "1st", "é", &"a".repeat(64)] {
        assert!(matches!(server.create_database(name), Err(StartError::Name(_))), "{name}");
        assert!(matches!(server.drop_database(name), Err(StartError::Name(_))), "{name}");
    }
    thread::scope(|scope| {
        let made = ["a", "b", "c", "d"].map(|name| scope.spawn(|| server.create_database(name).map(drop)));
        made.into_iter().try_for_each(|made| made.join().expect("no panic"))
    })?;
    Ok(())
}

#[test]
fn a_database_is_put_back_to_a_dump() -> TestResult {
    let server = Server::start()?;
    server.create_database("school")?;
    server.psql("school", "CREATE TABLE notes AS SELECT 'before' AS words")?;
    // A folder that the server's user can't enter.
    let folder = folder_with_rights(0o700)?;
    let dump = folder.path().join("school.dump");
    server.dump_database("school", &dump)?;
    let other = server.dump_database("school", &dump).expect_err("the file is there").to_string();
    assert!(other.contains("school.dump can't be used"), "{other}");

    let number = "SELECT oid FROM pg_database WHERE datname = 'school'";
    let before = server.psql("postgres", number)?;
    server.psql("school", "INSERT INTO notes VALUES ('after')")?;
    assert!(matches!(
        server.restore_database("school", &folder.path().join("none")),
        Err(StartError::Folder { .. })
    ));
    assert_eq!(server.psql("school", "SELECT count(*) FROM notes")?, "2");
    server.restore_database("school", &dump)?;
    assert_eq!(server.psql("school", "SELECT words FROM notes")?, "before");
    assert_ne!(server.psql("postgres", number)?, before);

    let letter = folder.path().join("letter.txt");
    fs::write(&letter, "Dear all")?;
    let said = server.restore_database("school", &letter).expect_err("it is no dump").to_string();
    assert!(said.contains("pg_restore school"), "{said}");
    let said =
        server.dump_database("none", &folder.path().join("no.dump")).expect_err("not there").to_string();
    assert!(said.contains("pg_dump none"), "{said}");
    Ok(())
}

#[test]
fn one_role_needs_its_password() -> TestResult {
    let server = Server::start()?;
    server.create_database("school")?;
    let sql = "CREATE TABLE notes (words text); INSERT INTO notes VALUES ('kept'); SELECT words FROM notes";
    let right = connect(&server.url_with_password("school", PASSWORD), sql)?;
    assert_eq!(right, Ok("kept".to_owned()));
    let wrong = connect(&server.url_with_password("school", "no: /?#@ é"), sql)?;
    assert!(wrong.as_ref().is_err_and(|said| said.contains("password authentication failed")), "{wrong:?}");
    let superuser = connect(&server.url_with_password("school", PASSWORD), "ALTER SYSTEM SET fsync = off")?;
    assert!(superuser.as_ref().is_err_and(|said| said.contains("permission denied")), "{superuser:?}");
    assert_eq!(connect(&server.url("school"), "SELECT current_user")?, Ok("companion".to_owned()));
    Ok(())
}

#[test]
fn what_was_committed_outlasts_every_end() -> TestResult {
    let mut server = Server::start()?;
    let port = server.port();
    server.create_database("school")?;
    server.psql("school", "CREATE TABLE notes (id int)")?;
    for (id, how) in [Shutdown::Immediate, Shutdown::Fast, Shutdown::Smart].into_iter().enumerate() {
        server.psql("school", &format!("INSERT INTO notes VALUES ({id})"))?;
        server.stop(how)?;
        server.stop(how)?;
        assert_eq!(server.pid(), None);
        let stopped = server.psql("school", "SELECT 1").expect_err("it is stopped").to_string();
        assert!(stopped.contains("Connection refused"), "{stopped}");
        server.start_again()?;
    }
    // A crash, and one that runs.
    server.psql("school", "INSERT INTO notes VALUES (3)")?;
    kill(server.pid().ok_or("it runs")?)?;
    server.start_again()?;
    server.start_again()?;
    assert_eq!(server.port(), port);
    assert_eq!(server.psql("school", "SELECT string_agg(id::text, ' ' ORDER BY id) FROM notes")?, "0 1 2 3");
    assert_eq!(server.log().matches("ready to accept connections").count(), 6);
    Ok(())
}

#[test]
fn a_folder_that_stays_keeps_its_data() -> TestResult {
    let parent = folder_with_rights(0o755)?;
    let folder = parent.path().join("made/by/it");
    let server = Server::start_in(&folder)?;
    server.create_database("school")?;
    server.psql("school", "CREATE TABLE notes AS SELECT 7 AS id")?;
    drop(server);
    let server = Server::start_in(&folder)?;
    assert_eq!(server.psql("school", "SELECT id FROM notes")?, "7");

    let second = Server::start_in(&folder).expect_err("it is held").to_string();
    assert!(second.starts_with("another PostgreSQL server is running in"), "{second}");
    assert_eq!(server.psql("school", "SELECT id FROM notes")?, "7");
    Ok(())
}

#[test]
fn another_s_folder_is_left_as_it_is() -> TestResult {
    let folder = folder_with_rights(0o755)?;
    fs::write(folder.path().join("letter.txt"), "Dear all")?;
    assert!(matches!(Server::start_in(folder.path()), Err(StartError::Foreign(_))));
    assert_eq!(fs::read_dir(folder.path())?.count(), 1);
    Ok(())
}

#[test]
fn where_its_user_can_t_go_the_sentence_says_so() -> TestResult {
    let closed = folder_with_rights(0o700)?;
    if rustix::process::geteuid().is_root() {
        let why =
            Server::start_in(closed.path().join("inside")).expect_err("it can't be reached").to_string();
        assert!(why.contains("can't be reached by postgres") || why.contains("by nobody"), "{why}");
    }
    Ok(())
}

#[test]
fn a_server_ends_with_its_owner() -> TestResult {
    if env::var_os(OWNER).is_some() {
        return own_a_server();
    }
    for ends_by_itself in [false, true] {
        let mut owner = Command::new(env::current_exe()?);
        owner.args(["--exact", "a_server_ends_with_its_owner", "--nocapture"]);
        owner.env(OWNER, if ends_by_itself { "ends" } else { "waits" }).stdout(Stdio::piped());
        let mut owner = owner.spawn()?;
        let said = BufReader::new(owner.stdout.take().ok_or("it has an output")?);
        let mut lines = said.lines().map_while(Result::ok);
        let pid =
            lines.find_map(|line| line.strip_prefix("server ")?.parse::<u32>().ok()).ok_or("no server")?;
        let folder =
            lines.find_map(|line| Some(line.strip_prefix("folder ")?.to_owned())).ok_or("no folder")?;
        assert!(is_running(pid));
        if !ends_by_itself {
            owner.kill()?;
        }
        owner.wait()?;
        let deadline = Instant::now() + Duration::from_secs(20);
        // It is nobody's child here, so nothing tells of its end.
        while is_running(pid) {
            assert!(Instant::now() < deadline, "the server outlasted its owner");
            thread::sleep(Duration::from_millis(20));
        }
        assert!(Path::new(&folder).exists(), "a later start removes it");
        fs::remove_dir_all(folder)?;
    }
    Ok(())
}

/// The owner: holds a server that is never dropped, started by a thread that ends at once.
fn own_a_server() -> TestResult {
    let server = thread::spawn(Server::start).join().map_err(|_| "the thread panicked")??;
    // The thread is gone, and the server is not.
    assert_eq!(server.psql("postgres", "SELECT 1")?, "1");
    println!("\nserver {}\nfolder {}", server.pid().ok_or("it runs")?, server.folder().display());
    std::mem::forget(server);
    if env::var_os(OWNER).is_some_and(|how| how == "waits") {
        loop {
            thread::park();
        }
    }
    Ok(())
}

/// Asks by an address, with the first psql on the path: what it answers, or what it says instead.
fn connect(url: &str, sql: &str) -> Result<Result<String, String>, Box<dyn Error>> {
    let done = Command::new("psql").args(["-XqtAw", "-d", url, "-c", sql]).output()?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    Ok(if done.status.success() { Ok(text(&done.stdout)) } else { Err(text(&done.stderr)) })
}

/// A folder that others can enter, or only its owner.
fn folder_with_rights(mode: u32) -> Result<tempfile::TempDir, Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(mode))?;
    Ok(folder)
}

fn is_running(id: u32) -> bool {
    // One that has ended and that nobody has waited for yet has the state Z.
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    stat.rsplit_once(") ").is_some_and(|(_, state)| !state.starts_with('Z'))
}

fn kill(id: u32) -> TestResult {
    let pid = Pid::from_raw(i32::try_from(id)?).ok_or("not an id")?;
    Ok(kill_process(pid, Signal::KILL)?)
}
