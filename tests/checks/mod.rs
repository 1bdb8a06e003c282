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
        Trial::test("harness::a_proxy_without_a_fault_changes_nothing", || on_a_runtime(proxy::faultless())),
        Trial::test("harness::a_dropped_answer_was_given_by_the_endpoint", || on_a_runtime(proxy::dropped())),
        Trial::test("harness::a_truncated_answer_ends_in_its_body", || on_a_runtime(proxy::truncated())),
        Trial::test("harness::a_late_answer_waits_until_the_fault_is_lifted", || on_a_runtime(proxy::late())),
        Trial::test("harness::a_missing_answer_asks_nobody", || on_a_runtime(proxy::missing())),
        Trial::test("harness::an_endpoint_that_stores_nothing_names_its_pause", || {
            on_a_runtime(proxy::unavailable())
        }),
        Trial::test("harness::a_newer_endpoint_s_no_is_in_our_words", || on_a_runtime(proxy::refused())),
        Trial::test(
            "harness::a_busy_page_answers_everything_and_asks_nobody",
            || on_a_runtime(proxy::busy()),
        ),
        Trial::test("harness::a_hotel_answers_everything_and_asks_nobody", || on_a_runtime(proxy::hotel())),
        Trial::test("harness::a_forged_receipt_answers_deliveries_alone", || on_a_runtime(proxy::forged())),
        Trial::test("harness::an_altered_answer_has_other_words_and_no_other_status", || {
            on_a_runtime(proxy::altered())
        }),
        Trial::test("harness::a_mistyped_answer_has_the_same_bytes", || on_a_runtime(proxy::mistyped())),
        Trial::test("harness::requests_go_on_without_one_header", || on_a_runtime(proxy::requests_without())),
        Trial::test("harness::answers_come_without_one_header", || on_a_runtime(proxy::answers_without())),
        Trial::test("harness::a_proxy_that_refuses_comes_back_at_the_same_origin", || {
            on_a_runtime(proxy::refuses())
        }),
    ]
}
