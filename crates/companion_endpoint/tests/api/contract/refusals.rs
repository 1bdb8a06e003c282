//! Bad input: each refusal says what the person still has and what to do, and nothing is stored by it.

use companion_model::{
    Route,
    wire::v1::{ENVELOPE_LIMIT, address, problem},
};

use super::{StoreKind, apply, each_store, rstest};
use crate::world::{TestEndpoint, TestPhone, content_digest, new_id};

#[track_caller]
fn is_not_held(phone: &TestPhone, id: uuid::Uuid) {
    phone.asks(&address::at(address::ENVELOPE_STATE, id)).is(404);
}

#[apply(each_store)]
fn a_token_never_issued_keeps_everything_and_asks_to_enrol_again(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let phone = school.enrols_a_phone();
    let id = new_id();
    let envelope = phone.seals(id, Route::Dsl, "Kept");
    let sentence = "Everything you wrote is still on this phone. Ask your DSL for a new set-up link";
    let right = phone.authorization();
    let nobody = right.replace(&phone.device.to_string(), &new_id().to_string());
    let elsewhere = right.replace(&school.id.to_string(), &new_id().to_string());
    let wrong_secret = format!("{}AAAA", &right[..right.len() - 4]);
    for token in [&nobody, &elsewhere, &wrong_secret] {
        let headers = [("authorization", token.as_str()), ("content-digest", &content_digest(&envelope))];
        let answer = world.client.send("PUT", &address::at(address::ENVELOPE, id), &headers, &envelope);
        answer.says(401, problem::UNKNOWN_DEVICE, sentence);
        assert_eq!(answer.header("www-authenticate"), "Bearer");
    }
    is_not_held(&phone, id);
}

/// What came together shares a commit, and a stranger's part of it changes nothing.
#[apply(each_store)]
fn a_stranger_with_the_phone_s_id_and_its_very_envelope_takes_nothing_from_it(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let phone = school.enrols_a_phone();
    let right = phone.authorization();
    let wrong = format!("{}AAAA", &right[..right.len() - 4]);
    let envelopes: Vec<_> =
        (0..8).map(|_| new_id()).map(|id| (id, phone.seals(id, Route::Dsl, "Kept"))).collect();
    let puts = |token: &str, id: uuid::Uuid, envelope: &[u8]| {
        let headers = [("authorization", token), ("content-digest", &content_digest(envelope))];
        world.client.send("PUT", &address::at(address::ENVELOPE, id), &headers, envelope).status
    };
    let puts_all = |token: &str| {
        std::thread::scope(|scope| {
            let put = |(id, envelope): &(uuid::Uuid, Vec<u8>)| puts(token, *id, envelope);
            let tries: Vec<_> = envelopes.iter().map(|one| scope.spawn(move || put(one))).collect();
            tries.into_iter().map(|done| done.join().unwrap()).collect::<Vec<_>>()
        })
    };
    let (of_the_phone, of_the_stranger) = std::thread::scope(|scope| {
        let stranger = scope.spawn(|| puts_all(&wrong));
        (puts_all(&right), stranger.join().unwrap())
    });
    assert_eq!((of_the_phone, of_the_stranger), (vec![201; 8], vec![401; 8]));
    assert_eq!(puts_all(&wrong), [401; 8], "nor does it hear of what is there");
    assert_eq!(puts_all(&right), [200; 8]);
}

const WITHOUT_TOKEN: &str = "Everything you wrote is still on this phone and will be sent again.";

