//! Checks of the stories' own instruments: a proxy or a search that can't fail proves nothing.

mod forensics;
mod proxy;

use libtest_mimic::Trial;

use crate::matrix::on_a_runtime;

/// The checks, which need no browser.
pub fn trials() -> Vec<Trial> {
    vec![
        Trial::test("harness::a_canary_is_found_however_it_was_written", forensics::however_it_was_written),
        Trial::test("harness::a_torn_session_file_is_searched_as_far_as_it_goes", forensics::torn),
        Trial::test("harness::a_dropped_answer_was_given_by_the_endpoint", || on_a_runtime(proxy::dropped())),
        Trial::test("harness::a_truncated_answer_ends_in_its_body", || on_a_runtime(proxy::truncated())),
        Trial::test("harness::a_hotel_answers_everything_and_asks_nobody", || on_a_runtime(proxy::hotel())),
        Trial::test("harness::a_forged_receipt_answers_deliveries_alone", || on_a_runtime(proxy::forged())),
        Trial::test("harness::a_proxy_that_refuses_comes_back_at_the_same_origin", || {
            on_a_runtime(proxy::refuses())
        }),
    ]
}
