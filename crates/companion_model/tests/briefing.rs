//! The briefing on Child Criminal Exploitation: from its Markdown to the page, held against its source.
#![cfg(feature = "authoring")]
// Clippy knows tests by their attribute, and not the functions they share.
#![allow(clippy::unwrap_used)]

use companion_model::briefing::{self, Block, Briefing, BriefingState, Inline, Role};
use sha2::{Digest, Sha256};

const MARKDOWN: &str = include_str!("../../../content/briefings/cce.md");
const SOURCE: &str = include_str!("../../../content/briefings/cce.source.txt");

fn cce() -> Briefing {
    briefing::parse("cce.md", MARKDOWN).unwrap()
}

/// The source's lines that are not empty, as a reader sees them: no list marker, and of a link its words.
fn source_lines() -> Vec<String> {
    SOURCE.lines().filter(|line| !line.is_empty()).map(as_read).collect()
}

fn as_read(line: &str) -> String {
    let line = line.strip_prefix("- ").unwrap_or(line);
    let link = line.strip_prefix('[').and_then(|rest| rest.rsplit_once("](")).map(|(words, _)| words);
    link.unwrap_or(line).replace("\\(", "(").replace("\\)", ")")
}

/// The page's lines, block by block, as a browser's text would be, without what the app adds.
fn page_lines(page: &str) -> Vec<String> {
    let mut text = String::new();
    let mut rest = page;
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        let (tag, after) = after.split_once('>').unwrap();
        let inline =
            ["a ", "/a", "span", "/span"].iter().any(|name| tag.starts_with(name)) && tag != "article";
        if tag.starts_with("small ") {
            assert!(tag.contains("data-note="), "an addition without data-note: {tag}");
            rest = after.split_once("</small>").unwrap().1;
            continue;
        }
        if !inline || tag.starts_with("article") {
            text.push('\n');
        }
        rest = after;
    }
    let unescaped = |line: &str| {
        line.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
    };
    text.lines().filter(|line| !line.is_empty()).map(unescaped).collect()
}

