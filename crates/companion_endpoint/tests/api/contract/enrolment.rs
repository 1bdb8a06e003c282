//! Links and the phones that open them.

use companion_model::{
    Route,
    wire::v1::{AuthorOnFile, EnrolmentAnswer, EnrolmentOffer, Remembered, address, problem},
};
use companion_seal::directory::{self, Trust};

use super::{StoreKind, apply, each_store, rstest};
use crate::world::{HttpResponse, MINUTE, TestEndpoint, TestPhone};

#[apply(each_store)]
fn a_link_enrols_a_phone_and_a_repeated_request_gets_the_same_answer(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let (invitation, _) = school.invites(&school.signs_in(Route::Dsl));
    let (phone, request) = TestPhone::planned(&school, &invitation);
    let path = address::at(address::ENROLMENT, invitation.code());
    let first: EnrolmentAnswer = world.client.post(&path, &[], &request).is(201).json();
    assert_eq!(directory::verify(&first.directory, Trust::Itself), Ok(school.directory.clone()));
    assert_eq!(phone.fetches_the_directory(), first.directory);

    // The first answer was lost, and the phone was out of signal for a week.
    world.waits(7 * 24 * 60 * MINUTE);
    let again: EnrolmentAnswer = world.client.post(&path, &[], &request).is(200).json();
    assert_eq!(again, first);
}

#[apply(each_store)]
fn a_link_says_whom_it_is_for_without_being_used_up(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let (invitation, _) = school.invites(&school.signs_in(Route::Dsl));
    let path = address::at(address::ENROLMENT, invitation.code());
    let offer: EnrolmentOffer = world.client.get(&path, &[]).is(200).json();
    let answer: EnrolmentAnswer =
        world.client.post(&path, &[], &TestPhone::planned(&school, &invitation).1).is(201).json();
    assert_eq!(offer.author, answer.author);
    let spent = world.client.get(&path, &[]);
    spent.says(410, problem::SPENT_CODE, "Nothing on this phone has changed. Ask the person who invited you");
    let unknown = world.client.get(&address::at(address::ENROLMENT, "AAAAAAAAAAAAAAAAAAAAAA"), &[]);
    unknown.says(404, problem::UNKNOWN_CODE, "Open the whole link again");
}

#[apply(each_store)]
fn a_browser_that_was_set_up_is_remembered_by_a_cookie_that_no_script_reads(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let (invitation, _) = school.invites(&school.signs_in(Route::Dsl));
    let path = address::at(address::ENROLMENT, invitation.code());
    let enrolled = world.client.post(&path, &[], &TestPhone::planned(&school, &invitation).1).is(201);
    let cookie = enrolled.header("set-cookie").to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");

    let (pair, _) = cookie.split_once(';').unwrap();
    let told: Remembered = world.client.get(address::REMEMBERED, &[("cookie", pair)]).is(200).json();
    assert_eq!(told, Remembered { set_up_at: world.now(), counted: None });
    world.client.get(address::REMEMBERED, &[]).is(404);
    let left = world.client.delete(address::REMEMBERED, &[("cookie", pair)]).is(204);
    assert!(left.header("set-cookie").contains("Max-Age=0"));
}

#[apply(each_store)]
fn a_link_that_was_used_on_another_phone_says_to_ask_for_a_new_one(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let (invitation, _) = school.invites(&school.signs_in(Route::Dsl));
    let path = address::at(address::ENROLMENT, invitation.code());
    world.client.post(&path, &[], &TestPhone::planned(&school, &invitation).1).is(201);
    let other = world.client.post(&path, &[], &TestPhone::planned(&school, &invitation).1);
    other.says(410, problem::SPENT_CODE, "Nothing on this phone has changed. Ask the person who invited you");
}

#[apply(each_store)]
fn a_link_past_its_time_says_to_ask_for_a_new_one(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let (invitation, _) = school.invites(&school.signs_in(Route::Dsl));
    world.waits(60 * MINUTE);
    let path = address::at(address::ENROLMENT, invitation.code());
    let answer = world.client.post(&path, &[], &TestPhone::planned(&school, &invitation).1);
    answer.says(
        410,
        problem::SPENT_CODE,
        "Nothing on this phone has changed. Ask the person who invited you",
    );
}

#[apply(each_store)]
fn a_code_nobody_gave_out_says_to_open_the_link_whole(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let (invitation, _) = school.invites(&school.signs_in(Route::Dsl));
    let (_, request) = TestPhone::planned(&school, &invitation);
    let answer = world.client.post(&address::at(address::ENROLMENT, "AAAAAAAAAAAAAAAAAAAAAA"), &[], &request);
    answer.says(404, problem::UNKNOWN_CODE, "Open the whole link again");
}

