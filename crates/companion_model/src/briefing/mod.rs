//! A briefing: a document to read, whose text is never altered.
//!
//! Written as Markdown with front matter, read by [`parse`] on native machines alone (feature `authoring`), carried to
//! the phone as JSON, shown by [`html`] in the static page and in the app. What the app adds (the age, notes on
//! links) stays outside the text: [`plain_text`] is the text alone.

mod age;
#[cfg(feature = "authoring")]
mod authoring;
mod date;
mod from_text;
mod html;
mod text;

use serde::{Deserialize, Serialize};

pub use age::age_note;
#[cfg(feature = "authoring")]
pub use authoring::{BriefingError, Refusal, parse};
pub use date::{BriefingDate, NotADate};
pub use html::{Escaped, html};
pub use text::plain_text;

/// A document to read: kind, title, sections, byline, date. Its text is the source's, to the letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Briefing {
    /// The briefing's name in addresses and files: `cce`.
    pub id: String,
    /// Which issue of it this is; the content owner's own label.
    pub version: String,
    /// The label above the title, verbatim: "2-minute briefing".
    pub kind: String,
    /// The title, verbatim.
    pub title: String,
    /// The language of the text: `en-GB`.
    pub lang: String,
    /// The area it was written for, if known.
    #[serde(default)]
    pub area: Option<String>,
    /// The last line, verbatim: who wrote it and when, in the source's words.
    pub byline: String,
    /// Who wrote it.
    pub author: BriefingAuthor,
    /// When it was written, no more exactly than the source says.
    pub date: BriefingDate,
    /// The date in the source's words.
    pub date_text: String,
    /// When it should be looked at again, if its owner has said so.
    #[serde(default)]
    pub review_by: Option<BriefingDate>,
    /// The times it was looked at again.
    pub reviewed: Vec<Review>,
    /// Whether it can be relied on.
    pub state: BriefingState,
    /// Who may publish it, as far as is known.
    pub rights: String,
    /// The file it was made from.
    pub source: Source,
    /// The text, in the source's order.
    pub sections: Vec<Section>,
}

/// The author of a briefing: not the author of a concern.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BriefingAuthor {
    /// Their name.
    pub name: String,
    /// Their role, if given.
    #[serde(default)]
    pub role: Option<String>,
    /// Their organisation, if given.
    #[serde(default)]
    pub organisation: Option<String>,
}

/// One time at which the content owner looked at a briefing again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// Who looked.
    pub by: String,
    /// When.
    pub on: BriefingDate,
    /// What they found.
    pub outcome: String,
}

/// Whether a briefing can be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BriefingState {
    /// Nobody has looked at it again since it was written.
    Unreviewed,
    /// Its owner has looked at it again.
    Reviewed,
    /// Its owner has taken it back.
    Withdrawn,
}

/// The file a briefing was made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The file's name.
    pub name: String,
    /// SHA-256 of its bytes, 64 hexadecimal digits.
    pub sha256: String,
    /// How many bytes it has.
    pub bytes: u64,
}

/// A part of a briefing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// The section's name within its briefing.
    pub id: String,
    /// What the section is for.
    pub role: Role,
    /// The heading, verbatim; `None` where the source has none.
    #[serde(default)]
    pub heading: Option<String>,
    /// Paragraphs and lists, in order.
    pub blocks: Vec<Block>,
}

/// What a section is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// What the word means.
    Definition,
    /// Why it matters.
    Why,
    /// Which children are at risk.
    WhoAtRisk,
    /// Signs to look for.
    Indicators,
    /// Background.
    Explanation,
    /// What to do.
    Response,
    /// Questions for the team.
    Questions,
    /// Where to read more.
    FurtherInformation,
    /// Anything else.
    Other,
}

/// A paragraph or a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Block {
    /// One line of the source.
    Paragraph(Vec<Inline>),
    /// Bullets, each one line of the source without its marker.
    List(Vec<Vec<Inline>>),
}

/// A run of text within a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Inline {
    /// Words.
    Text(String),
    /// Words that are a link, or that look like one in a source that lost its target.
    Link {
        /// The words.
        text: String,
        /// Where it leads, `http:` or `https:`; `None` where the source has no target.
        target: Option<String>,
    },
}

impl Briefing {
    /// The signs to look for, each in the source's words: a paragraph among the bullets is one, too.
    pub fn signs(&self) -> Vec<String> {
        let sections = self.sections.iter().filter(|section| section.role == Role::Indicators);
        sections.flat_map(|section| text::lines(&section.blocks)).collect()
    }
}

impl Inline {
    /// The words, with or without a link.
    pub fn words(&self) -> &str {
        match self {
            Self::Text(words) | Self::Link { text: words, .. } => words,
        }
    }
}

impl Role {
    /// The role's name in files and in the page.
    pub fn name(self) -> &'static str {
        match self {
            Self::Definition => "definition",
            Self::Why => "why",
            Self::WhoAtRisk => "who-at-risk",
            Self::Indicators => "indicators",
            Self::Explanation => "explanation",
            Self::Response => "response",
            Self::Questions => "questions",
            Self::FurtherInformation => "further-information",
            Self::Other => "other",
        }
    }
}
