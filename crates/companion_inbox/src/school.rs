//! A school for tests: founded as a browser founds one, without an endpoint.

use companion_model::{
    DeviceTime, Route,
    concern::{AboutStaff, Concern, Danger, Draft, Kind, Signature, StaffAnswer, ToldAnswer, ToldDsl, sign},
    wire::v1::{
        AuthorName, AuthorOnFile, DirectoryRequest, EnrolledAuthor, Flag, InboxEnvelope, JoiningRequest,
        KdfParams, NewMember, Receipt, SealedRouteKey, SessionAnswer, SignedDirectory,
    },
};
use companion_seal::{
    Secret,
    author::AuthorKey,
    digest,
    directory::{self, Trust},
    envelope::{self, Binding},
    hand_over,
    passphrase::PassphraseKeys,
    receipt::{ReceiptKey, UnsignedReceipt},
    vault::Vault,
};
use uuid::Uuid;

use crate::{
    founding::{Choices, Founded, Founder, Person, found},
    keyring::Keyring,
    staff::LinkLifetime,
};

/// 3 November 2026, 14:32 UTC.
pub const NOW: i64 = 1_793_716_320_000;

pub fn founder(name: &str, routes: &[Route]) -> Founder {
    let stretch = KdfParams { salt: vec![7; 16].into(), memory_kib: 64, passes: 1 };
    Founder {
        person: Person {
            sign_in_name: name.into(),
            name: format!("Demonstration {name}"),
            role: "Lead".into(),
            phone: "01632 960001".into(),
            routes: routes.to_vec(),
        },
        stretch,
        keys: PassphraseKeys { login: Secret::new([1; 32]), wrap: wrap_key(name) },
    }
}

pub fn founders() -> Vec<Founder> {
    Route::ALL.map(|route| founder(route.name(), &[route])).into()
}

fn wrap_key(name: &str) -> Secret<32> {
    Secret::new(digest(name.as_bytes()))
}

pub struct School {
    pub id: Uuid,
    founded: Founded,
    receipt_key: ReceiptKey,
}

impl School {
    pub fn new() -> Self {
        Self::of(&founders())
    }

    /// One whose DSL has a deputy on the same route.
    pub fn with_a_deputy() -> Self {
        let mut all = founders();
        all.push(founder("deputy", &[Route::Dsl]));
        Self::of(&all)
    }

    pub fn of(founders: &[Founder]) -> Self {
        let (id, receipt_key) = (Uuid::from_u128(1), ReceiptKey::generate().unwrap());
        let choices = Choices::named("Demonstration School");
        let founded = found(id, &choices, receipt_key.public(), founders, NOW).unwrap();
        Self { id, founded, receipt_key }
    }

    pub fn receipt_key(&self) -> &ReceiptKey {
        &self.receipt_key
    }

    pub fn wrap_key(&self, name: &str) -> Secret<32> {
        wrap_key(name)
    }

    fn member(&self, name: &str) -> &NewMember {
        self.founded.request.members.iter().find(|member| member.sign_in_name == name).unwrap()
    }

    pub fn session(&self, name: &str) -> SessionAnswer {
        let (member, request) = (self.member(name), &self.founded.request);
        SessionAnswer {
            member: member.id,
            name: member.name.clone(),
            wrapped_keys: member.wrapped_keys.clone(),
            route_keys: self.keys_of(member.id),
            root_key: request.root_keys.iter().find(|key| key.member == member.id).cloned(),
            directory: request.directory.clone(),
        }
    }

    /// What the endpoint gives a member: the keys of the routes that its newest directory names them for.
    fn keys_of(&self, member: Uuid) -> Vec<SealedRouteKey> {
        let directory = directory::verify(&self.founded.request.directory, Trust::Itself).unwrap();
        let mut keys = self.founded.request.route_keys.clone();
        keys.retain(|key| {
            let entry = directory::route(&directory, key.route).unwrap();
            key.member == member && entry.members.iter().any(|one| one.id == member)
        });
        keys
    }

    /// What the endpoint does once somebody is confirmed.
    pub fn lets_in(&mut self, joining: JoiningRequest, directory: SignedDirectory) {
        self.founded.request.members.push(joining.member);
        self.founded.request.route_keys.push(joining.route_key);
        self.founded.request.directory = directory;
    }

    /// What the endpoint does with a newer directory.
    pub fn publishes(&mut self, newer: DirectoryRequest) {
        self.founded.request.directory = newer.directory;
        self.founded.request.route_keys.extend(newer.route_keys);
    }

    pub fn keyring(&self, name: &str) -> Keyring {
        Keyring::unlock(self.id, &wrap_key(name), &self.session(name)).unwrap()
    }

