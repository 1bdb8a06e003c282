//! The text below the front matter: a small part of CommonMark, and nothing besides.

use std::ops::Range;
use std::slice;

use pulldown_cmark::{Event, HeadingLevel, LinkType, OffsetIter, Options, Parser, Tag, TagEnd};

use super::super::text::words;
use super::super::{Block, Inline, Section};
use super::front_matter::{FrontMatter, ListedLink, ListedSection, Sheet};
use super::{Refusal, Refused};

/// The sections of the text, in the order in which the front matter lists them.
pub(super) fn sections(sheet: &Sheet<'_>, front: &FrontMatter) -> Result<Vec<Section>, Refused> {
    // No extension: smart punctuation would change letters, tables would eat "|".
    let parser = Parser::new_ext(sheet.body, Options::empty());
    // A definition is a line that CommonMark shows nowhere.
    let hidden = parser.reference_definitions().iter().map(|(_, definition)| definition.span.start).min();
    if let Some(start) = hidden {
        return Err((sheet.line_at(start), Refusal::LinkForm));
    }
    let reader = Reader {
        sheet,
        events: parser.into_offset_iter(),
        listed: &front.sections,
        to_come: front.sections.iter(),
        links: front.links.iter(),
        sections: Vec::new(),
        heading_due: None,
    };
    reader.read()
}

struct Reader<'a> {
    sheet: &'a Sheet<'a>,
    events: OffsetIter<'a>,
    listed: &'a [ListedSection],
    to_come: slice::Iter<'a, ListedSection>,
    links: slice::Iter<'a, ListedLink>,
    sections: Vec<Section>,
    /// The heading with which the section just begun must start.
    heading_due: Option<&'a str>,
}

