//! Rows as a newer build may have written them, or as damage leaves them: written by hand, and never made from what this
//! build writes today.

/// A row of another form: in which store, under which name, and how many unreadable things it makes.
pub struct Odd {
    pub store: &'static str,
    pub key: &'static str,
    pub row: &'static str,
    pub unreadable: usize,
}

const fn odd(store: &'static str, key: &'static str, row: &'static str, unreadable: usize) -> Odd {
    Odd { store, key, row, unreadable }
}

/// Anna's: a state that this build does not know.
pub const STATE: Odd = odd(
    "outbox",
    "00000000-0000-0000-0000-000000000011",
    r#"{"id":"00000000-0000-0000-0000-000000000011","author":"00000000-0000-0000-0000-00000000000a","route":"dsl","signed_at":{"utc_ms":1,"offset_min":60,"zone":"Europe/London"},"sha256":"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE","state":{"archived":{"at":1}},"tries":0,"tried_at":null,"wait_until":0,"wait_was_named":false,"confirmed_in":null,"bytes_kept":true}"#,
    0,
);

/// Anna's: a refusal that this build does not know, and says more than its name.
pub const REFUSAL: Odd = odd(
    "outbox",
    "00000000-0000-0000-0000-000000000013",
    r#"{"id":"00000000-0000-0000-0000-000000000013","author":"00000000-0000-0000-0000-00000000000a","route":"dsl","signed_at":{"utc_ms":1,"offset_min":60,"zone":"Europe/London"},"sha256":"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE","state":{"needs-attention":{"quota":{"until":5}}},"tries":0,"tried_at":7,"wait_until":0,"wait_was_named":false,"confirmed_in":null,"bytes_kept":true,"folder":"a"}"#,
    0,
);

/// Anna's: a number where the state was.
pub const DAMAGED: Odd = odd(
    "outbox",
    "00000000-0000-0000-0000-000000000012",
    r#"{"id":"00000000-0000-0000-0000-000000000012","author":"00000000-0000-0000-0000-00000000000a","route":"dsl","signed_at":{"utc_ms":1,"offset_min":60,"zone":"Europe/London"},"sha256":"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE","state":7,"tries":0,"bytes_kept":true,"weight":0.5}"#,
    1,
);

/// A delivery of nobody whom this build can name.
pub const NOBODYS_DELIVERY: Odd = odd(
    "outbox",
    "00000000-0000-0000-0000-000000000014",
    r#"{"v":2,"id":"00000000-0000-0000-0000-000000000014","authors":["00000000-0000-0000-0000-00000000000a"]}"#,
    1,
);

/// Cara's place, with a time of another type.
pub const PROFILE: Odd = odd(
    "profiles",
    "00000000-0000-0000-0000-00000000000c",
    r#"{"author":{"id":"00000000-0000-0000-0000-00000000000c","name":"Cara","role":"Teacher"},"vault_id":"00000000-0000-0000-0000-000000000003","vault":"BgYG","sealed_author_key":"BwcH","wrong_tries":0,"last_wrong_at":0,"created_at":"2027-01-01T10:00:00Z","passkey":["AQEB"]}"#,
    1,
);

/// Ben's draft, sealed in another way.
pub const DRAFT: Odd = odd(
    "drafts",
    "00000000-0000-0000-0000-000000000008",
    r#"{"id":"00000000-0000-0000-0000-000000000008","author":"00000000-0000-0000-0000-00000000000b","sealed":{"v":2,"parts":["AAAA"]},"key":{"locked":"BwcH","hand_over":null},"revision":1,"saved_at":{"utc_ms":1,"offset_min":60,"zone":"Europe/London"}}"#,
    1,
);

/// A draft of nobody whom this build can name.
pub const NOBODYS_DRAFT: Odd =
    odd("drafts", "00000000-0000-0000-0000-000000000009", r#"{"author":7,"sealed":"AAAA"}"#, 1);

/// An earlier state of Anna's draft, with a time of another form.
pub const SNAPSHOT: Odd = odd(
    "snapshots",
    "1000",
    r#"{"draft":"00000000-0000-0000-0000-000000000002","taken_at":60000,"sealed":"AAAAAAAAAAE"}"#,
    1,
);

/// A copy of a record of Anna's, sealed in another way.
pub const COPY: Odd = odd(
    "copies",
    "00000000-0000-0000-0000-000000000011",
    r#"{"id":"00000000-0000-0000-0000-000000000011","author":"00000000-0000-0000-0000-00000000000a","sealed":7}"#,
    1,
);

/// The epoch of the endpoint's database, as an object.
pub const EPOCH: Odd =
    odd("meta", "epoch", r#"{"life":"00000000-0000-0000-0000-00000000000e","since":1}"#, 0);

/// What was made for a link, as an object of another form.
pub const BEGUN: Odd = odd(
    "meta",
    "begun CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk",
    r#"{"v":2,"token":{"device":[7,7]},"made":{"at":0.5}}"#,
    0,
);

/// The school, with a directory of another form.
pub const DIRECTORY: Odd = odd(
    "meta",
    "enrolment",
    r#"{"school":"00000000-0000-0000-0000-000000000005","school_name":"Demonstration School","device":"00000000-0000-0000-0000-000000000001","secret":"AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM","root_fingerprint":"BAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQ","directory":{"v":2,"parts":[{"body":"{}","weight":0.5}]},"author":{"id":"00000000-0000-0000-0000-00000000000a","name":"Anna","role":"Teacher"}}"#,
    0,
);

/// The same, with a text in its place.
pub const TEXT_FOR_A_DIRECTORY: Odd = odd(
    "meta",
    "enrolment",
    r#"{"school":"00000000-0000-0000-0000-000000000005","school_name":"Demonstration School","device":"00000000-0000-0000-0000-000000000001","secret":"AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM","root_fingerprint":"BAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQ","directory":"{}","author":{"id":"00000000-0000-0000-0000-00000000000a","name":"Anna","role":"Teacher"}}"#,
    0,
);

/// The same, with none.
pub const NO_DIRECTORY: Odd = odd(
    "meta",
    "enrolment",
    r#"{"school":"00000000-0000-0000-0000-000000000005","school_name":"Demonstration School","device":"00000000-0000-0000-0000-000000000001","secret":"AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM","root_fingerprint":"BAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQ","directories":[],"author":{"id":"00000000-0000-0000-0000-00000000000a","name":"Anna","role":"Teacher"}}"#,
    0,
);

/// The school, with a name in several languages, and more of whoever set the phone up.
pub const NO_NAMES: Odd = odd(
    "meta",
    "enrolment",
    r#"{"school":"00000000-0000-0000-0000-000000000005","school_name":{"en":"Demonstration School"},"device":"00000000-0000-0000-0000-000000000001","secret":"AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM","root_fingerprint":"BAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQ","directory":{"v":2,"weight":0.5},"author":{"id":"00000000-0000-0000-0000-00000000000a","name":"Anna","role":"Teacher","pronouns":{"they":true}}}"#,
    0,
);

/// Each by itself; the phone goes on as if it were not there.
pub const ALL: [&Odd; 14] = [
    &STATE,
    &REFUSAL,
    &DAMAGED,
    &NOBODYS_DELIVERY,
    &PROFILE,
    &DRAFT,
    &NOBODYS_DRAFT,
    &SNAPSHOT,
    &COPY,
    &EPOCH,
    &BEGUN,
    &DIRECTORY,
    &TEXT_FOR_A_DIRECTORY,
    &NO_DIRECTORY,
];
