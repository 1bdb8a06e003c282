//! The list itself. A test holds it against the catalogue of each database.

use super::{Column, Kind, LeftOut, Table};

/// The table with one row for a school: what is in it decides whether there is the school.
pub const SCHOOL: &str = "school";
/// The table of the directories, the newest last.
pub const DIRECTORY: &str = "directory";
/// The tables of what phones deliver.
pub const DELIVERED: [&str; 2] = ["envelope", "practice"];
/// The table of links for the first member of a route, and of who waits after opening one.
pub const JOINING: &str = "joining";
/// The table of what is known of links before they are opened.
pub const CODE: &str = "code";

/// By what the rows of what phones deliver are known, and those that say something of it: elsewhere they are numbered anew.
const AS_DELIVERED: &str = "id, sha256";

/// Every table of a school. A migration that adds one, or a column, adds it here and begins a new format of moved schools.
pub const TABLES: &[Table] = &[
    table(SCHOOL, "founded_at", &[number("founded_at")]),
    Table {
        known_by: "version, signature",
        ..table(
            DIRECTORY,
            "version",
            &[number("version"), text("body"), text("signed_by"), bytes("signature"), number("stored_at")],
        )
    },
    table("published_key", "route, kid", &[text("route"), bytes("kid")]),
    table(
        "member",
        "member",
        &[
            id("member"),
            text("sign_in_name"),
            text("name"),
            bytes("salt"),
            number("memory_kib"),
            number("passes"),
            bytes("login_sha256"),
            bytes("wrapped_keys"),
            bytes("encryption_key"),
            bytes("signing_key"),
        ],
    ),
    table("route_key", "member, route, kid", &[id("member"), text("route"), bytes("kid"), bytes("sealed")]),
    table("root_key", "member", &[id("member"), bytes("sealed")]),
    Table {
        set_once: &["countersign", "withdrawn_at"],
        ..table(
            "author",
            "author",
            &[
                id("author"),
                text("name"),
                text("role"),
                id("invited_by"),
                bytes("code_sha256"),
                bytes("sealed_secret"),
                number("invited_at"),
                number("expires_at"),
                optional(bytes("countersign")),
                optional(number("withdrawn_at")),
            ],
        )
    },
    Table {
        changes_by_itself: &["last_seen_at", "version", "taken_since_removal", "practice_since_removal"],
        set_once: &["removed_at"],
        ..table(
            "device",
            "device",
            &[
                id("device"),
                id("author"),
                bytes("secret_sha256"),
                bytes("author_key"),
                bytes("proof"),
                number("enrolled_at"),
                number("last_seen_at"),
                optional(text("version")),
                optional(number("removed_at")),
                optional(text("removal")),
                optional(number("removal_directory")),
                number("taken_since_removal"),
                number("practice_since_removal"),
            ],
        )
    },
    table(
        JOINING,
        "invitation",
        &[
            id("invitation"),
            text("route"),
            text("name"),
            id("invited_by"),
            bytes("code_sha256"),
            bytes("sealed_secret"),
            number("invited_at"),
            number("expires_at"),
            optional(text("request")),
            optional(text("sign_in_name")),
            optional(number("confirmed_at")),
        ],
    ),
    table(CODE, "code_sha256", &[bytes("code_sha256")]),
    Table {
        known_by: AS_DELIVERED,
        ..table(
            "envelope",
            "route, seq",
            &[
                id("id"),
                bytes("sha256"),
                truth("conflict"),
                text("route"),
                number("seq"),
                optional(id("device")),
                optional(id("imported_by")),
                number("received_at"),
                text("receipt"),
                bytes("bytes"),
            ],
        )
    },
    Table {
        // PostgreSQL has a row for a route on which only practice came, too.
        only: Some("seq > 0"),
        // They follow from the rows that have them.
        changes_by_itself: &["seq", "reading_seq", "acknowledgement_seq"],
        ..table(
            "route_seq",
            "route",
            &[text("route"), number("seq"), number("reading_seq"), number("acknowledgement_seq")],
        )
    },
    Table {
        known_by: AS_DELIVERED,
        ..table(
            "reading",
            "route, seq",
            &[
                id("id"),
                bytes("sha256"),
                text("route"),
                number("seq"),
                id("member"),
                number("read_at"),
                bytes("signature"),
            ],
        )
    },
    Table {
        known_by: AS_DELIVERED,
        ..table(
            "acknowledgement",
            "route, seq",
            &[
                id("id"),
                bytes("sha256"),
                text("route"),
                number("seq"),
                id("member"),
                number("at"),
                bytes("signature"),
            ],
        )
    },
    Table {
        keeps_order_within: Some("route"),
        known_by: AS_DELIVERED,
        ..table(
            "practice",
            "route",
            &[
                id("id"),
                bytes("sha256"),
                text("route"),
                id("device"),
                number("received_at"),
                text("receipt"),
                bytes("bytes"),
            ],
        )
    },
    Table {
        known_by: AS_DELIVERED,
        ..table(
            "practice_acknowledgement",
            "id, sha256",
            &[id("id"), bytes("sha256"), id("member"), number("at"), bytes("signature")],
        )
    },
];

/// What is in a database and is not moved.
pub const LEFT_OUT: &[LeftOut] = &[
    LeftOut {
        table: "life",
        column: None,
        is_of_a_school: false,
        reason: "of the database: another one has another epoch",
    },
    LeftOut { table: "schema_step", column: None, is_of_a_school: false, reason: "of the schema" },
    LeftOut {
        table: "setup_code",
        column: None,
        is_of_a_school: true,
        reason: "each founds a school on the database it was made in",
    },
    LeftOut {
        table: "sign_in_try",
        column: None,
        is_of_a_school: false,
        reason: "tries to sign in are forgotten after a while anyway",
    },
    LeftOut {
        table: "session",
        column: None,
        is_of_a_school: true,
        reason: "members sign in where their school is",
    },
    LeftOut {
        table: "practice",
        column: Some("seq"),
        is_of_a_school: true,
        reason: "the order of the rows says it",
    },
    LeftOut {
        table: "route_seq",
        column: Some("practice_seq"),
        is_of_a_school: true,
        reason: "the last number of practice, which is counted anew",
    },
];

const fn table(name: &'static str, order: &'static str, columns: &'static [Column]) -> Table {
    Table {
        name,
        columns,
        order,
        known_by: order,
        changes_by_itself: &[],
        set_once: &[],
        keeps_order_within: None,
        only: None,
    }
}

const fn id(name: &'static str) -> Column {
    Column { name, kind: Kind::Id, optional: false }
}

const fn bytes(name: &'static str) -> Column {
    Column { name, kind: Kind::Bytes, optional: false }
}

const fn number(name: &'static str) -> Column {
    Column { name, kind: Kind::Number, optional: false }
}

const fn text(name: &'static str) -> Column {
    Column { name, kind: Kind::Text, optional: false }
}

const fn truth(name: &'static str) -> Column {
    Column { name, kind: Kind::Truth, optional: false }
}

const fn optional(column: Column) -> Column {
    Column { optional: true, ..column }
}
