//! A school is made: root key, route keys, the first members, the directory. In the browser of its first member,
//! never on the endpoint.

use companion_model::{
    Millis, Route,
    wire::{
        Bytes,
        v1::{
            Directory, KdfParams, LOCK_AFTER_MIN, MemberEntry, NewMember, RouteEntry, SealedRootKey,
            SealedRouteKey, SetupRequest,
        },
    },
};
use companion_seal::{
    SealError, digest, directory,
    member::MemberKeys,
    passphrase::PassphraseKeys,
    root::{RootKey, fingerprint},
    route_keys::RouteKeys,
};
use uuid::Uuid;

use crate::missing::Missing;

/// How long a new directory is good for. Past it phones warn, and never block.
pub(crate) const VALID_FOR: Millis = 365 * 24 * 60 * 60 * 1000;

/// What a school chooses for itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choices {
    /// Its name, as people say it.
    pub name: String,
    /// After how many minutes without a touch its phones lock.
    pub lock_after_min: u16,
}

impl Choices {
    /// A school of this name that leaves all else as it comes.
    pub fn named(name: &str) -> Self {
        Self { name: name.to_owned(), lock_after_min: LOCK_AFTER_MIN }
    }
}

/// Somebody who will hold keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// What they sign in with.
    pub sign_in_name: String,
    /// Their name.
    pub name: String,
    /// Their job.
    pub role: String,
    /// The number to reach them by; empty if none is given.
    pub phone: String,
    /// The routes whose keys they hold.
    pub routes: Vec<Route>,
}

/// A person and the passphrase that was made for them, with its keys.
pub struct Founder {
    /// Who they are.
    pub person: Person,
    /// How they were derived.
    pub stretch: KdfParams,
    /// What it became.
    pub keys: PassphraseKeys,
}

/// A school on this side: the request that founds it, and what the kits print.
pub struct Founded {
    /// What is sent to the endpoint. The same request may be sent again after a lost answer.
    pub request: SetupRequest,
    /// The root key.
    pub root: RootKey,
    /// The keys of each route that has somebody.
    pub routes: Vec<RouteKeys>,
}

/// Why no school was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FoundingError {
    /// Nobody holds any route.
    #[error("Nobody would be able to open a record.")]
    NoRoute,
    /// A key could not be made.
    #[error("The keys could not be made: {0}.")]
    Keys(#[from] SealError),
}

/// Makes a school. Its first person is its administrator: the root key is sealed to them.
///
/// # Errors
/// [`FoundingError`]; nothing has been sent to anybody.
pub fn found(
    school: Uuid,
    choices: &Choices,
    receipt_key: Bytes,
    founders: &[Founder],
    now: Millis,
) -> Result<Founded, FoundingError> {
    let members = founders.iter().map(|founder| Member::new(founder, now)).collect::<Result<Vec<_>, _>>()?;
    let administrator = members.first().ok_or(FoundingError::NoRoute)?;
    let root = RootKey::generate()?;
    let held = Route::ALL.into_iter().filter(|route| members.iter().any(|member| member.holds(*route)));
    let routes = held.map(RouteKeys::generate).collect::<Result<Vec<_>, _>>()?;
    let signer = routes.first().ok_or(FoundingError::NoRoute)?;
    let directory = Directory {
        v: 1,
        school,
        school_name: choices.name.trim().to_owned(),
        version: 1,
        issued_at: now,
        valid_until: now.saturating_add(VALID_FOR),
        root_key: root.public(),
        routes: routes.iter().map(|keys| entry(&root, school, keys, &members)).collect(),
        receipt_keys: vec![receipt_key],
        contacts: vec![],
        lock_after_min: Some(choices.lock_after_min),
    };
    let request = SetupRequest {
        school,
        members: members
            .iter()
            .map(|member| member.as_new(&fingerprint(&root.public())))
            .collect::<Result<_, _>>()?,
        route_keys: sealed_route_keys(school, &routes, &members)?,
        root_keys: vec![administrator.sealed_root(school, &root)?],
        directory: directory::sign(&directory, signer)?,
    };
    Ok(Founded { request, root, routes })
}

