//! What answers are made of that are more than a text or a choice.
//!
//! Each part may be missing. A later build adds no fields here, but questions to the form: only what [`super::Content`] does not
//! know is kept by an older build.

use uuid::Uuid;

use super::{Face, Moment, Part, Side, StaffAnswer, ToldAnswer, ToldWhom, YesNo, open::answers};
use crate::{briefing::Briefing, wire::v1::MemberEntry};

/// What is ticked beside the typed name.
pub const TRUE_RECORD: &str = "This is a true record of what I saw, heard and did";

answers! {
    /// The child a concern is about.
    pub struct Child {
        /// 7. The full name.
        pub name: String,
        /// 7. "I don't know the name".
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
        /// [`TRUE_RECORD`] was ticked.
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

redacted!(Child, OtherChild, AboutStaff, StaffMember, PersonThere);
redacted!(Injury, ToldDsl, Told, Indicator, Signature);
