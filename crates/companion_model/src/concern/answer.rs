//! Answers that are chosen rather than typed.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An answer that is one of a few, each with a key and words.
pub trait Choice: Eq + Sized + 'static {
    /// The answer of a key.
    fn from_key(key: &str) -> Self;
    /// The key, as JSON holds it.
    fn key(&self) -> &str;
    /// The words a person sees.
    fn label(&self) -> &str;
}

/// Each choice is written as its key. A key that only a newer build knows is kept and written back, so that an
/// older build opens and saves a newer draft without losing the answer.
macro_rules! choices {
    ($($(#[$doc:meta])* $name:ident { $($variant:ident = $key:literal, $label:literal;)+ })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum $name {
            $(#[doc = $label] $variant,)+
            /// An answer only a newer build knows; empty where there is none.
            Unknown(String),
        }

        impl $name {
            /// Every answer as key and words, in the order a screen shows them.
            pub const OPTIONS: &'static [(&'static str, &'static str)] = &[$(($key, $label)),+];

            /// The answer of a key.
            pub fn from_key(key: &str) -> Self {
                match key {
                    $($key => Self::$variant,)+
                    other => Self::Unknown(other.to_owned()),
                }
            }

            /// The key, as JSON holds it.
            pub fn key(&self) -> &str {
                match self {
                    $(Self::$variant => $key,)+
                    Self::Unknown(key) => key,
                }
            }

            /// The words a person sees.
            pub fn label(&self) -> &str {
                match self {
                    $(Self::$variant => $label,)+
                    Self::Unknown(key) => key,
                }
            }
        }

        impl Choice for $name {
            fn from_key(key: &str) -> Self {
                Self::from_key(key)
            }

            fn key(&self) -> &str {
                self.key()
            }

            fn label(&self) -> &str {
                self.label()
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::Unknown(String::new())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.key())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer).map(|key| Self::from_key(&key))
            }
        }
    )+};
}

choices! {
    /// Is anyone in danger right now?
    Danger { Yes = "yes", "Yes"; No = "no", "No"; NotSure = "not-sure", "Not sure"; }

    /// How did this come up?
    Source {
        ChildToldMe = "child-told-me", "A child told me";
        SawOrHeard = "saw-or-heard", "I saw or heard it";
        SomeoneElseToldMe = "someone-else-told-me", "Someone else told me";
        InjuryOrMark = "injury-or-mark", "An injury or mark";
        Online = "online", "Something online";
        Other = "other", "Other";
    }

    /// What part another child has in it.
    Part {
        AlsoAffected = "also-affected", "Also affected";
        WasThere = "was-there", "Was there";
        SaidToHaveDoneIt = "said-to-have-done-it", "Said to have done it";
    }

    /// Is this about someone who works or volunteers with children?
    StaffAnswer {
        No = "no", "No";
        SomeoneElse = "someone-else", "Yes – a colleague, volunteer, driver or centre worker";
        Dsl = "dsl", "Yes – the DSL";
        Head = "head", "Yes – the head";
        NotSure = "not-sure", "Not sure";
    }

    /// How exact a time is.
    Precision { Exact = "exact", "Exact"; About = "about", "Roughly"; DoNotKnow = "do-not-know", "Don't know"; }

    /// Who set a time.
    SetBy { App = "app", "The app"; Author = "author", "The author"; }

    /// Yes or no.
    YesNo { Yes = "yes", "Yes"; No = "no", "No"; }

    /// The side of the child's body.
    Side { Left = "left", "Left"; Right = "right", "Right"; }

    /// The front or the back of the child's body.
    Face { Front = "front", "Front"; Back = "back", "Back"; }

    /// Have you spoken to someone?
    ToldAnswer { Yes = "yes", "Yes"; Tried = "tried", "Tried"; NotYet = "not-yet", "Not yet"; }

    /// Do the parents or carers know?
    ParentsKnow { Yes = "yes", "Yes"; No = "no", "No"; NotSure = "not-sure", "Not sure"; }

    /// Who else was told.
    ToldWhom {
        Police = "police", "Police";
        SocialCare = "social-care", "Social care";
        Head = "head", "Head";
        Parents = "parents", "Parents";
        FirstAider = "first-aider", "First aider";
        Other = "other", "Other";
    }
}