/// Fails as long as a school can't be made of what was typed.
///
/// # Errors
/// The first thing that is missing.
pub fn require_complete(school_name: &str, person: &Person) -> Result<(), Missing> {
    let is_typed = |text: &str| !text.trim().is_empty();
    Missing::SchoolName.unless(is_typed(school_name))?;
    Missing::Name.unless(is_typed(&person.name))?;
    Missing::Role.unless(is_typed(&person.role))?;
    Missing::Office.unless(!person.routes.is_empty())
}

/// A sign-in name for a person's name: lower-case letters, digits and hyphens.
pub fn sign_in_name(name: &str) -> String {
    let plain = name.to_lowercase().replace(['\'', '’'], "");
    let parts: Vec<&str> =
        plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let joined: String = parts.join("-").chars().take(40).collect();
    let joined = joined.trim_matches('-');
    if joined.is_empty() { "member".to_owned() } else { joined.to_owned() }
}

/// A person with keys of their own.
pub(crate) struct Member<'a> {
    founder: &'a Founder,
    pub(crate) keys: MemberKeys,
}

impl<'a> Member<'a> {
    pub(crate) fn new(founder: &'a Founder, now: Millis) -> Result<Self, SealError> {
        Ok(Self { founder, keys: MemberKeys::generate(crate::new_id(now)?)? })
    }

    fn holds(&self, route: Route) -> bool {
        self.founder.person.routes.contains(&route)
    }

    pub(crate) fn as_new(&self, root_fingerprint: &[u8; 32]) -> Result<NewMember, SealError> {
        let Founder { person, stretch, keys } = self.founder;
        Ok(NewMember {
            id: self.keys.id(),
            sign_in_name: person.sign_in_name.clone(),
            name: person.name.clone(),
            stretch: stretch.clone(),
            login_sha256: digest(keys.login.expose()).into(),
            wrapped_keys: self.keys.wrap(&keys.wrap, root_fingerprint)?,
            encryption_key: self.keys.encryption_key(),
            signing_key: self.keys.signing_key(),
        })
    }

    pub(crate) fn as_entry(&self, school: Uuid) -> MemberEntry {
        let Person { name, role, phone, .. } = self.founder.person.clone();
        let (signing_key, sealing) = (self.keys.signing_key(), Some(self.keys.sealing_key(school)));
        MemberEntry { id: self.keys.id(), name, role, phone, signing_key, sealing }
    }

    fn sealed_root(&self, school: Uuid, root: &RootKey) -> Result<SealedRootKey, SealError> {
        let member = self.keys.id();
        Ok(SealedRootKey { member, sealed: root.seal_to(school, member, &self.keys.encryption_key())? })
    }
}

