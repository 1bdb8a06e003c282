//! The text alone, for comparison with the source.

use super::{Block, Briefing, Inline};

/// The briefing's lines, in the source's order, without list markers, link targets and anything the app adds.
pub fn plain_text(briefing: &Briefing) -> Vec<String> {
    let mut lines = vec![briefing.kind.clone(), briefing.title.clone()];
    for section in &briefing.sections {
        lines.extend(section.heading.clone());
        lines.extend(self::lines(&section.blocks));
    }
    lines.push(briefing.byline.clone());
    lines
}

/// The lines of a section, without its heading.
pub(super) fn lines(blocks: &[Block]) -> Vec<String> {
    let lines = blocks.iter().flat_map(|block| match block {
        Block::Paragraph(line) => std::slice::from_ref(line),
        Block::List(items) => items,
    });
    lines.map(|line| words(line)).collect()
}

/// The words of one line.
pub(super) fn words(line: &[Inline]) -> String {
    line.iter().map(Inline::words).collect()
}