/// What a phone asks for with its token, but for the directory.
fn by_token(id: uuid::Uuid) -> [(&'static str, String); 6] {
    [
        ("PUT", address::at(address::ENVELOPE, id)),
        ("PUT", address::at(address::PRACTICE, id)),
        ("GET", address::at(address::ENVELOPE_STATE, id)),
        ("POST", address::STATES.into()),
        ("POST", address::DEVICE.into()),
        ("POST", address::TIMESTAMPS.into()),
    ]
}

#[apply(each_store)]
fn a_header_that_a_network_took_out_says_nothing_of_the_phone(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let phone = school.enrols_a_phone();
    let id = new_id();
    let envelope = phone.seals(id, Route::Dsl, "Kept");
    let digest = content_digest(&envelope);
    for (method, path) in by_token(id) {
        let answer = world.client.send(method, &path, &[("content-digest", &digest)], &envelope);
        answer.says(401, problem::NO_TOKEN, WITHOUT_TOKEN);
        assert_eq!(answer.header("www-authenticate"), "Bearer");
    }
    is_not_held(&phone, id);
    // Members ask for the directory, too, and are known by their session. To a phone this says as little of itself.
    world.client.get(address::DIRECTORY, &[]).says(401, problem::SIGN_IN, "Nothing is lost.");
}

#[apply(each_store)]
fn a_header_that_a_network_altered_or_doubled_says_nothing_of_the_phone(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let phone = school.enrols_a_phone();
    let id = new_id();
    let envelope = phone.seals(id, Route::Dsl, "Kept");
    let digest = content_digest(&envelope);
    let right = phone.authorization();
    let (cut, masked) = (&right[..right.len() - 1], right.replace(&phone.device.to_string(), "***"));
    let (doubled, relabelled) = (format!("{right}, {right}"), right.replace("Bearer", "Basic"));
    for token in ["", "Bearer", "Bearer a.b.c", "Basic YTpi", cut, &masked, &doubled, &relabelled] {
        let headers = [("authorization", token), ("content-digest", &digest)];
        for (method, path) in by_token(id) {
            let answer = world.client.send(method, &path, &headers, &envelope);
            answer.says(401, problem::NO_TOKEN, WITHOUT_TOKEN);
        }
        let answer = world.client.get(address::DIRECTORY, &headers[..1]);
        answer.says(401, problem::NO_TOKEN, WITHOUT_TOKEN);
    }
    let proxy_s = "Basic YTpi".to_owned();
    for other in [&right, &proxy_s] {
        for pair in [[right.as_str(), other], [other, right.as_str()]] {
            let twice = pair.map(|token| ("authorization", token));
            let headers = [twice[0], twice[1], ("content-digest", &digest)];
            let path = address::at(address::ENVELOPE, id);
            let answer = world.client.send("PUT", &path, &headers, &envelope);
            answer.says(401, problem::NO_TOKEN, WITHOUT_TOKEN);
            let answer = world.client.get(address::DIRECTORY, &twice);
            answer.says(401, problem::NO_TOKEN, WITHOUT_TOKEN);
        }
    }
    is_not_held(&phone, id);
}

#[apply(each_store)]
fn a_body_too_large_is_still_on_the_phone(store: StoreKind) {
    let (_world, school) = TestEndpoint::with_school(store);
    let phone = school.enrols_a_phone();
    for size in [ENVELOPE_LIMIT + 1, 4 * 1024 * 1024] {
        let id = new_id();
        let mut envelope = phone.seals(id, Route::Dsl, "Long");
        envelope.resize(size, 0);
        phone.delivers(id, &envelope).says(413, problem::TOO_LARGE, "It is still on this phone");
        is_not_held(&phone, id);
    }
    let id = new_id();
    phone.delivers(id, &phone.seals_the_longest(id)).is(201);
}

#[apply(each_store)]
fn an_envelope_of_an_impossible_length_is_refused_on_every_route(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let phone = school.enrols_a_phone();
    let cookie = school.signs_in(Route::Dsl);
    let id = new_id();
    let (short, long) = (phone.seals(id, Route::Dsl, "Good"), phone.seals_the_longest(id));
    let cut = |bytes: usize| long[..bytes].to_vec();
    let padded = |by: usize| [short.clone(), vec![0; by]].concat();
    for envelope in
        [cut(47), cut(150), cut(short.len() - 1), padded(1), cut(100_000), [long.clone(), vec![0]].concat()]
    {
        let digest = content_digest(&envelope);
        let imported = [("cookie", cookie.as_str()), ("content-digest", &digest)];
        let path = address::at(address::INBOX_ENVELOPE, id);
        let brought = [phone.delivers(id, &envelope), world.client.send("PUT", &path, &imported, &envelope)];
        for answer in brought {
            answer.says(422, problem::UNREADABLE_HEADER, "You still have it");
        }
        let practised = phone.practises(id, &envelope).status;
        assert_eq!(practised, if envelope.len() > short.len() { 413 } else { 422 });
    }
    is_not_held(&phone, id);
    phone.delivers(id, &short).is(201);
}

#[apply(each_store)]
fn a_digest_that_does_not_match_gets_no_receipt(store: StoreKind) {
    let (_world, school) = TestEndpoint::with_school(store);
    let phone = school.enrols_a_phone();
    let id = new_id();
    let envelope = phone.seals(id, Route::Dsl, "Changed on its way");
    for digest in [content_digest(b"other bytes").as_str(), "sha-256=:AAAA:", "md5=:AAAA:", ""] {
        let answer = phone.delivers_with_digest(id, &envelope, digest);
        answer.says(422, problem::DIGEST, "It is still on this phone, unchanged");
    }
    is_not_held(&phone, id);
}

#[apply(each_store)]
fn a_header_that_can_t_be_read_or_is_of_an_unknown_version_is_refused(store: StoreKind) {
    let (_world, school) = TestEndpoint::with_school(store);
    let phone = school.enrols_a_phone();
    let id = new_id();
    let good = phone.seals(id, Route::Dsl, "Good");
    let with = |at: usize, byte: u8| {
        let mut bytes = good.clone();
        bytes[at] = byte;
        bytes
    };
    for envelope in [b"<html>Please log in</html>".to_vec(), with(3, 9), with(4, 9), good[..20].to_vec()] {
        let answer = phone.delivers(id, &envelope);
        answer.says(422, problem::UNREADABLE_HEADER, "It is still on this phone");
    }
    is_not_held(&phone, id);
}

#[apply(each_store)]
fn an_envelope_put_at_another_id_than_its_own_is_refused(store: StoreKind) {
    let (_world, school) = TestEndpoint::with_school(store);
    let phone = school.enrols_a_phone();
    let (own, other) = (new_id(), new_id());
    let envelope = phone.seals(own, Route::Dsl, "Mine");
    phone.delivers(other, &envelope).says(422, problem::UNREADABLE_HEADER, "It is still on this phone");
    is_not_held(&phone, own);
    is_not_held(&phone, other);
}

#[apply(each_store)]
fn a_key_the_school_never_published_is_refused(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    world.offers_setup("second");
    let neighbour = crate::world::TestSchool::founded_at(&world.client, "second");
    let mut phone = school.enrols_a_phone();
    phone.directory = neighbour.directory;
    let id = new_id();
    let envelope = phone.seals(id, Route::Dsl, "For somebody else");
    phone.delivers(id, &envelope).says(422, problem::UNPUBLISHED_KEY, "It is still on this phone");

    // The head's key under the DSL's route is not published either.
    phone.directory = school.directory.clone();
    let mut swapped = phone.seals(id, Route::Head, "Relabelled");
    swapped[4] = Route::Dsl.byte();
    phone.delivers(id, &swapped).says(422, problem::UNPUBLISHED_KEY, "It is still on this phone");
    is_not_held(&phone, id);
}

#[apply(each_store)]
fn a_json_body_that_says_something_else_changes_nothing(store: StoreKind) {
    let (world, _school) = TestEndpoint::with_school(store);
    for body in ["", "{}", "[1,2", "<html></html>"] {
        let answer = world.client.send("POST", address::CHALLENGES, &[], body.as_bytes());
        answer.says(422, problem::UNREADABLE_BODY, "Nothing was saved and nothing is lost.");
    }
    for size in [64 * 1024 + 1, 1024 * 1024 + 1] {
        let long = vec![b' '; size];
        let answer = world.client.send("POST", address::CHALLENGES, &[], &long);
        answer.says(413, problem::TOO_LARGE, "It is still on this phone");
    }
}

#[apply(each_store)]
fn an_address_that_is_none_says_so(store: StoreKind) {
    let (world, _school) = TestEndpoint::with_school(store);
    world.client.get("/api/v2/envelopes", &[]).says(404, problem::UNKNOWN_ADDRESS, "nothing is lost.");
    world.client.delete(address::DIRECTORY, &[]).says(405, problem::UNKNOWN_ADDRESS, "Nothing was changed.");
}