fn entry(root: &RootKey, school: Uuid, keys: &RouteKeys, members: &[Member<'_>]) -> RouteEntry {
    let people = members.iter().filter(|member| member.holds(keys.route()));
    directory::entry(root, school, keys, people.map(|member| member.as_entry(school)).collect())
}

fn sealed_route_keys(
    school: Uuid,
    routes: &[RouteKeys],
    members: &[Member<'_>],
) -> Result<Vec<SealedRouteKey>, SealError> {
    let pairs = routes.iter().flat_map(|keys| members.iter().map(move |member| (keys, member)));
    pairs
        .filter(|(keys, member)| member.holds(keys.route()))
        .map(|(keys, member)| sealed_to(school, keys, &member.keys))
        .collect()
}

/// A route's keys, for one member.
pub(crate) fn sealed_to(
    school: Uuid,
    keys: &RouteKeys,
    member: &MemberKeys,
) -> Result<SealedRouteKey, SealError> {
    let sealed = keys.seal_to(school, member.id(), &member.encryption_key())?;
    Ok(SealedRouteKey { route: keys.route(), kid: keys.kid(), member: member.id(), sealed })
}

#[cfg(test)]
mod tests {
    use companion_model::wire::v1::SealedRouteKey;
    use companion_seal::{
        directory::{Trust, verify},
        member::check_sealing_key,
    };

    use super::*;
    use crate::school::{founder, founders};

    const SCHOOL: Uuid = Uuid::from_u128(1);

    fn founded(founders: &[Founder]) -> Founded {
        found(
            SCHOOL,
            &Choices::named("Demonstration School"),
            Bytes(vec![9; 32]),
            founders,
            1_793_716_320_000,
        )
        .unwrap()
    }

    #[test]
    fn a_new_school_s_directory_is_signed_lives_a_year_and_names_the_receipt_key() {
        let request = founded(&founders()).request;
        let directory = verify(&request.directory, Trust::Itself).unwrap();
        assert_eq!((directory.school, directory.version), (SCHOOL, 1));
        assert_eq!(directory.receipt_keys, [Bytes(vec![9; 32])]);
        assert_eq!(directory.valid_until - directory.issued_at, VALID_FOR);
        assert_eq!(directory.routes.iter().map(|entry| entry.route).collect::<Vec<_>>(), Route::ALL);
        let people = directory.routes.iter().flat_map(|entry| &entry.members);
        assert!(people.into_iter().all(|person| check_sealing_key(SCHOOL, person).is_ok()));
    }

    #[test]
    fn a_route_s_keys_are_sealed_to_that_route_s_people_alone() {
        let request = founded(&founders()).request;
        let id_of = |name: &str| request.members.iter().find(|m| m.sign_in_name == name).unwrap().id;
        let held = request.route_keys.iter().map(|SealedRouteKey { route, member, .. }| (*route, *member));
        assert_eq!(
            held.collect::<Vec<_>>(),
            [(Route::Dsl, id_of("dsl")), (Route::Head, id_of("head")), (Route::Chair, id_of("chair")),]
        );
        assert_eq!(request.root_keys.iter().map(|key| key.member).collect::<Vec<_>>(), [id_of("dsl")]);
    }

    #[test]
    fn a_route_nobody_holds_is_not_in_the_directory() {
        let founded = founded(&[founder("dsl", &[Route::Dsl])]);
        let directory = verify(&founded.request.directory, Trust::Itself).unwrap();
        assert_eq!((founded.routes.len(), directory.routes.len()), (1, 1));
    }

    #[test]
    fn a_school_that_nobody_could_open_a_record_of_is_not_made() {
        let nobody = [founder("dsl", &[])];
        for founders in [&nobody[..], &[]] {
            let refused = found(SCHOOL, &Choices::named("A"), Bytes::default(), founders, 0).map(|_| ());
            assert_eq!(refused, Err(FoundingError::NoRoute));
        }
    }

    #[test]
    fn a_school_is_made_of_a_name_a_person_with_a_role_and_an_office() {
        let whole = founder("dsl", &[Route::Dsl]).person;
        assert_eq!(require_complete("Demonstration School", &whole), Ok(()));
        for (school_name, person, missing) in [
            ("  ", whole.clone(), Missing::SchoolName),
            ("A", Person { name: " ".into(), ..whole.clone() }, Missing::Name),
            ("A", Person { role: String::new(), ..whole.clone() }, Missing::Role),
            ("A", Person { routes: vec![], ..whole.clone() }, Missing::Office),
        ] {
            assert_eq!(require_complete(school_name, &person), Err(missing));
        }
    }

    #[test]
    fn a_sign_in_name_is_one_the_endpoint_takes() {
        for (name, expected) in [
            ("Sam O’Brien", "sam-obrien"),
            ("  Demonstration DSL ", "demonstration-dsl"),
            ("Zoë Ünal", "zo-nal"),
            ("山田", "member"),
            ("", "member"),
        ] {
            assert_eq!(sign_in_name(name), expected);
        }
        assert!(sign_in_name(&"a b ".repeat(60)).len() <= 64);
    }
}
