//! A school made as a browser makes one, its members, and the phones that enrol.

use companion_model::{
    Route,
    wire::{
        Bytes,
        v1::{
            Directory, EnrolmentAnswer, InvitationRequest, KdfParams, MemberEntry, NewMember, SealedRootKey,
            SealedRouteKey, SetupOffer, SetupRequest, address,
        },
    },
};
use companion_seal::{
    Secret, digest, directory,
    invitation::{self, Invitation},
    member::MemberKeys,
    os_random,
    root::{self, RootKey},
    route_keys::RouteKeys,
};
use uuid::Uuid;

use super::{Client, HttpResponse, TestPhone};

pub fn new_id() -> Uuid {
    let random = os_random::<10>().unwrap();
    let now = u64::try_from(companion_endpoint::config::system_clock()).unwrap();
    uuid::Builder::from_unix_timestamp_millis(now, &random).into_uuid()
}

/// A school with one member on each route, "demonstration-dsl" and so on.
pub struct TestSchool {
    pub id: Uuid,
    pub client: Client,
    pub directory: Directory,
    pub members: Vec<MemberOfStaff>,
    pub root: RootKey,
    keys: Vec<RouteKeys>,
}

/// Somebody on the receiving side.
pub struct MemberOfStaff {
    pub sign_in_name: String,
    pub login_key: [u8; 32],
    pub keys: MemberKeys,
}

impl TestSchool {
    pub fn founded_at(client: &Client, code: &str) -> Self {
        let (school, request) = Self::planned(client, code);
        client.post(&address::at(address::SETUP, code), &[], &request).is(201);
        school
    }

    /// A school whose DSL route the head's member holds as well.
    pub fn with_two_dsls(client: &Client, code: &str) -> Self {
        Self::with_two_dsls_and(client, code, &Route::ALL)
    }

    /// The same with these routes alone.
    pub fn with_two_dsls_and(client: &Client, code: &str, routes: &[Route]) -> Self {
        let (mut school, mut request) = Self::planned_with(client, code, routes);
        let head = school.member(Route::Head);
        let (keys, entry) = (school.route_keys(Route::Dsl), head.as_entry(school.id));
        request.route_keys.push(sealed_keys(school.id, keys, head));
        let members = [school.directory.routes[0].members.clone(), vec![entry]].concat();
        school.directory.routes[0] = directory::entry(&school.root, school.id, keys, members);
        request.directory = directory::sign(&school.directory, school.route_keys(Route::Dsl)).unwrap();
        client.post(&address::at(address::SETUP, code), &[], &request).is(201);
        school
    }

    /// A school that has a DSL alone.
    pub fn of_its_dsl(client: &Client, code: &str) -> Self {
        let (school, request) = Self::planned_with(client, code, &[Route::Dsl]);
        client.post(&address::at(address::SETUP, code), &[], &request).is(201);
        school
    }

    /// A school and the request that founds it.
    pub fn planned(client: &Client, code: &str) -> (Self, SetupRequest) {
        Self::planned_with(client, code, &Route::ALL)
    }

    /// A request that would found another school beside this one, had it a code.
    pub fn planned_again(&self) -> SetupRequest {
        Self::planned_by(&self.client, self.directory.receipt_keys[0].clone(), &Route::ALL).1
    }

    fn planned_with(client: &Client, code: &str, routes: &[Route]) -> (Self, SetupRequest) {
        let offer: SetupOffer = client.get(&address::at(address::SETUP, code), &[]).is(200).json();
        Self::planned_by(client, offer.receipt_key, routes)
    }

    fn planned_by(client: &Client, receipt_key: Bytes, routes: &[Route]) -> (Self, SetupRequest) {
        let (id, root) = (new_id(), RootKey::generate().unwrap());
        let routes: Vec<_> = routes
            .iter()
            .map(|route| (RouteKeys::generate(*route).unwrap(), MemberOfStaff::new(*route)))
            .collect();
        let directory = directory_of(id, &root, &routes, receipt_key);
        let request = SetupRequest {
            school: id,
            members: routes.iter().map(|(_, member)| member.as_new()).collect(),
            route_keys: routes.iter().map(|(keys, member)| sealed_keys(id, keys, member)).collect(),
            root_keys: vec![sealed_root(id, &root, &routes[0].1)],
            directory: directory::sign(&directory, &routes[0].0).unwrap(),
        };
        let (keys, members) = routes.into_iter().unzip();
        (Self { id, client: client.clone(), directory, members, root, keys }, request)
    }

    pub fn member(&self, route: Route) -> &MemberOfStaff {
        &self.members[usize::from(route.byte())]
    }

    pub fn route_keys(&self, route: Route) -> &RouteKeys {
        &self.keys[usize::from(route.byte())]
    }

    /// Signs in; answers the `Cookie` header.
    pub fn signs_in(&self, route: Route) -> String {
        self.member(route).signs_in_at(&self.client, self)
    }

