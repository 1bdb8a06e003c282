use companion_model::concern::*;
use companion_model::wire::Bytes;
use companion_model::wire::v1::{MemberEntry, RouteEntry};
use companion_model::{KeyId, Route};

use super::world::{id, in_words};

fn member(n: u8, name: &str, role: &str) -> MemberEntry {
    MemberEntry {
        id: id(n),
        name: name.into(),
        role: role.into(),
        phone: String::new(),
        signing_key: Bytes::default(),
        sealing: None,
    }
}

fn entry(route: Route, members: Vec<MemberEntry>) -> RouteEntry {
    let key = Bytes::default;
    RouteEntry {
        route,
        kid: KeyId([0; 8]),
        encryption_key: key(),
        signing_key: key(),
        introduction: key(),
        succession: vec![],
        members,
        signature: key(),
        former: None,
    }
}

/// The routes of a school as `route: id name (role), …`.
fn school(
    dsl: &[(u8, &str, &str)],
    head: &[(u8, &str, &str)],
    chair: &[(u8, &str, &str)],
) -> Vec<RouteEntry> {
    let routes = [(Route::Dsl, dsl), (Route::Head, head), (Route::Chair, chair)];
    let people =
        |all: &[(u8, &str, &str)]| all.iter().map(|(n, name, role)| member(*n, name, role)).collect();
    routes
        .into_iter()
        .filter(|(_, all)| !all.is_empty())
        .map(|(route, all)| entry(route, people(all)))
        .collect()
}

const PRIYA: (u8, &str, &str) = (1, "Priya Nair", "DSL");
const SAM: (u8, &str, &str) = (2, "Sam O'Brien", "Head teacher");
const LEE: (u8, &str, &str) = (3, "Lee Chan", "Chair of governors");

fn sent(answer: StaffAnswer, routes: &[RouteEntry]) -> Option<Route> {
    recipient(&AboutStaff::of(answer), routes, in_words).route()
}

#[test]
fn a_large_school_sends_to_the_first_route_it_is_not_about() {
    let routes = school(&[PRIYA], &[SAM], &[LEE]);
    let table = [
        (StaffAnswer::No, Route::Dsl),
        (StaffAnswer::SomeoneElse, Route::Dsl),
        (StaffAnswer::Dsl, Route::Head),
        (StaffAnswer::NotSure, Route::Head),
        (StaffAnswer::Head, Route::Dsl),
    ];
    for (answer, route) in table {
        assert_eq!(
            recipient(&AboutStaff::of(answer.clone()), &routes, in_words),
            Recipient::Route(route),
            "{answer:?}"
        );
    }
}

#[test]
fn where_the_head_is_the_dsl_a_concern_about_either_goes_to_the_chair() {
    let spellings = ["Sam O'Brien", "  sam  O’BRIEN ", "SAM O'BRIEN"];
    for (n, name) in [(2, "S. O."), (9, spellings[0]), (9, spellings[1]), (9, spellings[2])] {
        let routes = school(&[(n, name, "")], &[SAM], &[LEE]);
        for answer in [StaffAnswer::Dsl, StaffAnswer::NotSure, StaffAnswer::Head] {
            assert_eq!(sent(answer.clone(), &routes), Some(Route::Chair), "{n} {name:?} {answer:?}");
        }
        assert_eq!(sent(StaffAnswer::No, &routes), Some(Route::Dsl));
    }
}

#[test]
fn with_nobody_left_it_is_printed_or_handed_over() {
    let one = school(&[SAM], &[SAM], &[SAM]);
    assert_eq!(
        recipient(&AboutStaff::of(StaffAnswer::Head), &one, in_words),
        Recipient::LocalAuthorityOfficer
    );
    assert_eq!(recipient(&AboutStaff::of(StaffAnswer::No), &[], in_words), Recipient::LocalAuthorityOfficer);
    let empty = [entry(Route::Dsl, Vec::new())];
    assert_eq!(
        recipient(&AboutStaff::of(StaffAnswer::No), &empty, in_words),
        Recipient::LocalAuthorityOfficer
    );
}

#[test]
fn a_person_named_receives_nothing_whatever_the_answer() {
    let routes = school(&[PRIYA], &[SAM], &[LEE]);
    for (answer, route) in [
        (StaffAnswer::No, Some(Route::Head)),
        (StaffAnswer::SomeoneElse, Some(Route::Head)),
        (StaffAnswer::Head, Some(Route::Chair)),
    ] {
        let mut about = AboutStaff::of(answer.clone());
        about.tick(&routes[0].members[0], true);
        assert!(about.names(id(1)));
        assert_eq!(recipient(&about, &routes, in_words).route(), route, "ticked, {answer:?}");
        about.tick(&routes[0].members[0], false);
        about.whom = "I think it was priya  NAIR, or the driver".into();
        assert_eq!(recipient(&about, &routes, in_words).route(), route, "written, {answer:?}");
    }
}

#[test]
fn a_name_inside_another_word_is_not_that_person() {
    let routes = school(&[(1, "Al Chan", ""), (4, " ", "")], &[SAM], &[LEE]);
    let about = AboutStaff { whom: "Val Chandler".into(), ..AboutStaff::of(StaffAnswer::SomeoneElse) };
    assert_eq!(recipient(&about, &routes, in_words).route(), Some(Route::Dsl));
}

