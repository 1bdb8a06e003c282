//! Whoever has an app of an earlier release finds their records where they left them: the rows are those that each release
//! wrote, and what lies sealed in them is what the first one sealed.

use serde_json::{Value, json};

use crate::engine::Engine;
use crate::matrix::Engines;
use crate::world::{Screen, TestResult, World};

pub const ENGINES: Engines = Engines::All;

/// Oldest first; none of them is ever written again.
const RELEASES: [(&str, &str); 8] = [
    ("0.1.0", include_str!("../../crates/companion_storage/tests/releases/0.1.0.json")),
    ("0.2.0", include_str!("../../crates/companion_storage/tests/releases/0.2.0.json")),
    ("0.3.0", include_str!("../../crates/companion_storage/tests/releases/0.3.0.json")),
    ("0.4.0", include_str!("../../crates/companion_storage/tests/releases/0.4.0.json")),
    ("0.4.1", include_str!("../../crates/companion_storage/tests/releases/0.4.1.json")),
    ("0.5.0", include_str!("../../crates/companion_storage/tests/releases/0.5.0.json")),
    ("0.5.1", include_str!("../../crates/companion_storage/tests/releases/0.5.1.json")),
    ("0.6.0", include_str!("../../crates/companion_storage/tests/releases/0.6.0.json")),
];
const WORDS: &str = "Plainly invented: written on with a newer app.";
const SEALED: &str = include_str!("../../crates/companion_seal/tests/golden/v1.json");
/// Under which ids it was sealed.
const VAULT: &str = "00000000-0000-0000-0000-000000000009";
const DRAFT: &str = "00000000-0000-0000-0000-00000000000a";
const SCHOOL: &str = "00000000-0000-0000-0000-000000000001";
/// Whose phone it is; the others came to it later.
const ANNA: &str = "00000000-0000-0000-0000-00000000000a";
const ANNAS_DRAFT: &str = "00000000-0000-0000-0000-000000000002";

/// The database as the first release made it, which no release has changed since. The device's key can't be kept in a file:
/// a new one takes its place, and the vault is locked under it.
const LEFT: &str = "const [rows, vaultId, vault] = arguments, done = arguments[arguments.length - 1];
    const stores = ['copies', 'device_keys', 'drafts', 'envelopes', 'meta', 'outbox', 'profiles', 'snapshots'];
    const base64url = (bytes) => btoa(String.fromCharCode(...bytes))
        .replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
    const come = (request) => new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });
    (async () => {
        const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
        const iv = crypto.getRandomValues(new Uint8Array(12));
        const locked = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, new TextEncoder().encode(vault));
        localStorage.clear();
        await come(indexedDB.deleteDatabase('companion'));
        const opening = indexedDB.open('companion', 1);
        opening.onupgradeneeded = () => {
            for (const store of stores) {
                const numbered = store === 'snapshots';
                const made = opening.result.createObjectStore(store, { autoIncrement: numbered });
                if (numbered) made.createIndex('draft', 'draft');
            }
        };
        const database = await come(opening);
        const transaction = database.transaction(stores, 'readwrite');
        for (const [store, name, row] of rows) {
            if (row.vault_id === vaultId) row.vault = base64url([...iv, ...new Uint8Array(locked)]);
            transaction.objectStore(store).put(Array.isArray(row) ? new Uint8Array(row) : row, name);
        }
        transaction.objectStore('device_keys').put(key, vaultId);
        await new Promise((resolve) => { transaction.oncomplete = resolve; });
        database.close();
        done(true);
    })().catch((why) => done(String(why)));";

pub async fn story(engine: Engine) -> TestResult {
    let world = World::start(engine).await?;
    for (version, rows) in RELEASES {
        in_version(version, opens_as_it_was_left(&world.phone, rows).await)?;
    }
    Ok(())
}

async fn opens_as_it_was_left(phone: &Screen, rows: &str) -> TestResult {
    // From a page of the site that holds no connection.
    phone.opens("/paper").await?;
    let sealed: Value = serde_json::from_str(SEALED)?;
    let rows = with_what_was_sealed(serde_json::from_str(rows)?, &sealed);
    let vault = sealed["vault"].to_string();
    is_done(phone.asks_and_waits(LEFT, json!([rows, VAULT, vault])).await?)?;
    phone.opens("/records").await?;
    let is_shared = rows.to_string().contains("Ben");
    anna_unlocks(phone, is_shared).await?;
    phone.presses("Draft").await?;
    // When it was kept stands in what was sealed.
    phone.sees("0 characters saved Tue 3 Nov 2026, 14:32").await?;
    phone.sees("1 record is NOT with the school yet").await?;

    phone.types("Write it down", WORDS).await?;
    phone.keeps(WORDS.chars().count()).await?;
    phone.reloads().await?;
    anna_unlocks(phone, is_shared).await?;
    phone.keeps(WORDS.chars().count()).await?;
    let held = phone.reads_field("Write it down").await?;
    if held == WORDS { Ok(()) } else { Err(format!("the box holds “{held}”").into()) }
}

async fn anna_unlocks(phone: &Screen, is_shared: bool) -> TestResult {
    if is_shared {
        phone.sees("Who are you?").await?;
        phone.presses("Anna").await?;
    }
    phone.unlocks().await
}

fn is_done(answer: Value) -> TestResult {
    if answer == true { Ok(()) } else { Err(format!("the phone could not be left so: {answer}").into()) }
}

fn in_version(version: &str, result: TestResult) -> TestResult {
    result.map_err(|failed| format!("{version}: {}", failed.message().unwrap_or_default()).into())
}

/// The rows hold bytes that stand for what is sealed: what was sealed takes their place, under its own ids.
fn with_what_was_sealed(mut rows: Value, sealed: &Value) -> Value {
    for line in rows.as_array_mut().into_iter().flatten() {
        let (store, name) = (line[0].clone(), line[1].clone());
        match (store.as_str(), name.as_str()) {
            (Some("meta"), Some("enrolment")) => {
                line[2]["school"] = json!(SCHOOL);
                line[2]["directory"] = sealed["directory"].clone();
            }
            (Some("profiles"), Some(ANNA)) => {
                line[2]["vault_id"] = json!(VAULT);
                line[2]["sealed_author_key"] = sealed["author_key"].clone();
            }
            (Some("drafts"), Some(ANNAS_DRAFT)) => {
                line[1] = json!(DRAFT);
                line[2]["id"] = json!(DRAFT);
                line[2]["key"] = sealed["draft_key"].clone();
                line[2]["sealed"] = sealed["draft"].clone();
            }
            _ => {}
        }
    }
    rows
}
