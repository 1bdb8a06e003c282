//! The text alone, for comparison with the source.

use super::{Block, Briefing, Inline};

/// The briefing's lines, in the source's order, without list markers, link targets and anything the app adds.
pub fn plain_text(briefing: &Briefing) -> Vec<String> {
    let mut lines = vec![briefing.kind.clone(), briefing.title.clone()];
    for section in &briefing.sections {
        lines.extend(section.heading.clone());
        for block in &section.blocks {
            match block {
                Block::Paragraph(line) => lines.push(words(line)),
                Block::List(items) => lines.extend(items.iter().map(|item| words(item))),
            }
        }
    }
    lines.push(briefing.byline.clone());
    lines
}

/// The words of one line.
pub(super) fn words(line: &[Inline]) -> String {
    line.iter().map(Inline::words).collect()
}