#[test]
fn members_without_a_name_are_not_taken_for_one_another() {
    let routes = school(&[(1, "", "")], &[(2, " ", "")], &[LEE]);
    assert_eq!(sent(StaffAnswer::Dsl, &routes), Some(Route::Head));
}

#[test]
fn a_ticked_person_stays_the_same_person_when_the_directory_gives_them_a_new_id() {
    let mut about = AboutStaff::of(StaffAnswer::SomeoneElse);
    about.tick(&member(1, "Priya Nair", ""), true);
    let routes = school(&[(11, "priya nair", "")], &[SAM], &[LEE]);
    assert_eq!(recipient(&about, &routes, in_words).route(), Some(Route::Head));
}

#[test]
fn one_person_under_two_names_and_two_ids_is_followed_to_the_end() {
    // Each neighbour shares an id or a name with the next; the first and the last share neither.
    let head = [(1, "Sam O'Brien", ""), (2, "sam o'brien", ""), (2, "S. O'Brien-Hale", "")];
    let routes = school(&[(1, "Sam O", "")], &head, &[(3, "s o'brien hale", "")]);
    assert_eq!(sent(StaffAnswer::Dsl, &routes), None);
}

#[test]
fn where_no_head_is_enrolled_a_job_title_says_who_it_is() {
    let table = [
        ("Head teacher and DSL", None),
        ("Headteacher", None),
        ("Head of School", None),
        ("Deputy Head, DSL", Some(Route::Dsl)),
        ("Head of Year 8", Some(Route::Dsl)),
        ("DSL", Some(Route::Dsl)),
    ];
    for (role, route) in table {
        assert_eq!(sent(StaffAnswer::Head, &school(&[(1, "Sam", role)], &[], &[])), route, "{role}");
    }
    let no_dsl = school(&[], &[(2, "Sam", "Head and Designated Safeguarding Lead")], &[LEE]);
    assert_eq!(sent(StaffAnswer::Dsl, &no_dsl), Some(Route::Chair));
    assert_eq!(sent(StaffAnswer::No, &no_dsl), Some(Route::Head));
}

#[test]
fn an_answer_only_a_newer_build_knows_is_sent_nowhere() {
    let routes = school(&[PRIYA], &[SAM], &[LEE]);
    let about = AboutStaff::of(StaffAnswer::Unknown("chair".into()));
    assert_eq!(recipient(&about, &routes, in_words), Recipient::LocalAuthorityOfficer);
    assert_eq!(hand_over_route(Some(&about), &routes, in_words), None);
}

#[test]
fn an_unanswered_draft_is_handed_over_to_the_chair_alone() {
    assert_eq!(hand_over_route(None, &school(&[PRIYA], &[SAM], &[LEE]), in_words), Some(Route::Chair));
    assert_eq!(hand_over_route(None, &school(&[PRIYA], &[SAM], &[]), in_words), None);
    assert_eq!(hand_over_route(None, &[entry(Route::Chair, Vec::new())], in_words), None);
}

/// Person `n` as a route lists them: under one id everywhere, or under an id and a spelling for each route.
fn listed(n: u8, route: Route, one_id: bool) -> MemberEntry {
    if one_id {
        return member(n, ["Ada", "Ben", "Cy"][usize::from(n)], "");
    }
    let name = [["Ada One", "ADA ONE", " ada  one"], ["Ben", "ben", "BEN "], ["Cy-Li", "cy li", "Cy Li"]];
    member(10 * (route.byte() + 1) + n, name[usize::from(n)][usize::from(route.byte())], "")
}

/// Every school of three people and three routes, every answer, everyone ticked: 512 × 5 × 8, listed both ways.
#[test]
fn no_concern_is_ever_sent_to_a_person_it_is_about() {
    let mut nowhere = 0;
    for case in 0..512 * 5 * 8 * 2_u32 {
        let (sets, one_id) = (case % 512, case >= 512 * 5 * 8);
        let (answer, ticked) = (StaffAnswer::OPTIONS[(case / 512 % 5) as usize].0, (case / 2560 % 8) as u8);
        let set = |route: Route| (sets >> (3 * route.byte()) & 7) as u8;
        let people = |set: u8| (0..3_u8).filter(move |n| set >> n & 1 == 1);
        let routes: Vec<RouteEntry> = Route::ALL
            .map(|route| entry(route, people(set(route)).map(|n| listed(n, route, one_id)).collect()))
            .into();
        let mut about = AboutStaff::of(StaffAnswer::from_key(answer));
        people(ticked).for_each(|n| about.tick(&listed(n, Route::Chair, one_id), true));

        let closed = ticked
            | match about.answer {
                StaffAnswer::Dsl | StaffAnswer::NotSure => set(Route::Dsl),
                StaffAnswer::Head => set(Route::Head),
                _ => 0,
            };
        let expected = Route::ALL.into_iter().find(|route| set(*route) != 0 && set(*route) & closed == 0);
        let found = recipient(&about, &routes, in_words);
        let told = format!("routes {sets:09b}, {answer}, ticked {ticked:03b}, one id {one_id}");
        assert_eq!(found.route(), expected, "{told}");
        assert_eq!(hand_over_route(Some(&about), &routes, in_words), expected, "{told}");
        nowhere += u32::from(found == Recipient::LocalAuthorityOfficer);
    }
    assert!(nowhere > 0);
}
