use bolero::check;
use companion_model::wire::{NotReadable, read, v1::*};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::json::Damage;
use super::patience::patience;
use super::samples as one;

/// What any type that is read must hold, whatever is read: it is understood as others understand it, and nothing is
/// taken that others refuse.
pub fn is_understood_in_one_way<T: DeserializeOwned + Serialize + PartialEq>(json: &[u8]) {
    if let Ok(ours) = reads_what_it_wrote::<T>(json) {
        // Of what stands twice a `Value` has the second, as our reader does.
        let value: Value = serde_json::from_slice(json).unwrap();
        assert!(serde_json::from_value::<T>(value).is_ok_and(|theirs| theirs == ours), "others refuse it");
    }
}

/// What was understood is written so that the same is understood again, here and elsewhere.
pub fn reads_what_it_wrote<T: DeserializeOwned + Serialize + PartialEq>(
    json: &[u8],
) -> Result<T, NotReadable> {
    let (ours, theirs) = (read::<T>(json), serde_json::from_slice::<T>(json));
    for understood in ours.iter().chain(&theirs) {
        let written = serde_json::to_vec(understood).unwrap();
        assert!(read::<T>(&written).as_ref() == Ok(understood), "it does not read what it wrote");
        assert!(serde_json::from_slice::<T>(&written).is_ok_and(|again| again == *understood));
    }
    if let (Ok(ours), Ok(theirs)) = (&ours, &theirs) {
        assert!(ours == theirs, "two readers understand two things");
    }
    ours
}

macro_rules! targets {
    ($($name:ident: $kind:ty = $sample:expr;)+) => {$(
        #[test]
        fn $name() {
            let sample: $kind = $sample;
            let json = serde_json::to_vec(&sample).unwrap();
            assert!(read::<$kind>(&json) == Ok::<_, NotReadable>(sample));
            check!()
                .with_test_time(patience())
                .with_type::<Damage>()
                .for_each(|damage| is_understood_in_one_way::<$kind>(&damage.to(&json)));
        }
    )+};
}
pub(super) use targets;

targets! {
    a_receipt: Receipt = one::receipt();
    a_flag: Flag = Flag::RemovedDevice;
    a_sealed_file: SealedFile = one::sealed_file();
    a_signed_read: SignedRead = one::signed_read();
    an_envelope_s_state: EnvelopeState = one::state();
    a_signed_directory: SignedDirectory = one::signed_directory();
    a_directory: Directory = one::directory();
    a_route_s_entry: RouteEntry = one::directory().routes.remove(0);
    a_member_s_entry: MemberEntry = one::directory().routes.remove(0).members.remove(0);
    people_who_were_members: FormerMembers = one::directory().routes.remove(0).former.unwrap();
    a_request_to_enrol: EnrolmentRequest = one::enrolment();
    an_offer_to_enrol: EnrolmentOffer = EnrolmentOffer { author: one::author() };
    an_answer_to_who_enrols: EnrolmentAnswer = one::enrolment_answer();
    what_a_cookie_remembers: Remembered =
        Remembered { set_up_at: i64::MIN, counted: Some(one::tally()) };
    a_request_to_invite: InvitationRequest = one::invitation();
    an_author_on_file: AuthorOnFile = one::author_on_file();
    a_countersignature: Countersign = one::author_on_file().countersign.unwrap();
    an_offer_to_set_up: SetupOffer = SetupOffer { receipt_key: vec![1; 32].into() };
    a_request_to_set_up: SetupRequest = one::setup();
    an_answer_to_who_sets_up: SetupAnswer = SetupAnswer { school: one::id(2) };
    a_request_to_be_challenged: ChallengeRequest =
        ChallengeRequest { school: one::id(2), member: "dsl".into() };
    a_cost: KdfParams = one::kdf_params();
    a_request_for_a_session: SessionRequest =
        SessionRequest { school: one::id(2), member: "dsl".into(), login_key: vec![2; 32].into() };
    an_answer_to_who_signs_in: SessionAnswer = one::session();
    a_page_of_the_inbox: InboxPage = one::inbox();
    a_page_of_practice: PracticePage =
        PracticePage { practice: one::inbox().envelopes, next: "ZHNsOjE".into(), more: true };
    an_acknowledgement: Acknowledgement = one::inbox().envelopes.remove(0).acknowledged.unwrap();
    changes_of_the_inbox: InboxChanges = one::changes();
    a_report_of_a_phone: DeviceReport =
        DeviceReport { version: "0.3.0".into(), counted: Some(one::tally()) };
    what_was_counted: Tally = one::tally();
    an_answer_to_a_phone: DeviceAnswer = DeviceAnswer { removal: Some(one::removal()) };
    an_order_to_remove: Removal = one::removal();
    a_newer_directory: DirectoryRequest = one::newer_directory();
    a_request_to_invite_a_member: RouteInvitationRequest = one::route_invitation();
    an_offer_to_join: JoiningOffer = one::joining_offer();
    a_request_to_join: JoiningRequest = one::joining();
    an_invited_member: InvitedMember = one::invited_member();
    a_member_who_waits: WaitingMember = one::invited_member().waiting.unwrap();
    a_confirmation: ConfirmationRequest = ConfirmationRequest { directory: one::signed_directory() };
    a_problem: Problem = one::problem();
    a_request_for_a_timestamp: TimestampRequest = TimestampRequest { digest: vec![3; 32].into() };
    a_timestamp: Timestamp = one::timestamp();
}
