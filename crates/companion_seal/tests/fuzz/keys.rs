//! Keys that lie sealed at the endpoint, and are opened in a browser.

use bolero::check;
use companion_model::{KeyId, Route, wire::Bytes};
use companion_seal::{
    Secret, lock, member::MemberKeys, root::RootKey, route_keys::RouteKeys, sealed_box,
    transcript::transcript,
};

use super::change::{Change, changed};
use super::patience::patience;
use super::school::{MEMBER, SCHOOL, dsl, member, root};

#[test]
fn a_member_s_keys_open_as_they_were_locked_or_not_at_all() {
    let (member, wrap) = (member(), Secret::new([1; 32]));
    let wrapped = member.wrap(&wrap, &[9; 32]).unwrap();
    let context = transcript("member keys", &[MEMBER.as_bytes()]);
    check!().with_test_time(patience()).with_type::<(Vec<Change>, Vec<u8>)>().for_each(
        |(changes, inside)| {
            let damaged = Bytes(changed(&wrapped.0, changes));
            match MemberKeys::unwrap_with(MEMBER, &wrap, &damaged) {
                Ok((opened, root)) => {
                    assert!(damaged == wrapped, "changed keys were opened");
                    assert_eq!((opened.signing_key(), root), (member.signing_key(), [9; 32]));
                }
                Err(_) => assert!(damaged != wrapped),
            }
            let other = Bytes(lock::lock(&wrap, &context, inside).unwrap());
            assert_eq!(MemberKeys::unwrap_with(MEMBER, &wrap, &other).is_ok(), inside.len() == 64);
        },
    );
}

#[test]
fn a_route_s_keys_open_as_they_were_sealed_or_not_at_all() {
    let (member, keys) = (member(), dsl());
    let sealed = keys.seal_to(SCHOOL, MEMBER, &member.encryption_key()).unwrap();
    let open = |kid: KeyId, sealed: &Bytes| {
        RouteKeys::open(SCHOOL, Route::Dsl, kid, MEMBER, member.box_key(), sealed)
    };
    check!().with_test_time(patience()).with_type::<(Vec<Change>, [u8; 8])>().for_each(|(changes, kid)| {
        let damaged = Bytes(changed(&sealed.0, changes));
        let opened = open(keys.kid(), &damaged);
        assert_eq!(opened.is_ok_and(|opened| opened.signing_key() == keys.signing_key()), damaged == sealed);
        assert_eq!(open(KeyId(*kid), &sealed).is_ok(), KeyId(*kid) == keys.kid());
    });
}

/// Whoever knows a member's public key can seal something to it under a route's name.
#[test]
fn keys_that_are_not_those_of_the_name_are_refused() {
    let (member, kid) = (member(), dsl().kid());
    let parts: [&[u8]; 4] = [SCHOOL.as_bytes(), &[Route::Dsl.byte()], &kid.0, MEMBER.as_bytes()];
    let info = transcript("route keys", &parts);
    check!().with_test_time(patience()).with_type::<(Vec<u8>, [u8; 32])>().for_each(|(bytes, seed)| {
        for inside in [bytes.as_slice(), seed] {
            let sealed = sealed_box::seal(&member.encryption_key(), &info, b"", inside).unwrap();
            let opened = RouteKeys::open(SCHOOL, Route::Dsl, kid, MEMBER, member.box_key(), &Bytes(sealed));
            assert_eq!(opened.is_ok(), inside == [2; 32]);
        }
    });
}

#[test]
fn a_root_key_opens_as_it_was_sealed_or_not_at_all() {
    let (member, root) = (member(), root());
    let sealed = root.seal_to(SCHOOL, MEMBER, &member.encryption_key()).unwrap();
    check!().with_test_time(patience()).with_type::<Vec<Change>>().for_each(|changes| {
        let damaged = Bytes(changed(&sealed.0, changes));
        let opened = RootKey::open(SCHOOL, MEMBER, member.box_key(), &damaged);
        assert_eq!(opened.is_ok_and(|opened| opened.public() == root.public()), damaged == sealed);
    });
}
