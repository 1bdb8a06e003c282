//! A briefing as HTML: one function for the static page and for the app.
//!
//! Every word of the source stands in a `p`, `h1`, `h2` or `li`. What we add stands in `small[data-note]`, beside a
//! paragraph or at the end of a bullet, so that a comparison of texts can leave it out.

use std::fmt::{self, Write};

use super::text::words;
use super::{Block, Briefing, Inline, Section};

/// The whole briefing as one `article`. Pure; holds no style and no script; every text is escaped.
pub fn html(briefing: &Briefing) -> String {
    let mut page = String::new();
    #[expect(clippy::let_underscore_must_use, reason = "writing to a String does not fail")]
    let _ = article(&mut page, briefing);
    page
}

fn article(page: &mut String, briefing: &Briefing) -> fmt::Result {
    writeln!(page, "<article class=\"briefing\" lang=\"{}\">", Escaped(&briefing.lang))?;
    writeln!(page, "<p class=\"kind\">{}</p>", Escaped(&briefing.kind))?;
    writeln!(page, "<h1>{}</h1>", Escaped(&briefing.title))?;
    for section in &briefing.sections {
        write_section(page, section)?;
    }
    writeln!(page, "<p class=\"byline\">{}</p>", Escaped(&briefing.byline))?;
    writeln!(page, "</article>")
}

fn write_section(page: &mut String, section: &Section) -> fmt::Result {
    writeln!(page, "<section data-role=\"{}\">", section.role.name())?;
    if let Some(heading) = &section.heading {
        writeln!(page, "<h2>{}</h2>", Escaped(heading))?;
    }
    for block in &section.blocks {
        match block {
            Block::Paragraph(line) => paragraph(page, line)?,
            Block::List(items) => list(page, items)?,
        }
    }
    writeln!(page, "</section>")
}

fn paragraph(page: &mut String, line: &[Inline]) -> fmt::Result {
    page.write_str("<p>")?;
    inlines(page, line)?;
    page.write_str("</p>")?;
    notes(page, line)?;
    page.write_char('\n')
}

fn list(page: &mut String, items: &[Vec<Inline>]) -> fmt::Result {
    // Safari takes a list without markers for no list, unless told its role.
    let opening = if lettered(items) { "<ul class=\"lettered\" role=\"list\">" } else { "<ul>" };
    writeln!(page, "{opening}")?;
    for item in items {
        page.write_str("<li>")?;
        inlines(page, item)?;
        notes(page, item)?;
        writeln!(page, "</li>")?;
    }
    writeln!(page, "</ul>")
}

/// Whether every item carries its own letter, "a) ", "b) ", "c) ", as text.
fn lettered(items: &[Vec<Inline>]) -> bool {
    let letters = 'a'..='z';
    let marked = |(item, letter): (&Vec<Inline>, char)| words(item).starts_with(&format!("{letter}) "));
    !items.is_empty() && items.len() <= letters.clone().count() && items.iter().zip(letters).all(marked)
}

fn inlines(page: &mut String, line: &[Inline]) -> fmt::Result {
    for inline in line {
        match inline {
            Inline::Text(words) => write!(page, "{}", Escaped(words))?,
            // A page of its own: leaving the app's document would drop an unlocked vault.
            Inline::Link { text, target: Some(target) } => write!(
                page,
                "<a href=\"{}\" rel=\"noreferrer\" target=\"_blank\">{}</a>",
                Escaped(target),
                Escaped(text)
            )?,
            Inline::Link { text, target: None } => write!(page, "<span>{}</span>", Escaped(text))?,
        }
    }
    Ok(())
}

fn notes(page: &mut String, line: &[Inline]) -> fmt::Result {
    for inline in line {
        match inline {
            Inline::Text(_) => {}
            Inline::Link { target: None, .. } => {
                page.write_str(
                    "<small class=\"note\" data-note=\"no-link\">No link in the original</small>",
                )?;
            }
            Inline::Link { target: Some(target), .. } => write!(
                page,
                "<small class=\"note\" data-note=\"link\">Opens {} – needs signal</small>",
                Escaped(site(target))
            )?,
        }
    }
    Ok(())
}

/// The site a target leads to, as a reader would say it.
fn site(target: &str) -> &str {
    let rest = target.split_once("://").map_or(target, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or(rest)
}

/// Text made harmless between tags and inside double quotes.
pub struct Escaped<'a>(pub &'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|letter| match letter {
            '&' => f.write_str("&amp;"),
            '<' => f.write_str("&lt;"),
            '>' => f.write_str("&gt;"),
            '"' => f.write_str("&quot;"),
            letter => f.write_char(letter),
        })
    }
}
