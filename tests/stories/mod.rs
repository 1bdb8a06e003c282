//! The stories, one file each, in the order a new reader would want them.

mod a_concern_reaches_the_dsl_and_is_read;
mod a_foreign_directory_is_refused_and_named;
mod a_lying_network_never_means_received;
mod a_person_named_receives_nothing;
mod a_phone_without_a_school_keeps_nothing_and_says_so;
mod a_restored_endpoint_gets_the_concern_again;
mod a_signed_concern_is_delivered_once;
mod an_unknown_phone_keeps_its_record;
mod an_update_waits_for_consent;
mod bad_links_and_wrong_pins_say_what_to_do;
mod deleted_words_are_brought_back;
mod more_is_added_and_nothing_overwritten;
mod nothing_readable_lies_at_rest;
mod one_comes_back_to_the_page_where_one_left;
mod one_tab_writes_and_the_other_takes_over;
mod the_briefing_opens_without_signal;
mod the_screens_are_pictured;
mod the_whole_record_is_written;
mod what_is_typed_survives_a_kill;
mod where_storage_is_refused_all_else_opens;
mod where_wasm_is_refused_all_else_opens;

use crate::matrix::Story;

/// A story from the module with its name.
macro_rules! stories {
    ($($name:ident),* $(,)?) => {
        &[$(Story { name: stringify!($name), tell: |engine| Box::pin($name::story(engine)) }),*]
    };
}

/// Every story. One that is not in `tests/engines.md`, or is there and not here, fails the run.
pub const STORIES: &[Story] = stories![
    the_briefing_opens_without_signal,
    a_concern_reaches_the_dsl_and_is_read,
    a_signed_concern_is_delivered_once,
    the_whole_record_is_written,
    more_is_added_and_nothing_overwritten,
    a_lying_network_never_means_received,
    a_person_named_receives_nothing,
    what_is_typed_survives_a_kill,
    deleted_words_are_brought_back,
    one_comes_back_to_the_page_where_one_left,
    an_update_waits_for_consent,
    one_tab_writes_and_the_other_takes_over,
    a_restored_endpoint_gets_the_concern_again,
    nothing_readable_lies_at_rest,
    bad_links_and_wrong_pins_say_what_to_do,
    a_phone_without_a_school_keeps_nothing_and_says_so,
    an_unknown_phone_keeps_its_record,
    a_foreign_directory_is_refused_and_named,
    where_wasm_is_refused_all_else_opens,
    where_storage_is_refused_all_else_opens,
    the_screens_are_pictured,
];
