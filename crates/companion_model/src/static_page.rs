//! What the static pages and the app both say: those pages are there before the app has started, and where it can't.

/// The heading of the first page.
pub const WHAT_DO_YOU_NEED: &str = "What do you need?";
/// The way to the numbers, first of all.
pub const CHILD_IN_DANGER: &str = "A child is in danger now";
/// The way to a new record.
pub const RECORD_A_CONCERN: &str = "Record a concern";
/// The way to the briefings.
pub const READ_A_BRIEFING: &str = "Read a briefing";
/// The way to the numbers, and the heading above them.
pub const WHO_TO_CALL: &str = "Who to call";
/// The number of the emergency services, as a link.
pub const PHONE_999: &str = "Phone 999";
/// When it is phoned.
pub const IF_IN_DANGER: &str = "if a child is in danger now.";
/// What to do as long as no record can be kept.
pub const WRITE_ON_PAPER: &str = "You can still read briefings and find numbers. Write on paper what you saw, \
    and what the child said in their own words. Add the time and your name. Phone the DSL now.";
/// The way to the form on paper.
pub const PAPER_FORM: &str = "Print a paper form";
/// In the bar of every page: the way to the briefings.
pub const BAR_READ: &str = "Read";
/// In the bar: the way to a record.
pub const BAR_RECORD: &str = "Record";
/// The way to what the author has written, and the heading above it.
pub const MY_RECORDS: &str = "My records";

/// The slots of the templates in `public/` that these fill.
pub const SLOTS: [(&str, &str); 12] = [
    ("what_do_you_need", WHAT_DO_YOU_NEED),
    ("child_in_danger", CHILD_IN_DANGER),
    ("record_a_concern", RECORD_A_CONCERN),
    ("read_a_briefing", READ_A_BRIEFING),
    ("who_to_call", WHO_TO_CALL),
    ("phone_999", PHONE_999),
    ("if_in_danger", IF_IN_DANGER),
    ("write_on_paper", WRITE_ON_PAPER),
    ("paper_form", PAPER_FORM),
    ("bar_read", BAR_READ),
    ("bar_record", BAR_RECORD),
    ("my_records", MY_RECORDS),
];
