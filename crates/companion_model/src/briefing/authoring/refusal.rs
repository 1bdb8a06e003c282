//! Why a briefing is refused, in sentences its writer can act on.

/// A briefing that is refused: the file, the line and the reason.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}, line {line}: {reason}")]
pub struct BriefingError {
    /// The file's name, as it was given.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The reason.
    pub reason: Refusal,
}

/// The reason why a briefing is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The first line is not `---`.
    #[error("the file must begin with front matter: a line of ---, the keys, and a second line of ---.")]
    NoFrontMatter,
    /// The second `---` is missing.
    #[error("the front matter has no end: put a line of --- after its last key.")]
    FrontMatterWithoutEnd,
    /// An unknown key, a missing one, or a value of the wrong shape, in the YAML reader's words.
    #[error("the front matter can't be used: {0}.")]
    FrontMatter(String),
    /// HTML other than a section comment.
    #[error(
        "raw HTML is refused. Write plain Markdown; a section begins with <!-- section: id --> on a line of its own."
    )]
    RawHtml,
    /// Markdown that a briefing has no place for; the name of the construct.
    #[error(
        "{0} is refused. A briefing has paragraphs, ## headings, - bullets and [links](https://example.org) only; \
         put a backslash before a mark that is meant as a letter."
    )]
    Construct(&'static str),
    /// A paragraph or bullet over more than one line.
    #[error("a paragraph or bullet must stay on one line, so that it can be compared with the source.")]
    BrokenLine,
    /// A blank line between or inside bullets.
    #[error("a list is refused with a blank line in it. Write its bullets on lines that follow each other.")]
    LooseList,
    /// A bullet, link or section with nothing in it.
    #[error("{0} has no words.")]
    Empty(&'static str),
    /// Words before the first section comment.
    #[error("these words belong to no section. Put <!-- section: id --> above them.")]
    OutsideSections,
    /// A section comment with an id that the front matter does not list.
    #[error("the front matter lists no section \"{0}\".")]
    UnknownSection(String),
    /// A section comment out of turn or a second time.
    #[error("section \"{0}\" does not stand where the front matter lists it.")]
    SectionOutOfTurn(String),
    /// A listed section that the text does not have.
    #[error("section \"{0}\" is listed in the front matter and missing in the text.")]
    MissingSection(String),
    /// A heading that differs from the one listed, or is not the first thing in its section.
    #[error(
        "heading \"{0}\" is not the one that the front matter lists here. It must be the same, to the letter, and stand \
         first in its section."
    )]
    UnlistedHeading(String),
    /// A section whose listed heading is missing.
    #[error("section \"{0}\" must begin with the heading that the front matter lists.")]
    MissingHeading(String),
    /// A link to something other than a web page.
    #[error(
        "a link to \"{0}\" is refused. It may lead to http://, https://, or # where the source has no target."
    )]
    LinkTarget(String),
    /// A link written in another way than `[words](target)`.
    #[error("a link must be written as [words](target), without a title.")]
    LinkForm,
    /// A link that differs from the one listed in the front matter.
    #[error("this link is not the one that the front matter lists next under links.")]
    UnlistedLink,
    /// A listed link that the text does not have.
    #[error("link \"{0}\" is listed in the front matter and missing in the text.")]
    MissingLink(String),
    /// A listed link whose kind contradicts its target.
    #[error("link \"{0}\" must have kind: missing if its target is null, and another kind if it has one.")]
    LinkKind(String),
}
