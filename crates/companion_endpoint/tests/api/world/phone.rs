//! A phone that enrols, and what it delivers.

use companion_model::{
    Route,
    wire::{
        Bytes,
        v1::{Directory, EnrolmentRequest, Receipt, SignedDirectory, address},
    },
};
use companion_seal::{
    author::AuthorKey,
    digest, directory,
    envelope::{self, Binding},
    invitation::Invitation,
    os_random,
};
use uuid::Uuid;

use super::{Client, HttpResponse, TestSchool, new_id};

/// An enrolled phone.
pub struct TestPhone {
    pub client: Client,
    pub school: Uuid,
    pub device: Uuid,
    pub secret: [u8; 32],
    pub author: AuthorKey,
    pub directory: Directory,
}

impl TestPhone {
    /// A phone that opened a link, and the request it makes of it.
    pub fn planned(school: &TestSchool, invitation: &Invitation) -> (Self, EnrolmentRequest) {
        let phone = Self {
            client: school.client.clone(),
            school: school.id,
            device: new_id(),
            secret: os_random().unwrap(),
            author: AuthorKey::generate().unwrap(),
            directory: school.directory.clone(),
        };
        let request = EnrolmentRequest {
            device: phone.device,
            secret_sha256: digest(&phone.secret).into(),
            author_key: phone.author.public(),
            proof: invitation.proof(&phone.author.public(), phone.device),
        };
        (phone, request)
    }

    pub fn authorization(&self) -> String {
        format!("Bearer {}.{}.{}", self.school, self.device, Bytes::from(self.secret))
    }

    /// A concern, sealed.
    pub fn seals(&self, id: Uuid, route: Route, words: &str) -> Vec<u8> {
        let entry = directory::route(&self.directory, route).unwrap();
        let binding = Binding { school: self.school, id, device: self.device, schema: 1 };
        envelope::seal(entry, binding, &self.author, words.as_bytes()).unwrap()
    }

    /// So many concerns under ids of their own. Sealing is slow in a test build, and the endpoint sees the header alone.
    pub fn seals_copies(&self, count: usize, words: &str) -> Vec<(Uuid, Vec<u8>)> {
        let template = self.seals(new_id(), Route::Dsl, words);
        let copy = |_| {
            let (id, mut envelope) = (new_id(), template.clone());
            envelope[15..31].copy_from_slice(id.as_bytes());
            (id, envelope)
        };
        (0..count).map(copy).collect()
    }

    /// The longest there is.
    pub fn seals_the_longest(&self, id: Uuid) -> Vec<u8> {
        self.seals(id, Route::Dsl, &"a".repeat(envelope::CONTENT_LIMIT))
    }

    pub fn delivers(&self, id: Uuid, envelope: &[u8]) -> HttpResponse {
        self.delivers_with_digest(id, envelope, &content_digest(envelope))
    }

    pub fn practises(&self, id: Uuid, envelope: &[u8]) -> HttpResponse {
        self.sends(&address::at(address::PRACTICE, id), envelope, &content_digest(envelope)).unwrap()
    }

    pub fn delivers_with_digest(&self, id: Uuid, envelope: &[u8], digest: &str) -> HttpResponse {
        self.try_deliver(id, envelope, digest).unwrap()
    }

    /// `None` when the endpoint is gone.
    pub fn try_deliver(&self, id: Uuid, envelope: &[u8], digest: &str) -> Option<HttpResponse> {
        self.sends(&address::at(address::ENVELOPE, id), envelope, digest)
    }

    fn sends(&self, path: &str, envelope: &[u8], digest: &str) -> Option<HttpResponse> {
        let authorization = self.authorization();
        let headers = [
            ("authorization", authorization.as_str()),
            ("content-digest", digest),
            ("content-type", "application/octet-stream"),
        ];
        self.client.try_send("PUT", path, &headers, Some(envelope))
    }

    /// A concern sealed and delivered, and its checked receipt.
    pub fn delivers_a_concern(&self, route: Route) -> (Uuid, Vec<u8>, Receipt) {
        let id = new_id();
        let envelope = self.seals(id, route, "Written in a corridor at 22:10");
        let receipt: Receipt = self.delivers(id, &envelope).is(201).json();
        self.believes(&receipt, id, &envelope);
        (id, envelope, receipt)
    }

    #[track_caller]
    pub fn believes(&self, receipt: &Receipt, id: Uuid, envelope: &[u8]) {
        let keys = &self.directory.receipt_keys;
        let checked = companion_seal::receipt::check(receipt, keys, self.school, id, &digest(envelope));
        assert_eq!(checked, Ok(()), "a receipt the phone can't believe: {receipt:?}");
    }

    pub fn asks(&self, path: &str) -> HttpResponse {
        self.client.get(path, &[("authorization", &self.authorization())])
    }

    pub fn fetches_the_directory(&self) -> SignedDirectory {
        self.asks(address::DIRECTORY).is(200).json()
    }
}

pub fn content_digest(bytes: &[u8]) -> String {
    format!("sha-256=:{}:", data_encoding::BASE64.encode(&digest(bytes)))
}
