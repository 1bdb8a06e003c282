//! The form: each question is declared once, with where its answer is kept, its page, its words and its rules. What is kept,
//! drawn, checked, printed and read follows from that.
//!
//! Every answer may be missing, so that a draft opens from `{}`. The order of the declarations is that of a record as it is
//! read, and of the JSON that is signed: a later build adds questions anywhere, and changes no key and no order of those that are there.
//! Screens and the paper form follow `at`.

mod declare;
pub mod field;
mod pages;

use self::declare::{form, key, tick};
use self::field::{ACCOUNT, CHILD, Control as C, Field, Required as R, Rule, Tick};
use super::{
    AboutStaff, Child, Danger, Indicator, Injury, Moment, OtherChild, ParentsKnow, PersonThere, Signature,
    Source, Step, Told, ToldDsl, YesNo, open::answers,
};

form! {
    /// What the author wrote and chose. The numbers are those of the form.
    pub struct Content {
        /// Is anyone in danger right now?
        pub danger: Option<Danger>,
        ask danger => at(Step::Danger, 1)
            .asks("Is anyone in danger right now?", C::Choice(Danger::OPTIONS))
            .help("If yes, phone 999 now. You can write this afterwards.")
            .required(R::ShortToo, "Is anyone in danger right now? Choose yes, no or not sure.");

        /// What the child said, in their own words.
        pub verbatim: String,
        ask verbatim => at(Step::Write, 1)
            .asks("Write it down – what the child said, in their own words", C::LongText)
            .help("Write what the child said in their exact words, even if rude or unclear.").verbatim()
            .checked(Rule::Characters { warn_at: 18_000, at_most: 20_000 })
            .required(R::OneOf(ACCOUNT), "Write what the child said, in their own words, or what you saw.");

        /// What the author asked or said.
        pub questions: String,
        /// "I didn't ask anything".
        pub asked_nothing: bool,
        ask questions or asked_nothing => at(Step::Source, 2)
            .asks("What you asked or said", C::LongText)
            .help("Write your own questions as you said them.").verbatim()
            .none("I didn't ask anything")
            .asked();

        /// How it came up.
        pub source: Vec<Source>,
        ask source => at(Step::Source, 1)
            .asks("How did this come up?", C::Choices(Source::OPTIONS))
            .required(R::Full, "How did this come up? Choose one or more.");

        /// What the author saw or heard.
        pub observed: String,
        ask observed => at(Step::Saw, 1)
            .asks("What you saw or heard yourself", C::LongText)
            .help("Facts only: what happened, in order.").verbatim()
            .required(R::OneOf(ACCOUNT), "Write what you saw or heard yourself.");

        /// What someone else told the author.
        pub reported: String,
        ask reported => at(Step::Saw, 2)
            .asks("What someone else told you", C::LongText)
            .help("Use their own words.").verbatim()
            .required(R::OneOf(ACCOUNT), "Write what someone else told you.");

        /// Who that was.
        pub reported_by: String,
        ask reported_by => at(Step::Saw, 3)
            .asks("Who said it", C::ShortText).verbatim();

        /// The child.
        pub child: Child,
        ask child.name or child.name_unknown => at(Step::Child, 1)
            .asks("Full name of the child", C::ShortText)
            .help("Include any nickname.").verbatim()
            .none("I don't know the name")
            .checked(Rule::Characters { warn_at: 200, at_most: 200 })
            .required(R::OneOf(CHILD), "Who is the child? Give a name or a description.");
        ask child.description => at(Step::Child, 2)
            .asks("Describe the child", C::LongText)
            .required(R::OneOf(CHILD), "Who is the child? Describe them.");
        ask child.group => at(Step::Child, 3)
            .asks("Year or class", C::ShortText)
            .help("Leave blank if you don't know.");
        ask child.dob => at(Step::Child, 4)
            .asks("Date of birth", C::PartialDate)
            .help("Leave blank if you don't know.")
            .checked(Rule::AgeAtMost(25));

        /// Other children.
        pub others: Vec<OtherChild>,
        ask others => at(Step::There, 2)
            .asks("Other children", C::OtherChildren).verbatim();

        /// Whether it is about an adult who works with children: decides the recipient.
        pub about_staff: Option<AboutStaff>,
        ask about_staff => at(Step::About, 1)
            .asks("Is this about someone who works or volunteers with children?", C::AboutStaff)
            .help("This decides who receives the record.")
            .required(R::ShortToo, "Is this about someone who works or volunteers with children? Your answer \
                decides who receives the record.");

        /// Who is said to be responsible.
        pub alleged: String,
        ask alleged => at(Step::Else, 3)
            .asks("Who is said to be responsible", C::LongText)
            .help("Only what you were told. Do not ask the child for a name.").verbatim();

        /// When it happened.
        pub happened: Moment,
        ask happened => at(Step::When, 3)
            .asks("When did it happen?", C::WhenTold)
            .help("For example: about 10pm on Tuesday, after lights out.")
            .checked(Rule::NotAfterSigning("The time it happened is in the future by this phone's clock. Check \
                the date and the clock."))
            .asked();

        /// When the author was told, or noticed.
        pub noticed: Moment,
        ask noticed => at(Step::When, 1)
            .asks("When were you told, or when did you notice?", C::WhenTold)
            .checked(Rule::NotAfterSigning("The time you were told or noticed is in the future by this phone's \
                clock. \
                Check the date and the clock."))
            .required(R::Full, "When were you told, or when did you notice?")
            .needs(|content| content.noticed.is_told());

        /// Where the author was.
        pub place_noticed: String,
        ask place_noticed => at(Step::When, 2)
            .asks("Where were you?", C::ShortText)
            .help("For example: on the coach.")
            .required(R::Full, "Where were you?");

        /// Where it happened.
        pub place_happened: String,
        ask place_happened => at(Step::When, 4)
            .asks("Where it happened", C::ShortText);

        /// The trip.
        pub trip: String,
        ask trip => at(Step::When, 5)
            .asks("Which trip?", C::ShortText)
            .help("For example: Year 8, Lake District.");

        /// Who else was there.
        pub present: Vec<PersonThere>,
        /// "Nobody else".
        pub no_one_else: bool,
        ask present or no_one_else => at(Step::There, 1)
            .asks("Who else was there?", C::People)
            .help("Include other children and adults who could hear.").verbatim()
            .none("Nobody else")
            .required(R::Full, "Add who was there, or tick “Nobody else”.");

        /// How the child seemed.
        pub demeanour: String,
        ask demeanour => at(Step::Else, 1)
            .asks("How the child seemed", C::LongText)
            .help("For example: crying, would not look up.");

        /// What the child wants to happen.
        pub wishes: String,
        ask wishes => at(Step::Else, 2)
            .asks("What the child wants to happen", C::LongText).verbatim();

        /// Injuries and marks.
        pub injuries: Vec<Injury>,
        /// "None seen".
        pub no_injury_seen: bool,
        ask injuries or no_injury_seen => at(Step::Injuries, 1)
            .asks("Any injury or mark?", C::Injuries)
            .help("Do not ask the child to undress. Do not take a photo.")
            .none("None seen")
            .asked();

        /// First aid given.
        pub medical: String,
        ask medical => at(Step::Injuries, 2)
            .asks("First aid given", C::LongText);

        /// Whether the right person has been spoken to.
        pub told_dsl: Option<ToldDsl>,
        ask told_dsl => at(Step::Told, 1)
            .asks("Have you spoken to the DSL?", C::ToldDsl)
            .help("This record doesn't replace telling someone in person or by phone.")
            .required(R::ShortToo, "Have you spoken to someone yet? Choose yes, tried or not yet.");

        /// The author's own phone number.
        pub author_phone: String,
        ask author_phone => at(Step::Told, 2)
            .asks("Your phone number", C::Phone)
            .help("So the DSL can phone you back.");

        /// Others told.
        pub told: Vec<Told>,
        ask told => at(Step::Did, 2)
            .asks("Also told", C::ToldOthers);

        /// Whether the parents or carers know.
        pub parents_know: Option<ParentsKnow>,
        ask parents_know => at(Step::Did, 3)
            .asks("Do the parents or carers know?", C::Choice(ParentsKnow::OPTIONS))
            .help("Speak to the DSL before you contact parents.");

        /// Why they do not.
        pub parents_why_not: String,
        ask parents_why_not => at(Step::Did, 4)
            .asks("If they don't know, why not?", C::LongText);

        /// What the child was told would happen.
        pub told_child: String,
        ask told_child => at(Step::Did, 5)
            .asks("What you told the child would happen", C::LongText)
            .help("Never promise to keep it secret.");

        /// Where the child is now, and with whom.
        pub child_now: String,
        ask child_now => at(Step::Did, 1)
            .asks("Where is the child now, and who is with them?", C::LongText)
            .required(R::Full, "Where is the child now, and who is with them?");

        /// What the author has done.
        pub action_taken: String,
        ask action_taken => at(Step::Did, 6)
            .asks("What you have done so far", C::LongText)
            .help("Leave out first aid and who you have told.");

        /// What should happen next.
        pub should_happen: String,
        ask should_happen => at(Step::Did, 7)
            .asks("What you think should happen next", C::LongText)
            .help("Only if you have a view. The DSL decides what happens.");

        /// The author's professional opinion, shown apart.
        pub opinion: String,
        ask opinion => at(Step::Else, 6)
            .asks("Your professional opinion", C::LongText)
            .help("Only if you want to. Say why.");

        /// Names, places, cars, phones mentioned.
        pub leads: String,
        ask leads => at(Step::Else, 4)
            .asks("Names, places, cars, phones mentioned", C::LongText)
            .help("Only what was said or seen.").verbatim();

        /// Earlier concerns.
        pub earlier_concerns: String,
        ask earlier_concerns => at(Step::Else, 5)
            .asks("Earlier concerns you know about", C::LongText)
            .help("About this child. Do not look anything up.");

        /// Signs in a briefing that fit. No score is made of them.
        pub indicators: Vec<Indicator>,
        ask indicators => at(Step::Signs, 1)
            .asks("Signs from a briefing", C::Indicators);

        /// Whether there are paper notes.
        pub paper_notes: Option<YesNo>,
        ask paper_notes => at(Step::Else, 7)
            .asks("Paper notes?", C::Choice(YesNo::OPTIONS))
            .help("Keep them and give them to the DSL.").asked();

        /// Why it is written more than 24 hours later.
        pub late_reason: String,
        ask late_reason => at(Step::Else, 8)
            .asks("If you are writing more than 24 hours later, why?", C::LongText);

        /// The typed name and the tick.
        pub signature: Signature,
        ask signature => at(Step::Sign, 1)
            .asks("Signature", C::Sign).verbatim()
            .required(R::ShortToo, "To sign, type your name and tick that this is a true record.");
    }
}

redacted!(Content);

/// All fields, in the order of the form.
pub fn fields() -> &'static [Field] {
    FIELDS
}

/// The field of a key.
pub fn field(key: &str) -> Option<&'static Field> {
    FIELDS.iter().find(|field| field.key == key)
}