    /// Invites a member of staff in the DSL's name; the link stays between the two.
    pub fn invites(&self, cookie: &str) -> (Invitation, InvitationRequest) {
        let (secret, author) = (Secret::random().unwrap(), new_id());
        let key = self.member(Route::Dsl).keys.encryption_key();
        let sealed_secret = invitation::seal_secret(&secret, author, &key).unwrap();
        let root_fingerprint = root::fingerprint(&self.directory.root_key);
        let invitation = Invitation { school: self.id, secret, root_fingerprint };
        let code_sha256 = digest(invitation.code().as_bytes()).into();
        let (name, role) = ("Sam Teacher".into(), "Year 9 tutor".into());
        let request =
            InvitationRequest { author, code_sha256, sealed_secret, name, role, lives_s: 3600, by: None };
        self.client.post(address::INBOX_INVITATIONS, &[("cookie", cookie)], &request).is(201);
        (invitation, request)
    }

    /// The DSL orders a phone removed.
    pub fn removes(&self, phone: &TestPhone) {
        let order = self.member(Route::Dsl).keys.order_removal(self.id, phone.device, 1);
        let path = address::at(address::INBOX_REMOVAL, phone.device);
        self.client.put(&path, &[("cookie", &self.signs_in(Route::Dsl))], &order).is(204);
    }

    /// A phone, invited and enrolled.
    pub fn enrols_a_phone(&self) -> TestPhone {
        self.enrols_by(&self.signs_in(Route::Dsl))
    }

    /// A phone, invited in this session of the DSL's and enrolled.
    pub fn enrols_by(&self, cookie: &str) -> TestPhone {
        let (invitation, _) = self.invites(cookie);
        let (phone, request) = TestPhone::planned(self, &invitation);
        let answer = self.client.post(&address::at(address::ENROLMENT, invitation.code()), &[], &request);
        let answer: EnrolmentAnswer = answer.is(201).json();
        assert_eq!((answer.school, answer.author.name.as_str()), (self.id, "Sam Teacher"));
        phone
    }
}

impl MemberOfStaff {
    pub fn new(route: Route) -> Self {
        let keys = MemberKeys::generate(new_id()).unwrap();
        Self { sign_in_name: format!("demonstration-{route}"), login_key: os_random().unwrap(), keys }
    }

    pub fn tries(&self, school: &TestSchool, login_key: &[u8]) -> HttpResponse {
        self.tries_at(&school.client, school, login_key)
    }

    /// Signs in where the school's endpoint is now; answers the `Cookie` header.
    pub fn signs_in_at(&self, client: &Client, school: &TestSchool) -> String {
        let answer = self.tries_at(client, school, &self.login_key).is(201);
        answer.header("set-cookie").split(';').next().unwrap().to_owned()
    }

    fn tries_at(&self, client: &Client, school: &TestSchool, login_key: &[u8]) -> HttpResponse {
        let member = self.sign_in_name.clone();
        let body = serde_json::json!({
            "school": school.id, "member": member, "login_key": Bytes(login_key.to_vec()),
        });
        client.post(address::SESSIONS, &[], &body)
    }

    pub fn as_new(&self) -> NewMember {
        NewMember {
            id: self.keys.id(),
            sign_in_name: self.sign_in_name.clone(),
            name: "A Member".into(),
            stretch: KdfParams { salt: Bytes(vec![7; 16]), memory_kib: 19 * 1024, passes: 2 },
            login_sha256: digest(&self.login_key).into(),
            wrapped_keys: Bytes(vec![1; 72]),
            encryption_key: self.keys.encryption_key(),
            signing_key: self.keys.signing_key(),
        }
    }

    pub fn as_entry(&self, school: Uuid) -> MemberEntry {
        let (id, signing_key) = (self.keys.id(), self.keys.signing_key());
        let (name, role, phone) = ("A Member".into(), "Lead".into(), "01632 960001".into());
        MemberEntry { id, name, role, phone, signing_key, sealing: Some(self.keys.sealing_key(school)) }
    }
}

fn directory_of(
    school: Uuid,
    root: &RootKey,
    routes: &[(RouteKeys, MemberOfStaff)],
    receipt_key: Bytes,
) -> Directory {
    let entry = |(keys, member): &(RouteKeys, MemberOfStaff)| {
        directory::entry(root, school, keys, vec![member.as_entry(school)])
    };
    Directory {
        v: 1,
        school,
        school_name: "Demonstration School".into(),
        version: 1,
        issued_at: 0,
        valid_until: 365 * 24 * 60 * super::MINUTE,
        root_key: root.public(),
        routes: routes.iter().map(entry).collect(),
        receipt_keys: vec![receipt_key],
        contacts: vec![],
        lock_after_min: None,
    }
}

pub fn sealed_keys(school: Uuid, keys: &RouteKeys, member: &MemberOfStaff) -> SealedRouteKey {
    let sealed = keys.seal_to(school, member.keys.id(), &member.keys.encryption_key()).unwrap();
    SealedRouteKey { route: keys.route(), kid: keys.kid(), member: member.keys.id(), sealed }
}

fn sealed_root(school: Uuid, root: &RootKey, member: &MemberOfStaff) -> SealedRootKey {
    let sealed = root.seal_to(school, member.keys.id(), &member.keys.encryption_key()).unwrap();
    SealedRootKey { member: member.keys.id(), sealed }
}
