//! One of each, with everything in it that may be missing.

use companion_model::concern::{Draft, History, Kind};
use companion_model::wire::{Bytes, v1::*};
use companion_model::{DeviceTime, KeyId, Route};
use uuid::Uuid;

const AT: i64 = 1_793_716_320_000;

pub fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn bytes<const N: usize>(n: u8) -> Bytes {
    [n; N].into()
}

pub fn author() -> AuthorName {
    AuthorName { id: id(1), name: "Demonstration teacher".into(), role: "Teacher".into() }
}

pub fn receipt() -> Receipt {
    Receipt {
        v: 1,
        school: id(2),
        route: Route::Head,
        id: id(3),
        sha256: bytes::<32>(4),
        received_at: AT,
        epoch: id(5),
        seq: u64::MAX,
        flags: vec![Flag::Conflict, Flag::Practice],
        kid: KeyId([6; 8]),
        signature: bytes::<64>(7),
    }
}

pub fn sealed_file() -> SealedFile {
    SealedFile { v: 1, school: id(2), envelope: bytes::<200>(32) }
}

pub fn tally() -> Tally {
    Tally { drafts: 2, unsent: u32::MAX, at: AT }
}

pub fn signed_read() -> SignedRead {
    SignedRead { member: id(8), read_at: -AT, signature: bytes::<64>(9) }
}

pub fn state() -> EnvelopeState {
    EnvelopeState { receipt: receipt(), read: Some(signed_read()) }
}

pub fn directory() -> Directory {
    let member = MemberEntry {
        id: id(8),
        name: "Demonstration DSL".into(),
        role: "Designated Safeguarding Lead".into(),
        phone: "01632 960001".into(),
        signing_key: bytes::<32>(10),
        sealing: Some(SealingKey { key: bytes::<32>(38), signature: bytes::<64>(39) }),
    };
    let former = FormerMembers {
        members: vec![MemberEntry { id: id(40), sealing: None, ..member.clone() }],
        signature: bytes::<64>(41),
    };
    let entry = RouteEntry {
        route: Route::Dsl,
        kid: KeyId([11; 8]),
        encryption_key: bytes::<32>(12),
        signing_key: bytes::<32>(13),
        introduction: bytes::<64>(14),
        succession: vec![Predecessor { signing_key: bytes::<32>(30), signature: bytes::<64>(31) }],
        members: vec![member],
        signature: bytes::<64>(15),
        former: Some(former),
    };
    let contact =
        Contact { name: "Office".into(), number: "01632 960002".into(), for_what: "“Anything”".into() };
    Directory {
        v: 1,
        school: id(2),
        school_name: "Demonstration School".into(),
        version: 3,
        issued_at: AT,
        valid_until: AT + 1,
        root_key: bytes::<32>(16),
        routes: vec![entry],
        receipt_keys: vec![bytes::<32>(17)],
        contacts: vec![contact],
        lock_after_min: Some(5),
    }
}

pub fn signed_directory() -> SignedDirectory {
    let body = serde_json::to_string(&directory()).unwrap();
    SignedDirectory { body, signed_by: Route::Chair, signature: bytes::<64>(18) }
}

pub fn enrolment() -> EnrolmentRequest {
    let (secret_sha256, author_key, proof) = (bytes::<32>(19), bytes::<32>(20), bytes::<32>(21));
    EnrolmentRequest { device: id(22), secret_sha256, author_key, proof }
}

pub fn enrolment_answer() -> EnrolmentAnswer {
    EnrolmentAnswer { school: id(2), author: author(), directory: signed_directory() }
}

pub fn invitation() -> InvitationRequest {
    InvitationRequest {
        author: id(1),
        code_sha256: bytes::<32>(23),
        sealed_secret: bytes::<64>(24),
        name: "Demonstration teacher".into(),
        role: "Teacher".into(),
        lives_s: 900,
        by: Some(id(8)),
    }
}

pub fn author_on_file() -> AuthorOnFile {
    let enrolled = EnrolledAuthor {
        device: id(22),
        author_key: bytes::<32>(20),
        proof: bytes::<32>(21),
        last_seen_at: Some(AT),
        version: Some("0.3.0".into()),
        removed_at: Some(AT + 1),
        removed_by: Some(id(8)),
    };
    AuthorOnFile {
        author: author(),
        invited_by: id(8),
        sealed_secret: bytes::<64>(24),
        enrolled: Some(enrolled),
        countersign: Some(Countersign { member: id(8), signature: bytes::<64>(25) }),
    }
}

pub fn removal() -> Removal {
    Removal { member: id(8), ordered_at: AT, signature: bytes::<64>(32) }
}

