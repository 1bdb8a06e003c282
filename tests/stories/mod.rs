//! The stories, one file each, in the order a new reader would want them.
//!
//! A new story is a file in this folder and a line in the list below. The file says in which engines it is told
//! (`ENGINES`) and how it goes (`story`).

use crate::matrix::Story;

/// Makes a module of each file that is named, and the list of the stories in them.
macro_rules! stories {
    ($($name:ident),* $(,)?) => {
        $(mod $name;)*

        /// Every story. A file in this folder that is not named here fails the run.
        pub const STORIES: &[Story] = &[$(Story {
            name: stringify!($name),
            engines: $name::ENGINES,
            tell: |engine| Box::pin($name::story(engine)),
        }),*];
    };
}

stories! {
    the_briefing_opens_without_signal,
    the_app_gets_ready_to_open_without_signal,
    the_app_gets_ready_again_when_its_files_are_gone,
    the_app_gets_ready_again_when_it_was_removed,
    a_silent_link_is_given_up,
    a_worker_without_its_own_code_is_not_taken,
    a_new_version_makes_it_ready_again,
    the_app_sends_while_it_is_closed,
    a_concern_reaches_the_dsl_and_is_read,
    a_signed_concern_is_delivered_once,
    the_whole_record_is_written,
    more_is_added_and_nothing_overwritten,
    a_wrong_name_is_put_right,
    a_centre_instructor_is_named,
    where_nobody_may_receive_it_it_is_handed_over,
    two_adults_write_of_the_same_disclosure,
    someone_else_heard_it_first,
    odd_words_arrive_as_they_were_written,
    a_wrong_clock_warns_and_never_blocks,
    a_pause_and_a_no_are_said_as_they_are,
    signs_are_quoted_from_the_briefing,
    the_paper_form_opens_without_signal,
    practice_is_sent_and_listed_apart,
    a_lying_network_never_means_received,
    a_person_named_receives_nothing,
    the_record_is_written_with_the_keyboard_alone,
    what_is_typed_survives_a_kill,
    what_is_signed_is_what_was_on_the_screen,
    deleted_words_are_brought_back,
    a_deleted_record_is_brought_back,
    a_record_open_elsewhere_is_not_deleted,
    one_comes_back_to_the_page_where_one_left,
    an_update_waits_for_consent,
    a_phone_of_every_release_opens,
    one_tab_writes_and_the_other_takes_over,
    a_restored_endpoint_gets_the_concern_again,
    what_the_school_has_lost_is_said,
    a_key_changed_after_the_backup_is_told,
    nothing_readable_lies_at_rest,
    bad_links_and_wrong_pins_say_what_to_do,
    a_link_is_not_used_up_by_a_full_phone,
    a_link_that_has_set_up_this_phone_says_so,
    a_link_is_never_burnt_by_another_choice,
    a_phone_without_a_school_keeps_nothing_and_says_so,
    an_iphone_s_link_is_carried_to_its_home_screen,
    an_unknown_phone_keeps_its_record,
    what_can_t_be_sent_is_saved_as_a_sealed_file,
    technical_details_hold_nothing_that_was_written,
    a_foreign_directory_is_refused_and_named,
    a_directory_that_ran_out_is_renewed,
    where_wasm_is_refused_all_else_opens,
    where_storage_is_refused_all_else_opens,
    a_phone_that_is_put_down_locks_by_itself,
    two_people_share_a_phone,
    a_passkey_opens_beside_the_pin,
    a_pin_that_was_seen_is_changed,
    a_forgotten_pin_loses_nothing,
    what_the_browser_removed_is_said,
    a_connection_that_the_browser_closed_is_opened_again,
    a_full_phone_says_so_and_goes_on_when_there_is_room,
    nothing_is_left_when_somebody_leaves,
    a_phone_is_removed_from_afar,
    a_changed_key_opens_what_was_sealed_before,
    a_member_is_removed_and_the_keys_change,
    one_tap_hides_everything,
    hide_hides_every_tab,
    everything_goes_with_a_second_tab_open,
    a_database_that_does_not_open_at_first_opens_by_itself,
    a_browser_that_does_not_answer_is_not_waited_for,
    without_locks_both_tabs_words_are_kept,
    words_beside_a_signed_record_are_an_addition,
    a_school_is_set_up_and_invites_its_staff,
    the_first_head_makes_their_own_keys,
    a_second_sign_in_locks_the_first_window,
    what_does_not_open_is_looked_at,
    a_colleague_s_read_is_heard_of_at_once,
    a_long_list_is_walked_with_the_keyboard,
    the_usual_screens_are_looked_at,
}