#[apply(each_store)]
fn a_device_id_belongs_to_one_enrolment(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let cookie = school.signs_in(Route::Dsl);
    let (first, second) = (school.invites(&cookie).0, school.invites(&cookie).0);
    let (phone, request) = TestPhone::planned(&school, &first);
    world.client.post(&address::at(address::ENROLMENT, first.code()), &[], &request).is(201);
    let mut thief = TestPhone::planned(&school, &second).1;
    thief.device = phone.device;
    let answer = world.client.post(&address::at(address::ENROLMENT, second.code()), &[], &thief);
    answer.says(422, problem::UNREADABLE_BODY, "belongs to another enrolment");
    phone.delivers_a_concern(Route::Dsl);
}

#[apply(each_store)]
fn an_invitation_made_twice_is_one_and_lives_at_most_a_day(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let cookie = school.signs_in(Route::Dsl);
    let (_, request) = school.invites(&cookie);
    let headers = [("cookie", cookie.as_str())];
    world.client.post(address::INBOX_INVITATIONS, &headers, &request).is(200);
    let authors: Vec<AuthorOnFile> = world.client.get(address::INBOX_AUTHORS, &headers).is(200).json();
    assert_eq!(authors.len(), 1);

    let mut other = request.clone();
    other.code_sha256 = vec![1; 32].into();
    let answer = world.client.post(address::INBOX_INVITATIONS, &headers, &other);
    answer.says(422, problem::UNREADABLE_BODY, "belongs to another invitation");

    let mut long = request;
    long.lives_s = 24 * 60 * 60 + 1;
    let answer = world.client.post(address::INBOX_INVITATIONS, &headers, &long);
    answer.says(422, problem::UNREADABLE_BODY, "at most a day");
}

fn withdraws(world: &TestEndpoint, cookie: &str, author: uuid::Uuid) -> HttpResponse {
    world.client.delete(&address::at(address::INBOX_INVITATION, author), &[("cookie", cookie)])
}

#[apply(each_store)]
fn a_link_that_was_withdrawn_opens_nothing_and_says_so(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let cookie = school.signs_in(Route::Dsl);
    let (invitation, request) = school.invites(&cookie);
    let path = address::at(address::ENROLMENT, invitation.code());
    for _ in 0..2 {
        withdraws(&world, &cookie, request.author).is(204);
    }
    let (_, enrolment) = TestPhone::planned(&school, &invitation);
    for answer in [world.client.get(&path, &[]), world.client.post(&path, &[], &enrolment)] {
        answer.says(410, problem::SPENT_CODE, "Ask the person who invited you for a new link");
    }
    let authors: Vec<AuthorOnFile> =
        world.client.get(address::INBOX_AUTHORS, &[("cookie", &cookie)]).is(200).json();
    assert_eq!(authors, []);
    // Nor does the request that made it, should it come once more.
    let again = world.client.post(address::INBOX_INVITATIONS, &[("cookie", &cookie)], &request);
    again.says(422, problem::UNREADABLE_BODY, "belongs to another invitation");
}

#[apply(each_store)]
fn a_link_is_withdrawn_by_who_made_it_or_an_administrator_and_by_nobody_else(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let (dsl, head, chair) =
        (school.signs_in(Route::Dsl), school.signs_in(Route::Head), school.signs_in(Route::Chair));
    let (of_dsl, of_head) = (school.invites(&dsl).1, school.invites(&head).1);
    let refused = withdraws(&world, &head, of_dsl.author);
    refused.says(403, problem::OTHER_S_LINK, "Nothing was changed.");
    withdraws(&world, &chair, of_head.author).says(403, problem::OTHER_S_LINK, "");
    withdraws(&world, &head, of_head.author).is(204);
    // The DSL is the administrator of this school.
    let of_chair = school.invites(&chair).1;
    withdraws(&world, &dsl, of_chair.author).is(204);
    withdraws(&world, "", of_dsl.author).says(401, problem::SIGN_IN, "");
    let authors: Vec<AuthorOnFile> = world.client.get(address::INBOX_AUTHORS, &[("cookie", &dsl)]).json();
    assert_eq!(authors.iter().map(|one| one.author.id).collect::<Vec<_>>(), [of_dsl.author]);
}

#[apply(each_store)]
fn a_link_that_was_used_is_not_withdrawn_and_its_phone_goes_on(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let cookie = school.signs_in(Route::Dsl);
    let phone = school.enrols_a_phone();
    let authors: Vec<AuthorOnFile> = world.client.get(address::INBOX_AUTHORS, &[("cookie", &cookie)]).json();
    let answer = withdraws(&world, &cookie, authors[0].author.id);
    answer.says(410, problem::SPENT_CODE, "remove it under Staff and phones");
    phone.delivers_a_concern(Route::Dsl);
}
