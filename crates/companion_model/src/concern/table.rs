//! The table of fields. Order, labels and help are those of the printed form.

use super::field::{ACCOUNT, CHILD, Control as C, Field, Required as R, Rule};
use super::{Danger, Source, YesNo};

/// A field of which nothing is required; the table says only where one differs.
const fn optional(number: u8, key: &'static str, label: &'static str, kind: C) -> Field {
    Field {
        number,
        key,
        label,
        help: "",
        kind,
        rule: Rule::Any,
        required: R::Optional,
        verbatim: false,
        none_words: None,
        missing: "",
    }
}

const fn required(number: u8, key: &'static str, label: &'static str, kind: C) -> Field {
    Field { required: R::Full, ..optional(number, key, label, kind) }
}

/// All fields, in the order of the form.
pub fn fields() -> &'static [Field] {
    FIELDS
}

/// The field of a key.
pub fn field(key: &str) -> Option<&'static Field> {
    FIELDS.iter().find(|field| field.key == key)
}

static FIELDS: &[Field] = &[
    Field {
        help: "If yes, call 999 now. You can write this afterwards.",
        required: R::ShortToo,
        missing: "Say whether anyone is in danger right now: yes, no, or not sure.",
        ..optional(1, "danger", "Is anyone in danger right now?", C::Choice(Danger::OPTIONS))
    },
    Field {
        help: "Use the child's exact words, even if they are rude or unclear. Do not tidy them.",
        rule: Rule::Characters { warn_at: 18_000, at_most: 20_000 },
        required: R::OneOf(ACCOUNT),
        verbatim: true,
        missing: "Write it down: what the child said, in their own words, or what you saw.",
        ..optional(2, "verbatim", "Write it down – what the child said, in their own words", C::LongText)
    },
    Field {
        help: "Write your own questions as you said them.",
        required: R::Asked,
        verbatim: true,
        none_words: Some("I asked nothing"),
        ..optional(3, "questions", "What you asked or said", C::LongText)
    },
    Field {
        missing: "Say how this came up. Choose one or more.",
        ..required(4, "source", "How did this come up?", C::Choices(Source::OPTIONS))
    },
    Field {
        help: "Facts only: what happened, in order.",
        required: R::OneOf(ACCOUNT),
        verbatim: true,
        missing: "Write what you saw or heard yourself.",
        ..optional(5, "observed", "What you saw or heard yourself", C::LongText)
    },
    Field {
        help: "Who said it, and their words.",
        required: R::OneOf(ACCOUNT),
        verbatim: true,
        missing: "Write what someone else told you.",
        ..optional(6, "reported", "What someone else told you", C::LongText)
    },
    Field { verbatim: true, ..optional(6, "reported_by", "Who said it", C::ShortText) },
    Field {
        help: "As you know them. Also write a nickname if used.",
        rule: Rule::Characters { warn_at: 200, at_most: 200 },
        required: R::OneOf(CHILD),
        verbatim: true,
        none_words: Some("I do not know the name"),
        missing: "Say who the child is: a name or a description.",
        ..optional(7, "child.name", "Full name of the child", C::ShortText)
    },
    Field {
        required: R::OneOf(CHILD),
        missing: "Say who the child is: describe the child.",
        ..optional(8, "child.description", "Describe the child", C::LongText)
    },
    Field {
        help: "Leave blank if you do not know.",
        ..optional(9, "child.group", "Year or class", C::ShortText)
    },
    Field {
        help: "Leave blank if you do not know.",
        rule: Rule::AgeAtMost(25),
        ..optional(9, "child.dob", "Date of birth", C::PartialDate)
    },
    Field { verbatim: true, ..optional(10, "others", "Other children", C::OtherChildren) },
    Field {
        help: "This decides who receives the record.",
        required: R::ShortToo,
        missing: "Say whether this is about an adult who works with children. It decides who receives the record.",
        ..optional(
            11,
            "about_staff",
            "Is this about an adult who works with children, including staff?",
            C::AboutStaff,
        )
    },
    Field {
        help: "Only what you were told. Do not ask the child for a name.",
        verbatim: true,
        ..optional(12, "alleged", "Who is said to be responsible", C::LongText)
    },
    Field {
        help: "For example: about 10pm on Tuesday, after lights out.",
        rule: Rule::NotAfterSigning,
        required: R::Asked,
        ..optional(13, "happened", "When did it happen?", C::WhenTold)
    },
    Field {
        rule: Rule::NotAfterSigning,
        missing: "Say when you were told, or when you noticed.",
        ..required(14, "noticed", "When were you told, or when did you notice?", C::WhenTold)
    },
    Field {
        help: "For example: coach, car park of …",
        missing: "Say where you were.",
        ..required(15, "place_noticed", "Where were you?", C::ShortText)
    },
    optional(15, "place_happened", "Where it happened", C::ShortText),
    Field {
        help: "Include other children and adults who could hear.",
        verbatim: true,
        none_words: Some("No one else"),
        missing: "Say who else was there, or choose “No one else”.",
        ..required(16, "present", "Who else was there?", C::People)
    },
    Field {
        help: "For example: crying, would not look up.",
        ..optional(17, "demeanour", "How the child seemed", C::LongText)
    },
    Field { verbatim: true, ..optional(18, "wishes", "What the child wants to happen", C::LongText) },
    Field {
        help: "Do not ask the child to undress. Do not take a photo.",
        required: R::Asked,
        none_words: Some("None seen"),
        ..optional(19, "injuries", "Any injury or mark?", C::Injuries)
    },
    optional(20, "medical", "First aid given", C::LongText),
    Field {
        help: "This record does not replace telling someone.",
        required: R::ShortToo,
        missing: "Say whether you have spoken to someone yet: yes, tried, or not yet.",
        ..optional(21, "told_dsl", "Have you spoken to the DSL?", C::ToldDsl)
    },
    Field {
        help: "Speak to the DSL before you contact parents.",
        ..optional(22, "told", "Others told", C::ToldOthers)
    },
    Field {
        help: "You should not promise to keep it secret.",
        ..optional(23, "told_child", "What you told the child would happen", C::LongText)
    },
    Field {
        missing: "Say where the child is now, and who is with them.",
        ..required(24, "child_now", "Where is the child now, and who is with them?", C::LongText)
    },
    Field {
        help: "Only if you want to. Say why.",
        ..optional(25, "opinion", "Your professional opinion", C::LongText)
    },
    Field {
        help: "Only what was said or seen.",
        verbatim: true,
        ..optional(26, "leads", "Names, places, cars, phones mentioned", C::LongText)
    },
    optional(27, "indicators", "Briefing signs that fit", C::Indicators),
    Field {
        help: "Keep them and give them to the DSL.",
        required: R::Asked,
        ..optional(28, "paper_notes", "Paper notes?", C::Choice(YesNo::OPTIONS))
    },
    optional(29, "late_reason", "If you are writing more than 24 hours later, why", C::LongText),
    Field {
        required: R::ShortToo,
        verbatim: true,
        missing: "To sign, type your name and tick that this is a true record.",
        ..optional(30, "signature", "Sign", C::Sign)
    },
];
