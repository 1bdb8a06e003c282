//! Reading a briefing from Markdown with front matter. Native tools only.

mod body;
mod front_matter;
mod refusal;

use super::Briefing;
use front_matter::{FrontMatter, Sheet};

pub use refusal::{BriefingError, Refusal};

/// The briefing in a file's text; or the file, the line and the reason why it is none.
///
/// Strict on purpose: what this reader does not know it refuses, so that no word can be lost or changed unseen.
pub fn parse(file_name: &str, text: &str) -> Result<Briefing, BriefingError> {
    read(text).map_err(|(line, reason)| BriefingError { file: file_name.to_owned(), line, reason })
}

/// A refusal and the line it stands on, counted from 1.
type Refused = (usize, Refusal);

fn read(text: &str) -> Result<Briefing, Refused> {
    let sheet = Sheet::split(text)?;
    let front: FrontMatter = sheet.front_matter()?;
    let sections = body::sections(&sheet, &front)?;
    Ok(Briefing {
        id: front.id.0,
        version: front.version,
        kind: front.kind,
        title: front.title,
        lang: front.lang,
        area: front.area,
        byline: front.byline,
        author: front.author,
        date: front.date,
        date_text: front.date_text,
        review_by: front.review_by,
        reviewed: front.reviewed,
        state: front.state,
        rights: front.rights,
        source: front.source,
        sections,
    })
}
