use companion_model::{
    KeyId, Route,
    concern::History,
    wire::{
        Bytes, read,
        v1::{AuthorName, Flag, KdfParams, MemberEntry, RouteEntry, SealedFile},
    },
};
use companion_seal::{
    Secret, acknowledgement, directory, envelope, history, invitation, kdf,
    member::MemberKeys,
    passphrase, read,
    receipt::{ReceiptKey, UnsignedReceipt},
    root::{self, RootKey},
    route_keys::RouteKeys,
    sealed_box::BoxKey,
    signing::KeyPair,
    timestamp,
    transcript::transcript,
};
use uuid::Uuid;

use super::{SCHOOL, author, dsl, hex, text};

const MEMBER: Uuid = Uuid::from_u128(4);
const AT: i64 = 1_793_716_320_000;

fn receipt_key() -> ReceiptKey {
    ReceiptKey::from_seed(Secret::new([5; 32]))
}

/// A member's keys come out of their wrapping alone.
fn member() -> MemberKeys {
    let wrapped = text(
        "QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXTcf-SkdplgDafJ2JnHVl76uLsIs-wOygeTtxGygSvqe_YnpWW0WyQYc-DO-gf8RxDTHUc2po\
         s_M2g2llRnPy6BjD43aZ5YLdHtRnQxRpiE4",
    );
    let (keys, root) = MemberKeys::unwrap_with(MEMBER, &Secret::new([8; 32]), &wrapped).unwrap();
    assert_eq!(root, [9; 32]);
    keys
}

#[test]
fn a_transcript_is_its_parts_each_after_its_length() {
    assert_eq!(
        transcript("read", &[b"a", b"", b"bc"]),
        hex("00000011636f6d70616e696f6e2f76312f72656164000000016100000000000000026263")
    );
}

#[test]
fn a_derived_secret_is_hkdf_over_the_purpose() {
    let secret = Secret::new([7; 32]);
    assert_eq!(
        secret.derive::<32>("vault").expose().to_vec(),
        hex("d816b3828b7803b496f30a970ef823f35ad352fb0e43ee325c5c0e8cfd5bf35b")
    );
    let short = secret.derive::<16>("enrolment code").expose().to_vec();
    assert_eq!(short, hex("5e1513a9337f6bb2ffd0bbd68e170583"));
}

#[test]
fn a_signature_is_ed25519_over_the_transcript() {
    let pair = KeyPair::from_seed(&Secret::new([1; 32]));
    assert_eq!(
        pair.sign("read", &[b"a", b"bc"]).0,
        hex(
            "5955820e829b21a96a3c3c180ad256e475f0b030c62e1b03aa035813a2df6b20c6ad68e071cd1529658aab09dfdc581a5c7af9695d015dc4c65bb9e8b288d705"
        )
    );
}

#[test]
fn every_key_is_the_one_of_its_seed() {
    let boxed = BoxKey::from_seed(&Secret::new([1; 32])).public();
    assert_eq!(boxed.0, hex("41852320ff367495fa522c94cb83af391e4e89018392725bbf2098dd931bc424"));
    let dsl = dsl();
    assert_eq!(
        dsl.encryption_key().0,
        hex("80911601d560d8cb4003c7cf4f10ef259405e41b1a5768c62967c3ecc2506e28")
    );
    assert_eq!(dsl.signing_key().0, hex("0c33bf5c2b35e88e4d8473e67b3797fcad4f009bb977593789a7bc5841d9a67d"));
    assert_eq!(Some(dsl.kid()), KeyId::from_hex("33c803e6b41e17ac"));
    assert_eq!(author().public().0, hex("cabce05fd4e0d8cb4edd0c5896c9b686b375d5b48cbfe71485ec2605e472f3dc"));
    let root = RootKey::from_seed(Secret::new([1; 32])).public();
    assert_eq!(root.0, hex("ab2b86c4076cbd74c8b7c9a8362038b91a609ff3420d1c1b2da30184988aeeb7"));
    assert_eq!(
        root::fingerprint(&root).to_vec(),
        hex("6bb22223606b2faa487875d64fa0f7f86cada3a268411c529552313bb7d4e323")
    );
    let member = member();
    assert_eq!(
        member.encryption_key().0,
        hex("b75dbd51d757aa8ba6c7bdd632875a375c69f67bd1cc5290f9973c3a2f7c9942")
    );
    assert_eq!(
        member.signing_key().0,
        hex("61ee1302b2c448db247466652561f0d61ba25140ea81ea8c77627514ea23de11")
    );
    assert_eq!(
        receipt_key().public().0,
        hex("34cd48e24aef71c0c10e0fce9de7fc642ea14788ea4098c96f4dcbb181262a31")
    );
}

fn person() -> MemberEntry {
    MemberEntry {
        id: Uuid::from_u128(6),
        name: "Demonstration DSL".into(),
        role: "Lead".into(),
        phone: "01632 960001".into(),
        signing_key: Bytes(vec![5; 32]),
        sealing: None,
    }
}