pub fn newer_directory() -> DirectoryRequest {
    DirectoryRequest { directory: signed_directory(), route_keys: vec![route_key()] }
}

fn route_key() -> SealedRouteKey {
    SealedRouteKey { route: Route::Dsl, kid: KeyId([11; 8]), member: id(8), sealed: bytes::<80>(26) }
}

fn root_key() -> SealedRootKey {
    SealedRootKey { member: id(8), sealed: bytes::<80>(27) }
}

pub fn kdf_params() -> KdfParams {
    KdfParams { salt: bytes::<16>(28), memory_kib: 19_456, passes: 2 }
}

fn new_member() -> NewMember {
    NewMember {
        id: id(8),
        sign_in_name: "dsl".into(),
        name: "Demonstration DSL".into(),
        stretch: kdf_params(),
        login_sha256: bytes::<32>(29),
        wrapped_keys: bytes::<104>(30),
        encryption_key: bytes::<32>(31),
        signing_key: bytes::<32>(10),
    }
}

pub fn route_invitation() -> RouteInvitationRequest {
    let (code_sha256, sealed_secret) = (bytes::<32>(23), bytes::<64>(24));
    let name = "Demonstration head".into();
    RouteInvitationRequest {
        id: id(38),
        route: Route::Head,
        name,
        code_sha256,
        sealed_secret,
        lives_s: 86_400,
        by: Some(id(8)),
    }
}

pub fn joining_offer() -> JoiningOffer {
    let sign_in_names = vec!["demonstration-dsl".into()];
    JoiningOffer { invited_by: id(8), sign_in_names, directory: signed_directory() }
}

pub fn joining() -> JoiningRequest {
    let entry = directory().routes.remove(0);
    JoiningRequest { member: new_member(), route_key: route_key(), entry, proof: bytes::<32>(39) }
}

pub fn invited_member() -> InvitedMember {
    let waiting = WaitingMember { entry: joining().entry, proof: joining().proof };
    let RouteInvitationRequest { id, route, name, sealed_secret, .. } = route_invitation();
    let (invited_by, expires_at) = (self::id(8), AT);
    InvitedMember { id, route, name, invited_by, sealed_secret, expires_at, waiting: Some(waiting) }
}

pub fn setup() -> SetupRequest {
    SetupRequest {
        school: id(2),
        members: vec![new_member()],
        route_keys: vec![route_key()],
        root_keys: vec![root_key()],
        directory: signed_directory(),
    }
}

pub fn session() -> SessionAnswer {
    SessionAnswer {
        member: id(8),
        name: "Demonstration DSL".into(),
        wrapped_keys: bytes::<104>(30),
        route_keys: vec![route_key()],
        root_key: Some(root_key()),
        directory: signed_directory(),
    }
}

pub fn inbox() -> InboxPage {
    let envelope = InboxEnvelope {
        receipt: receipt(),
        device: id(22),
        author: author_on_file(),
        bytes: bytes::<200>(32),
        read: Some(signed_read()),
        imported_by: Some(id(8)),
        acknowledged: Some(acknowledgement()),
    };
    InboxPage { envelopes: vec![envelope], next: Some("7".into()) }
}

fn acknowledgement() -> Acknowledgement {
    Acknowledgement { member: id(8), at: AT, signature: bytes::<64>(40) }
}

pub fn changes() -> InboxChanges {
    let InboxPage { envelopes, .. } = inbox();
    let reads = vec![ReadMark { id: id(22), sha256: bytes::<32>(34), read: signed_read() }];
    let looked_at =
        vec![AcknowledgementMark { id: id(22), sha256: bytes::<32>(34), said: acknowledgement() }];
    InboxChanges { envelopes, reads, looked_at, next: "8".into(), more: true, held: Some(9), anew: true }
}

pub fn problem() -> Problem {
    let [kind, title, detail] = [problem::TOO_LARGE, "Too large.", "It is still here."].map(str::to_owned);
    Problem { kind, title, status: 413, detail }
}

pub fn timestamp() -> Timestamp {
    Timestamp { v: 1, at: AT, kid: KeyId([6; 8]), signature: bytes::<64>(33) }
}

pub fn history() -> History {
    let mut history = History::starting_with([34; 32]);
    history.note(AT, [35; 32]);
    history.entries[0].timestamp = Some(timestamp());
    history.note(AT + 60_000, [36; 32]);
    history
}

pub fn draft() -> Draft {
    let started_at = DeviceTime { utc_ms: AT, offset_min: -60, zone: "Europe/London".into() };
    let mut draft = Draft::new(id(3), Kind::Addition { about: id(37) }, author(), started_at);
    draft.history = Some(history());
    draft
}