#[test]
fn the_kept_source_is_the_one_that_the_briefing_names() {
    let source = cce().source;
    assert_eq!(source.bytes, SOURCE.len() as u64);
    let digest: String = Sha256::digest(SOURCE.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(source.sha256, digest);
    assert_eq!(digest, "98a45ed6f59ab0b51e36b5d1f2774418a78840aaa96fc0558548d6388177e853");
}

#[test]
fn the_briefing_says_what_its_source_says_line_for_line_and_in_order() {
    let source = source_lines();
    assert_eq!(source.len(), 35);
    assert_eq!(briefing::plain_text(&cce()), source);
}

#[test]
fn the_page_of_the_briefing_says_what_its_source_says_line_for_line_and_in_order() {
    assert_eq!(page_lines(&briefing::html(&cce())), source_lines());
}

#[test]
fn a_changed_letter_of_the_briefing_is_noticed() {
    for (from, to) in
        [("maybe", "may be"), ("'something'", "‘something’"), ("controlling/ older", "controlling/older")]
    {
        let changed = briefing::parse("cce.md", &MARKDOWN.replace(from, to)).unwrap();
        assert_ne!(briefing::plain_text(&changed), source_lines(), "{from}");
        assert_ne!(page_lines(&briefing::html(&changed)), source_lines(), "{from}");
    }
}

#[test]
fn a_briefing_cut_short_never_passes_for_its_source() {
    let source = source_lines();
    let whole = MARKDOWN.trim_end();
    for (cut, _) in whole.char_indices() {
        let passes =
            briefing::parse("cce.md", &whole[..cut]).is_ok_and(|cut| briefing::plain_text(&cut) == source);
        assert!(!passes, "cut before byte {cut}");
    }
}

#[test]
fn the_front_matter_of_the_briefing_is_read_whole() {
    let cce = cce();
    assert_eq!(
        (cce.id.as_str(), cce.version.as_str(), cce.kind.as_str(), cce.title.as_str()),
        ("cce", "2022-01", "2-minute briefing", "Child Criminal Exploitation (CCE)")
    );
    assert_eq!((cce.lang.as_str(), cce.area.as_deref()), ("en-GB", Some("North Lincolnshire")));
    assert_eq!(cce.byline, "Karen Hackett (School improvement officer – safeguarding) January 2022");
    assert_eq!(cce.author.name, "Karen Hackett");
    assert_eq!(cce.author.role.as_deref(), Some("School improvement officer – safeguarding"));
    assert_eq!(cce.author.organisation, None);
    assert_eq!((cce.date.to_string().as_str(), cce.date.day()), ("2022-01", None));
    assert_eq!((cce.date_text.as_str(), cce.review_by), ("January 2022", None));
    assert!(cce.reviewed.is_empty());
    assert_eq!((cce.state, cce.rights.as_str()), (BriefingState::Unreviewed, "unknown"));
    let sections: Vec<_> =
        cce.sections.iter().map(|part| (part.id.as_str(), part.role, part.heading.as_deref())).collect();
    assert_eq!(
        sections,
        [
            ("definition", Role::Definition, None),
            ("indicators", Role::Indicators, Some("Indicators")),
            ("context", Role::Explanation, None),
            ("response", Role::Response, Some("Responding to an incident")),
            ("further", Role::FurtherInformation, Some("Further information")),
        ]
    );
}

#[test]
fn the_briefing_reaches_the_phone_as_json_unchanged() {
    let json = serde_json::to_string(&cce()).unwrap();
    assert_eq!(serde_json::from_str::<Briefing>(&json).unwrap(), cce());
    assert!(json.contains(r#""date":"2022-01","date_text":"January 2022","review_by":null"#), "{json}");
    assert!(json.contains(r#"{"paragraph":[{"link":{"text":"CEOP","target":null}}]}"#), "{json}");
}

#[test]
fn the_first_indicator_of_the_briefing_stays_a_paragraph_above_ten_bullets() {
    let indicators = cce().sections.swap_remove(1);
    let first = "Persistently going missing from school or home and/or being found out of area;";
    assert_eq!(indicators.blocks.len(), 2);
    assert_eq!(indicators.blocks[0], Block::Paragraph(vec![Inline::Text(first.to_owned())]));
    assert!(matches!(&indicators.blocks[1], Block::List(items) if items.len() == 10));
}

#[test]
fn the_letters_of_the_definition_in_the_briefing_are_text() {
    let page = briefing::html(&cce());
    assert!(page.contains("<ul class=\"lettered\" role=\"list\">\n<li>a) in exchange"), "{page}");
    assert_eq!(page.matches("class=\"lettered\"").count(), 1);
    assert!(!page.contains("<ol"));
}

#[test]
fn a_link_of_the_briefing_without_a_target_is_text_with_a_note_beside_it() {
    let page = briefing::html(&cce());
    let note = "<small class=\"note\" data-note=\"no-link\">No link in the original</small>";
    assert!(page.contains(&format!("<p><span>CEOP</span></p>{note}")), "{page}");
    assert_eq!(page.matches(note).count(), 3);
    assert!(!page.contains("href=\"#"));
}

#[test]
fn a_link_of_the_briefing_with_a_target_says_that_it_needs_signal() {
    let page = briefing::html(&cce());
    assert!(
        page.contains(
            "<p><a href=\"http://northlincscmars.co.uk\" rel=\"noreferrer\" target=\"_blank\">CMARS | Children, young \
             people and families (northlincscmars.co.uk)</a></p><small class=\"note\" data-note=\"link\">Opens \
             northlincscmars.co.uk – needs signal</small>"
        ),
        "{page}"
    );
    assert_eq!(page.matches("<a ").count(), 2);
}

#[test]
fn the_page_of_the_briefing_is_one_article_with_its_headings_and_nothing_that_a_policy_would_block() {
    let page = briefing::html(&cce());
    assert!(page.starts_with(
        "<article class=\"briefing\" lang=\"en-GB\">\n<p class=\"kind\">2-minute briefing</p>\n<h1>"
    ));
    assert!(page.ends_with("January 2022</p>\n</article>\n"));
    assert_eq!((page.matches("<h1>").count(), page.matches("<h2>").count()), (1, 3));
    for inline in ["<style", "<script", " style=", " on"] {
        let tags = page.split('<').filter_map(|part| part.split_once('>')).map(|(tag, _)| format!("<{tag}"));
        assert!(tags.into_iter().all(|tag| !tag.contains(inline)), "{inline}");
    }
}

#[test]
fn no_text_of_a_briefing_becomes_markup() {
    let mut hostile = cce();
    let text = "<script>alert(\"&\")</script>";
    hostile.title = text.to_owned();
    hostile.kind = text.to_owned();
    hostile.byline = text.to_owned();
    hostile.lang = "\"><script>".to_owned();
    hostile.sections[1].heading = Some(text.to_owned());
    hostile.sections[0].blocks = vec![
        Block::Paragraph(vec![Inline::Text(text.to_owned())]),
        Block::List(vec![vec![Inline::Link {
            text: text.to_owned(),
            target: Some(format!("http://{text}")),
        }]]),
    ];
    let page = briefing::html(&hostile);
    assert!(!page.contains("<script"), "{page}");
    assert!(page.contains("lang=\"&quot;&gt;&lt;script&gt;\""), "{page}");
    assert!(page.contains("<h1>&lt;script&gt;alert(&quot;&amp;&quot;)&lt;/script&gt;</h1>"), "{page}");
}