    /// A teacher invited by a member, and their phone.
    pub fn enrols(&self, inviting: &str) -> (EnrolledPhone, AuthorOnFile) {
        let keyring = self.keyring(inviting);
        let author = AuthorName { id: Uuid::from_u128(5), name: "Sam Teacher".into(), role: "Tutor".into() };
        let (invitation, request) =
            keyring.invite(author.id, &author.name, &author.role, LinkLifetime::Day).unwrap();
        let (device, author_key) = (Uuid::from_u128(6), AuthorKey::generate().unwrap());
        let key = author_key.public();
        let proof = invitation.proof(&key, device);
        let on_file = AuthorOnFile {
            author: author.clone(),
            invited_by: keyring.member(),
            sealed_secret: request.sealed_secret,
            enrolled: Some(EnrolledAuthor {
                device,
                author_key: key,
                proof,
                last_seen_at: None,
                version: None,
                removed_at: None,
                removed_by: None,
            }),
            countersign: None,
        };
        (EnrolledPhone { device, author, author_key }, on_file)
    }

    pub fn countersigned(&self, inviting: &str, on_file: AuthorOnFile) -> AuthorOnFile {
        let countersign = self.keyring(inviting).countersign(&on_file).unwrap();
        AuthorOnFile { countersign, ..on_file }
    }

    pub fn receipt(&self, bytes: &[u8], id: Uuid, flags: Vec<Flag>) -> Receipt {
        self.receipt_key.sign(UnsignedReceipt {
            school: self.id,
            route: Route::Dsl,
            id,
            sha256: digest(bytes),
            received_at: NOW,
            epoch: Uuid::from_u128(4),
            seq: 1,
            flags,
        })
    }
}

pub struct EnrolledPhone {
    pub device: Uuid,
    pub author: AuthorName,
    pub author_key: AuthorKey,
}

impl EnrolledPhone {
    pub fn writes(&self, route: Route, words: &str) -> Concern {
        self.writes_at(NOW - 64 * 60_000, route, words)
    }

    /// A short record, begun and signed at this time by the phone's clock.
    pub fn writes_at(&self, at: i64, route: Route, words: &str) -> Concern {
        self.signs(&self.drafts(at, words), route)
    }

    pub fn signs(&self, draft: &Draft, route: Route) -> Concern {
        sign(draft, route, draft.last_edited_at.clone(), "Sam Teacher").unwrap()
    }

    pub fn drafts(&self, at: i64, words: &str) -> Draft {
        let at = DeviceTime { utc_ms: at, offset_min: 60, zone: "Europe/Madrid".into() };
        let id = crate::new_id(at.utc_ms).unwrap();
        let mut draft = Draft::new(id, Kind::Concern, self.author.clone(), at.clone());
        draft.content.verbatim = words.into();
        draft.content.danger = Some(Danger::No);
        draft.content.child.name = "Alex Child".into();
        draft.content.about_staff = Some(AboutStaff::of(StaffAnswer::No));
        draft.content.told_dsl = Some(ToldDsl { answer: ToldAnswer::NotYet, ..ToldDsl::default() });
        draft.content.signature = Signature { name: "Sam Teacher".into(), true_record: true };
        draft.edited(at);
        draft
    }

    pub fn delivers(&self, school: &School, concern: &Concern, on_file: &AuthorOnFile) -> InboxEnvelope {
        self.seals(school, concern.route, concern.id, &concern.to_json_bytes().unwrap(), on_file)
    }

    pub fn seals(
        &self,
        school: &School,
        route: Route,
        id: Uuid,
        content: &[u8],
        on_file: &AuthorOnFile,
    ) -> InboxEnvelope {
        let keyring = school.keyring("dsl");
        let entry = directory::route(&keyring.directory, route).unwrap();
        let binding = Binding { school: school.id, id, device: self.device, schema: 1 };
        let bytes = envelope::seal(entry, binding, &self.author_key, content).unwrap();
        self.came(school, id, bytes, on_file)
    }

    /// A draft, unopened, as the phone has it without a PIN.
    pub fn hands_over(
        &self,
        school: &School,
        route: Route,
        draft: &Draft,
        on_file: &AuthorOnFile,
    ) -> InboxEnvelope {
        let keyring = school.keyring("dsl");
        let entry = directory::route(&keyring.directory, route).unwrap();
        let vault = Vault::generate(self.device).unwrap();
        let key = vault.new_draft_key(draft.id).unwrap();
        let locked = vault.lock_draft_key(school.id, &key, Some(entry)).unwrap().hand_over.unwrap();
        let id = Uuid::from_u128(88);
        let binding = Binding { school: school.id, id, device: self.device, schema: 0 };
        let sealed = key.seal(draft).unwrap();
        let bytes = hand_over::seal(entry, binding, draft.id, &locked, &sealed).unwrap();
        self.came(school, id, bytes, on_file)
    }

    fn came(&self, school: &School, id: Uuid, bytes: Vec<u8>, on_file: &AuthorOnFile) -> InboxEnvelope {
        let receipt = school.receipt(&bytes, id, vec![]);
        InboxEnvelope {
            receipt,
            device: self.device,
            author: on_file.clone(),
            bytes: bytes.into(),
            read: None,
            imported_by: None,
            acknowledged: None,
        }
    }
}