#[test]
fn a_route_s_entry_is_introduced_and_signed() {
    let root = RootKey::from_seed(Secret::new([1; 32]));
    let RouteEntry { introduction, signature, .. } = directory::entry(&root, SCHOOL, &dsl(), vec![person()]);
    assert_eq!(
        introduction.0,
        hex(
            "07c061494a1d3ef8bf8e4507183b910f2c39189cb6b1b50cb50e1cd24a0bb1eede4a4e152952a827fa38f290d138b6b07187982ad80737bf6d993e9f6dd1ae0f"
        )
    );
    assert_eq!(
        signature.0,
        hex(
            "860ab3aa0f8a543a87a0ff47748ca5c3133ee0400cf9b09901864f1e28d9650353bc440692bf8efad642892af7b18a2fe8383112e16016a587fc3e2ab6d7fa0f"
        )
    );
}

#[test]
fn a_changed_key_is_signed_by_the_one_before_and_signs_for_who_was_taken_out() {
    let root = RootKey::from_seed(Secret::new([1; 32]));
    let staying = MemberEntry { id: Uuid::from_u128(7), ..person() };
    let entry = directory::entry(&root, SCHOOL, &dsl(), vec![person(), staying.clone()]);
    let second = RouteKeys::from_seed(Route::Dsl, Secret::new([10; 32]));
    let next = directory::succeed(SCHOOL, &entry, &dsl(), &second, vec![staying]).unwrap();
    assert_eq!(
        next.succession[0].signature.0,
        hex(
            "3a351e91031cb468b6e98c7e7858c48deaa7b75fab22313fa4166391703db5e858c38d66e933224be4ab6d735ab6185ac94a5247c1cb5529f920b1613dfda105"
        )
    );
    assert_eq!(
        next.former.unwrap().signature.0,
        hex(
            "1984cf00e243bbb60dcbdab48a72f36e8106692c981d4515cffb2c9bacb159207d253e9b60a5498fe37dc36c53f2b6d7206883f9a051430b69500bff1ee3e501"
        )
    );
}

#[test]
fn a_sealing_key_is_signed_by_its_member() {
    let sealing = member().sealing_key(SCHOOL);
    assert_eq!(sealing.key, member().encryption_key());
    assert_eq!(
        sealing.signature.0,
        hex(
            "28c5340f47df0e308299e0e69cb9b1273a53502781888ee57e6853443fbe124c6b509aeab11b695c07332c04dd4cf5f719c9d42d95d06b7ca91d5b649b34370f"
        )
    );
}

#[test]
fn a_receipt_a_timestamp_a_read_and_a_countersignature_are_signed_over_all_they_say() {
    let receipt = receipt_key().sign(UnsignedReceipt {
        school: SCHOOL,
        route: Route::Dsl,
        id: Uuid::from_u128(2),
        sha256: [3; 32],
        received_at: AT,
        epoch: Uuid::from_u128(4),
        seq: 5,
        flags: vec![Flag::OtherDevice, Flag::Conflict],
    });
    assert_eq!(Some(receipt.kid), KeyId::from_hex("6a0548822c9cfd21"));
    assert_eq!(
        receipt.signature.0,
        hex(
            "ecc18a9b269afddec52a3ae41c45c27fe74e5240438c9482f281fb3664ef8f4ac2bb4fc0395c262a5fbcfa36934e3ab39b5c210fdae3e1095a80545dd692ba0a"
        )
    );
    assert_eq!(
        timestamp::sign(&receipt_key(), SCHOOL, &[3; 32], AT).signature.0,
        hex(
            "d5c21b8506fa3d13efa4bd71301cf1f5c778853dafede5bc9b548a2826351b1b124ef2a498b771dc7f4663839fc1778f583b844f49175527b8dc8d070987d106"
        )
    );
    assert_eq!(
        read::sign(&member(), &receipt, AT + 1).signature.0,
        hex(
            "e816eb2b3892d8f8448ef4df9ed1d01f65a1bd534ec29b6f77967fd876a6dcabae7ee956487fd69486fe5fc4153b2ec39ae559fcf65719d734cb599b05f2a008"
        )
    );
    assert_eq!(
        acknowledgement::sign(&member(), &receipt, AT + 1).signature.0,
        hex(
            "640922d52857254234efb932ae04cd282e639bc1ebf5f7cb0aede2546266edba10a38b75eaefd7dbd17ae47032c97793addd3a03b070b1fbd933bdb8be606f07"
        )
    );
    let name =
        AuthorName { id: Uuid::from_u128(5), name: "Demonstration teacher".into(), role: "Teacher".into() };
    assert_eq!(
        member().countersign(SCHOOL, &name, &author().public()).signature.0,
        hex(
            "790878b72ded4b2818a1260707c1602e4a490fa8c60c1ce42b811508eaa9a06369de607f06722a8c9839b80a2b08701b630e9c8038361c7616991d8d7cda0104"
        )
    );
}

