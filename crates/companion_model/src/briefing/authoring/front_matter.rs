//! The keys above the text.

use std::str::FromStr;

use serde::{Deserialize, Deserializer};

use super::super::{BriefingAuthor, BriefingDate, BriefingState, Review, Role, Source, from_text};
use super::{Refusal, Refused};

/// A file taken apart: the YAML above, the Markdown below.
pub(super) struct Sheet<'a> {
    yaml: &'a str,
    /// The Markdown.
    pub(super) body: &'a str,
    /// How many lines of the file stand above the Markdown.
    lines_above: usize,
}

impl<'a> Sheet<'a> {
    pub(super) fn split(text: &'a str) -> Result<Self, Refused> {
        let mut lines = text.split_inclusive('\n');
        let first = lines.next().filter(|line| fence(line)).ok_or((1, Refusal::NoFrontMatter))?;
        let mut end = first.len();
        for (index, line) in lines.enumerate() {
            if fence(line) {
                let (yaml, body) = (&text[first.len()..end], &text[end + line.len()..]);
                return Ok(Self { yaml, body, lines_above: index + 2 });
            }
            end += line.len();
        }
        Err((1, Refusal::FrontMatterWithoutEnd))
    }

    pub(super) fn front_matter(&self) -> Result<FrontMatter, Refused> {
        let front: FrontMatter = serde_norway::from_str(self.yaml).map_err(refused)?;
        let crossed =
            front.links.iter().find(|link| link.target.is_none() != (link.kind == LinkKind::Missing));
        match crossed {
            Some(link) => Err((self.line_of_key("links"), Refusal::LinkKind(link.id.clone()))),
            None => Ok(front),
        }
    }

    /// The line of the file on which a byte of the Markdown stands.
    pub(super) fn line_at(&self, byte: usize) -> usize {
        let before = self.body.as_bytes().iter().take(byte);
        self.lines_above + before.filter(|byte| **byte == b'\n').count() + 1
    }

    /// The line of the file on which a key of the front matter stands.
    pub(super) fn line_of_key(&self, key: &str) -> usize {
        let stands_on = |line: &str| line.strip_prefix(key).is_some_and(|rest| rest.starts_with(':'));
        self.yaml.lines().position(stands_on).map_or(1, |index| index + 2)
    }
}

fn fence(line: &str) -> bool {
    line.trim_end_matches(['\n', '\r']) == "---"
}

/// The YAML reader's reason, with its own count of lines turned into the file's.
fn refused(error: serde_norway::Error) -> Refused {
    let place = error.location();
    let said = error.to_string();
    let reason = said.rsplit_once(" at line ").map_or(said.as_str(), |(reason, _)| reason);
    (place.map_or(1, |place| place.line() + 1), Refusal::FrontMatter(reason.to_owned()))
}

/// Every key a briefing may have; another is refused.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FrontMatter {
    #[serde(rename = "schema")]
    _schema: Schema,
    pub(super) id: Id,
    pub(super) version: String,
    pub(super) kind: String,
    pub(super) title: String,
    pub(super) lang: String,
    pub(super) area: Option<String>,
    pub(super) byline: String,
    pub(super) author: BriefingAuthor,
    pub(super) date: BriefingDate,
    pub(super) date_text: String,
    pub(super) review_by: Option<BriefingDate>,
    pub(super) reviewed: Vec<Review>,
    pub(super) state: BriefingState,
    pub(super) rights: String,
    pub(super) source: Source,
    pub(super) links: Vec<ListedLink>,
    pub(super) sections: Vec<ListedSection>,
}

#[derive(Deserialize)]
enum Schema {
    #[serde(rename = "briefing/1")]
    First,
}

/// What was to be an [`Id`] and is none.
#[derive(Debug, thiserror::Error)]
#[error("\"{0}\" is not an id: use lower-case letters, digits and hyphens")]
pub(super) struct NotAnId(String);

/// A name that is safe in an address and in a file's name.
pub(super) struct Id(pub(super) String);

impl FromStr for Id {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let safe = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
        if !text.is_empty() && text.chars().all(safe) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotAnId(text.to_owned()))
        }
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        from_text::deserialize(deserializer)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ListedSection {
    pub(super) id: Id,
    pub(super) role: Role,
    pub(super) heading: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ListedLink {
    pub(super) id: String,
    pub(super) target: Option<String>,
    kind: LinkKind,
}

// `bundled` comes with packs, which carry the documents.
#[derive(Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
enum LinkKind {
    Page,
    DomainOnly,
    Missing,
}
