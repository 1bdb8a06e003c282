//! What a concern holds: the thirty questions and their answers.
//!
//! Every answer may be missing, so that a draft opens from `{}`. A later build adds fields to [`Content`] itself,
//! not inside the smaller types here: only what [`Content`] does not know is kept by an older build.

use uuid::Uuid;

use super::{
    Danger, Face, Moment, Part, Side, Source, StaffAnswer, ToldAnswer, ToldWhom, YesNo, open::answers,
};
use crate::{briefing::Briefing, wire::v1::MemberEntry};

answers! {
    /// What the author wrote and chose. The numbers are those of the form, and of [`super::fields`].
    pub struct Content {
        /// 1. Is anyone in danger right now?
        pub danger: Option<Danger>,
        /// 2. What the child said, in their own words.
        pub verbatim: String,
        /// 3. What the author asked or said.
        pub questions: String,
        /// 3. "I asked nothing".
        pub asked_nothing: bool,
        /// 4. How it came up.
        pub source: Vec<Source>,
        /// 5. What the author saw or heard.
        pub observed: String,
        /// 6. What someone else told the author.
        pub reported: String,
        /// 6. Who that was.
        pub reported_by: String,
        /// 7, 8, 9. The child.
        pub child: Child,
        /// 10. Other children.
        pub others: Vec<OtherChild>,
        /// 11. Whether it is about an adult who works with children: decides the recipient.
        pub about_staff: Option<AboutStaff>,
        /// 12. Who is said to be responsible.
        pub alleged: String,
        /// 13. When it happened.
        pub happened: Moment,
        /// 14. When the author was told, or noticed.
        pub noticed: Moment,
        /// 15. Where the author was.
        pub place_noticed: String,
        /// 15. Where it happened.
        pub place_happened: String,
        /// 16. Who else was there.
        pub present: Vec<PersonThere>,
        /// 16. "No one else".
        pub no_one_else: bool,
        /// 17. How the child seemed.
        pub demeanour: String,
        /// 18. What the child wants to happen.
        pub wishes: String,
        /// 19. Injuries and marks.
        pub injuries: Vec<Injury>,
        /// 19. "None seen".
        pub no_injury_seen: bool,
        /// 20. First aid given.
        pub medical: String,
        /// 21. Whether the right person has been spoken to.
        pub told_dsl: Option<ToldDsl>,
        /// 22. Others told.
        pub told: Vec<Told>,
        /// 23. What the child was told would happen.
        pub told_child: String,
        /// 24. Where the child is now, and with whom.
        pub child_now: String,
        /// 25. The author's professional opinion, shown apart.
        pub opinion: String,
        /// 26. Names, places, cars, phones mentioned.
        pub leads: String,
        /// 27. Signs in a briefing that fit. No score is made of them.
        pub indicators: Vec<Indicator>,
        /// 28. Whether there are paper notes.
        pub paper_notes: Option<YesNo>,
        /// 29. Why it is written more than 24 hours later.
        pub late_reason: String,
        /// 30. The typed name and the tick.
        pub signature: Signature,
        .. pub extra
    }

    /// The child a concern is about.
    pub struct Child {
        /// 7. The full name.
        pub name: String,
        /// 7. "I do not know the name".
        pub name_unknown: bool,
        /// 8. A description.
        pub description: String,
        /// 9. Year or class.
        pub group: String,
        /// 9. Date of birth as far as known: `2012`, `2012-05` or `2012-05-14`.
        pub dob: String,
    }

    /// Another child who has a part in it.
    pub struct OtherChild {
        /// A name or a description.
        pub who: String,
        /// Their part.
        pub part: Option<Part>,
    }

    /// Whether a concern is about an adult who works with children, and whom: see [`super::recipient()`].
    pub struct AboutStaff {
        /// The answer.
        pub answer: StaffAnswer,
        /// The members of the school's directory the author ticked.
        pub people: Vec<StaffMember>,
        /// Whom else, in the author's words: most adults on a trip are in no directory.
        pub whom: String,
    }

    /// A member the author ticked. The name is frozen into the record: a directory changes, a record does not.
    pub struct StaffMember {
        /// The member.
        pub id: Uuid,
        /// Their name, as the directory had it.
        pub name: String,
    }

    /// Somebody who was there.
    pub struct PersonThere {
        /// Their name.
        pub name: String,
        /// Their role.
        pub role: String,
    }

    /// An injury or mark, in words. There is no photograph, and no field for one.
    pub struct Injury {
        /// The part of the body.
        pub part: String,
        /// Its side.
        pub side: Option<Side>,
        /// Front or back.
        pub face: Option<Face>,
        /// How large.
        pub size: String,
        /// Its shape.
        pub shape: String,
        /// Its colour.
        pub colour: String,
        /// Whether the skin is broken.
        pub skin_broken: Option<YesNo>,
        /// Whether it is swollen.
        pub swelling: Option<YesNo>,
        /// Anything else about it.
        pub words: String,
    }

    /// Whether the author has spoken to the people who will receive the record.
    pub struct ToldDsl {
        /// The answer.
        pub answer: ToldAnswer,
        /// Yes, tried: whom.
        pub who: String,
        /// Yes: how.
        pub how: String,
        /// Yes, tried: when.
        pub when: Moment,
        /// Not yet: why.
        pub why: String,
    }

    /// Somebody else who was told.
    pub struct Told {
        /// Who they are.
        pub whom: Option<ToldWhom>,
        /// Their name.
        pub name: String,
        /// When.
        pub when: Moment,
        /// The number they gave for it.
        pub reference: String,
    }

    /// A sign in a briefing that fits.
    pub struct Indicator {
        /// The briefing.
        pub briefing: String,
        /// The version the author had in front of them.
        pub version: String,
        /// The sign, by its own words: they are quoted, not counted.
        pub id: String,
    }

    /// The typed name and the tick.
    pub struct Signature {
        /// The name, as typed.
        pub name: String,
        /// [`super::field::TRUE_RECORD`] was ticked.
        pub true_record: bool,
    }
}

impl From<&MemberEntry> for StaffMember {
    fn from(member: &MemberEntry) -> Self {
        Self { id: member.id, name: member.name.clone() }
    }
}

impl Indicator {
    /// A sign that a briefing words so.
    pub fn of(briefing: &Briefing, words: &str) -> Self {
        Self { briefing: briefing.id.clone(), version: briefing.version.clone(), id: words.to_owned() }
    }
}

impl AboutStaff {
    /// An answer with nobody named yet.
    pub fn of(answer: StaffAnswer) -> Self {
        Self { answer, ..Self::default() }
    }

    /// Whether a member is ticked.
    pub fn names(&self, member: Uuid) -> bool {
        self.people.iter().any(|person| person.id == member)
    }

    /// Ticks a member, or takes the tick away.
    pub fn tick(&mut self, member: &MemberEntry, ticked: bool) {
        self.people.retain(|person| person.id != member.id);
        if ticked {
            self.people.push(member.into());
        }
    }
}

redacted!(Content, Child, OtherChild, AboutStaff, StaffMember, PersonThere);
redacted!(Injury, ToldDsl, Told, Indicator, Signature);