impl Reader<'_> {
    fn read(mut self) -> Result<Vec<Section>, Refused> {
        while let Some((event, span)) = self.events.next() {
            match event {
                Event::Start(Tag::HtmlBlock) => self.section(span)?,
                Event::Start(Tag::Heading { level: HeadingLevel::H2, .. }) => self.heading(span)?,
                Event::Start(Tag::Paragraph) => {
                    let line = self.line(TagEnd::Paragraph, &span)?;
                    self.block(Block::Paragraph(line), &span)?;
                }
                Event::Start(Tag::List(None)) => {
                    let items = self.list()?;
                    self.block(Block::List(items), &span)?;
                }
                other => return Err(self.refused(&span, construct(&other))),
            }
        }
        self.finished()
    }

    fn section(&mut self, span: Range<usize>) -> Result<(), Refused> {
        let comment = self.slice(&span).trim();
        let id = comment.strip_prefix("<!-- section: ").and_then(|rest| rest.strip_suffix(" -->"));
        let id = id.ok_or_else(|| self.refused(&span, Refusal::RawHtml))?.to_owned();
        for (event, _) in self.events.by_ref() {
            if event == Event::End(TagEnd::HtmlBlock) {
                break;
            }
        }
        self.section_is_whole(span.start)?;
        if !self.listed.iter().any(|section| section.id.0 == id) {
            return Err(self.refused(&span, Refusal::UnknownSection(id)));
        }
        let next = self.to_come.next().filter(|next| next.id.0 == id);
        let next = next.ok_or_else(|| self.refused(&span, Refusal::SectionOutOfTurn(id.clone())))?;
        self.heading_due = next.heading.as_deref();
        self.sections.push(Section { id, role: next.role, heading: None, blocks: Vec::new() });
        Ok(())
    }

    fn heading(&mut self, span: Range<usize>) -> Result<(), Refused> {
        if !self.slice(&span).starts_with("##") {
            return Err(self.refused(&span, Refusal::Construct("a heading underlined with ---")));
        }
        let heading = words(&self.line(TagEnd::Heading(HeadingLevel::H2), &span)?);
        let due = self.heading_due.take();
        if due != Some(heading.as_str()) {
            return Err(self.refused(&span, Refusal::UnlistedHeading(heading)));
        }
        if let Some(section) = self.sections.last_mut() {
            section.heading = Some(heading);
        }
        Ok(())
    }

    fn block(&mut self, block: Block, span: &Range<usize>) -> Result<(), Refused> {
        let line = self.sheet.line_at(span.start);
        let section = self.sections.last_mut().ok_or((line, Refusal::OutsideSections))?;
        if self.heading_due.is_some() {
            return Err((line, Refusal::MissingHeading(section.id.clone())));
        }
        section.blocks.push(block);
        Ok(())
    }

    fn list(&mut self) -> Result<Vec<Vec<Inline>>, Refused> {
        let mut items = Vec::new();
        while let Some((event, span)) = self.events.next() {
            match event {
                Event::Start(Tag::Item) => items.push(self.line(TagEnd::Item, &span)?),
                Event::End(TagEnd::List(_)) => break,
                other => return Err(self.refused(&span, construct(&other))),
            }
        }
        Ok(items)
    }

    /// The runs of one line, up to the end of the paragraph, heading or bullet it is.
    fn line(&mut self, end: TagEnd, whole: &Range<usize>) -> Result<Vec<Inline>, Refused> {
        let mut line: Vec<Inline> = Vec::new();
        while let Some((event, span)) = self.events.next() {
            match event {
                Event::End(tag) if tag == end => break,
                Event::Text(run) => match line.last_mut() {
                    Some(Inline::Text(words)) => words.push_str(&run),
                    _ => line.push(Inline::Text(run.into_string())),
                },
                Event::Start(Tag::Link { link_type: LinkType::Inline, dest_url, title, .. })
                    if title.is_empty() =>
                {
                    line.push(self.link(&dest_url, &span)?);
                }
                Event::Start(Tag::Paragraph) => return Err(self.refused(&span, Refusal::LooseList)),
                other => return Err(self.refused(&span, construct(&other))),
            }
        }
        if words(&line).trim().is_empty() {
            return Err(self.refused(whole, Refusal::Empty("this line")));
        }
        Ok(line)
    }

    fn link(&mut self, target: &str, whole: &Range<usize>) -> Result<Inline, Refused> {
        let mut text = String::new();
        while let Some((event, span)) = self.events.next() {
            match event {
                Event::End(TagEnd::Link) => break,
                Event::Text(run) => text.push_str(&run),
                other => return Err(self.refused(&span, construct(&other))),
            }
        }
        if text.trim().is_empty() {
            return Err(self.refused(whole, Refusal::Empty("this link")));
        }
        let target = (target != "#").then(|| target.to_owned());
        if let Some(elsewhere) = target.as_ref().filter(|target| !leads_to_a_page(target)) {
            return Err(self.refused(whole, Refusal::LinkTarget(elsewhere.clone())));
        }
        match self.links.next() {
            Some(listed) if listed.target == target => Ok(Inline::Link { text, target }),
            _ => Err(self.refused(whole, Refusal::UnlistedLink)),
        }
    }

    fn finished(mut self) -> Result<Vec<Section>, Refused> {
        self.section_is_whole(self.sheet.body.trim_end().len())?;
        if let Some(section) = self.to_come.next() {
            let line = self.sheet.line_of_key("sections");
            return Err((line, Refusal::MissingSection(section.id.0.clone())));
        }
        match self.links.next() {
            Some(link) => Err((self.sheet.line_of_key("links"), Refusal::MissingLink(link.id.clone()))),
            None => Ok(self.sections),
        }
    }

    /// Before the next section begins, the one before has its heading and its words.
    fn section_is_whole(&self, byte: usize) -> Result<(), Refused> {
        let line = self.sheet.line_at(byte);
        match self.sections.last() {
            Some(section) if self.heading_due.is_some() => {
                Err((line, Refusal::MissingHeading(section.id.clone())))
            }
            Some(section) if section.blocks.is_empty() => Err((line, Refusal::Empty("the section above"))),
            _ => Ok(()),
        }
    }

    fn slice(&self, span: &Range<usize>) -> &str {
        self.sheet.body.get(span.clone()).unwrap_or_default()
    }

    fn refused(&self, span: &Range<usize>, reason: Refusal) -> Refused {
        (self.sheet.line_at(span.start), reason)
    }
}

fn leads_to_a_page(target: &str) -> bool {
    ["http://", "https://"]
        .iter()
        .any(|scheme| target.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty()))
}

/// Why this piece of Markdown is refused.
fn construct(event: &Event<'_>) -> Refusal {
    Refusal::Construct(match event {
        Event::Html(_) | Event::InlineHtml(_) | Event::Start(Tag::HtmlBlock) => return Refusal::RawHtml,
        Event::SoftBreak | Event::HardBreak => return Refusal::BrokenLine,
        Event::Start(Tag::Link { .. }) => return Refusal::LinkForm,
        Event::Code(_) => "code",
        Event::Rule => "a rule",
        Event::Start(Tag::Heading { .. }) => "a heading other than ##",
        Event::Start(Tag::BlockQuote(_)) => "a quotation",
        Event::Start(Tag::CodeBlock(_)) => "a block of code",
        Event::Start(Tag::List(Some(_))) => "a numbered list",
        Event::Start(Tag::List(None)) => "a list inside a list",
        Event::Start(Tag::Emphasis) => "emphasis",
        Event::Start(Tag::Strong) => "bold text",
        Event::Start(Tag::Image { .. }) => "an image",
        _ => "this Markdown",
    })
}