#[test]
fn an_order_to_remove_a_phone_is_signed_over_school_phone_and_time() {
    assert_eq!(
        member().order_removal(SCHOOL, Uuid::from_u128(3), AT).signature.0,
        hex(
            "83d810aa3491a28fa78483cff60ad50ad58f304e591d889dd2e10697acffa9026e79b7c025d0db665e9bb6bcc50cc19bd21ab5b6d163ceed6242c41912c31d07"
        )
    );
}

#[test]
fn the_two_keys_of_a_passphrase() {
    let with = KdfParams { salt: Bytes(vec![1; 16]), ..kdf::new_params().unwrap() };
    let keys = passphrase::keys("Apple river stone-cloud table lemon", &with).unwrap();
    assert_eq!(
        keys.login.expose().to_vec(),
        hex("d8913b5cb367c34b4888216d7bba4d9c14813f20c10dc8d8c29da7faf9272f69")
    );
    assert_eq!(
        keys.wrap.expose().to_vec(),
        hex("a1dbb15639a3b4d19cf2c2464fcfa184f3194814be8e0ebee74370a8955faa25")
    );
}

/// What an endpoint countersigns is the last link: it shows which one that is.
#[test]
fn a_history_is_a_chain_over_time_and_answers() {
    let mut written = History::starting_with([7; 32]);
    let links = [
        "52a3c793e4a82b8ca35177cdb2e6583f0ad91e8f76d718fc1fdacb9db3ebf851",
        "f4977b07ae88e5329eeff063dde2dae885779583428251881b3c65c0b4ef85bf",
    ];
    for (n, link) in links.into_iter().enumerate() {
        let at = AT + i64::try_from(n).unwrap() * 60_000;
        written.note(at, [u8::try_from(n + 1).unwrap(); 32]);
        let link: [u8; 32] = hex(link).try_into().unwrap();
        written.entries[n].timestamp = Some(timestamp::sign(&receipt_key(), SCHOOL, &link, at));
    }
    let proved = history::judge(&written, b"", &[receipt_key().public()], SCHOOL);
    assert!(proved.holds && proved.countersigned == 2);
}

#[test]
fn keys_and_links_that_are_sealed_to_a_member() {
    let (member, kid) = (member(), dsl().kid());
    let route = text(
        "WATeodBaPyKIYBTPRbt300v10XYTsLRCIvmwh-RdZExmkQItwbocdnt8-FhDrupGPfiz9F8ba2op7ZbykwdRjVTK4wUxis5WrxQH0pDrOKk",
    );
    let opened = RouteKeys::open(SCHOOL, Route::Dsl, kid, MEMBER, member.box_key(), &route).unwrap();
    assert_eq!(opened.signing_key(), dsl().signing_key());
    let root = text(
        "WATeodBaPyKIYBTPRbt300v10XYTsLRCIvmwh-RdZEyVi1l5tp0RktSBIvsuaPYfIS-PaZD59j9wQYOHSI5NQBlNz3oSk2P74drqfxWi7oY",
    );
    let opened = RootKey::open(SCHOOL, MEMBER, member.box_key(), &root).unwrap();
    assert!(*opened.seed() == Secret::new([1; 32]));
    let secret =
        text("WATeodBaPyKIYBTPRbt300v10XYTsLRCIvmwh-RdZEwf_jH98j-TrBHaA9H2mpFM4-Cmhphiy9B6kZBpPFp2BA");
    let opened = invitation::open_secret(&secret, Uuid::from_u128(5), member.box_key()).unwrap();
    assert!(opened == Secret::new([7; 16]));
}

#[test]
fn an_envelope_that_was_put_together_by_hand() {
    let bytes = text(include_str!("../golden/envelope_by_hand.txt").trim());
    let opened = envelope::open(&dsl(), SCHOOL, &bytes.0).unwrap();
    assert_eq!(opened.content.as_slice(), "she said “no” 🙁".as_bytes());
    assert!(opened.signed_by(&author().public()));
    assert_eq!((opened.header.id, opened.header.device), (Uuid::from_u128(2), Uuid::from_u128(3)));
    assert_eq!(bytes.0.len(), envelope::SHORTEST);
}

#[test]
fn a_sealed_file_that_was_put_together_by_hand() {
    let by_hand = include_str!("../golden/sealed_file_by_hand.json").trim();
    let file: SealedFile = read(by_hand.as_bytes()).unwrap();
    assert_eq!(serde_json::to_string(&file).unwrap(), by_hand);
    let opened = envelope::open(&dsl(), file.school, &file.envelope.0).unwrap();
    assert_eq!(opened.content.as_slice(), "she said “no” 🙁".as_bytes());
}
