//! What is refused as a briefing, with the file, the line and the reason. Every sentence is part of the interface.
#![cfg(feature = "authoring")]
// Clippy knows tests by their attribute, and not the functions they share.
#![allow(clippy::unwrap_used)]

use companion_model::briefing::{self, Block, Inline};

const FRONT: &str = "\
---
schema: briefing/1
id: short
version: \"1\"
kind: Note
title: \"Short\"
lang: en-GB
byline: \"A. Writer\"
author: {name: \"A. Writer\"}
date: 2024-02-29
date_text: \"29 February 2024\"
reviewed: []
state: unreviewed
rights: unknown
source: {name: short.txt, sha256: \"\", bytes: 0}
links:
  - {id: L1, target: \"https://example.org/a\", kind: page}
  - {id: L2, target: null, kind: missing}
sections:
  - {id: first, role: why, heading: null}
  - {id: second, role: questions, heading: \"Ask\"}
---
";

/// Line 23 of the file is the first line of this.
const BODY: &str = "
<!-- section: first -->

Words.

<!-- section: second -->

## Ask

See [one](https://example.org/a) and [two](#).
";

fn refusal(front: &str, body: &str) -> String {
    briefing::parse("short.md", &format!("{front}{body}")).unwrap_err().to_string()
}

/// The refusal of this body in place of "Words.", which stands on line 26.
fn refusal_of(words: &str) -> String {
    refusal(FRONT, &BODY.replace("Words.", words))
}

#[test]
fn a_short_briefing_is_read() {
    let short = briefing::parse("short.md", &format!("{FRONT}{BODY}")).unwrap();
    assert_eq!(
        briefing::plain_text(&short),
        ["Note", "Short", "Words.", "Ask", "See one and two.", "A. Writer"]
    );
    assert_eq!(short.area, None);
}

#[test]
fn a_briefing_keeps_every_letter() {
    for words in [
        "a -- b ... \"c\" 'd'",
        "1 | 2 | 3",
        "Q & A",
        "a – b",
        "~~x~~ ^y^ $z$",
        "a  b",
        "[^1] [x] :)",
        "e\u{301}",
    ] {
        let text = format!("{FRONT}{}", BODY.replace("Words.", words));
        let blocks = briefing::parse("short.md", &text).unwrap().sections.swap_remove(0).blocks;
        assert_eq!(blocks, [Block::Paragraph(vec![Inline::Text(words.to_owned())])]);
    }
}

#[test]
fn a_briefing_with_the_line_ends_of_another_system_is_read_alike() {
    let text = format!("{FRONT}{BODY}");
    let other = briefing::parse("short.md", &text.replace('\n', "\r\n")).unwrap();
    assert_eq!(other, briefing::parse("short.md", &text).unwrap());
}

#[test]
fn a_file_that_is_no_briefing_says_what_it_lacks() {
    assert_eq!(
        refusal("", BODY),
        "short.md, line 1: the file must begin with front matter: a line of ---, the keys, and a second line of ---."
    );
    assert_eq!(
        refusal("---\nid: short\n", BODY),
        "short.md, line 1: the front matter has no end: put a line of --- after its last key."
    );
}

#[test]
fn a_briefing_with_front_matter_that_is_not_understood_names_the_line_and_the_key() {
    let keys = "expected one of `schema`, `id`, `version`, `kind`, `title`, `lang`, `area`, `byline`, `author`, `date`, \
                `date_text`, `review_by`, `reviewed`, `state`, `rights`, `source`, `links`, `sections`";
    for (from, to, line, said) in [
        ("lang:", "colour: red\nlang:", 7, format!("unknown field `colour`, {keys}")),
        (
            "{name: \"A. Writer\"}",
            "{name: \"A. Writer\", age: 3}",
            9,
            "author: unknown field `age`, expected one of `name`, `role`, `organisation`".to_owned(),
        ),
        ("title: \"Short\"\n", "", 2, "missing field `title`".to_owned()),
        (
            "date: 2024-02-29",
            "date: 2023-02-29",
            10,
            "date: \"2023-02-29\" is not a date: write a month as 2022-01 or a day as 2022-01-14".to_owned(),
        ),
        (
            "briefing/1",
            "briefing/2",
            2,
            "schema: unknown variant `briefing/2`, expected `briefing/1`".to_owned(),
        ),
        (
            "id: short",
            "id: ../short",
            3,
            "id: \"../short\" is not an id: use lower-case letters, digits and hyphens".to_owned(),
        ),
        (
            "state: unreviewed",
            "state: fine",
            13,
            "state: unknown variant `fine`, expected one of `unreviewed`, `reviewed`, `withdrawn`".to_owned(),
        ),
        ("kind: Note", "kind: Note\nkind: Other", 2, "duplicate field `kind`".to_owned()),
    ] {
        assert_eq!(
            refusal(&FRONT.replacen(from, to, 1), BODY),
            format!("short.md, line {line}: the front matter can't be used: {said}.")
        );
    }
}

#[test]
fn a_briefing_with_raw_html_is_refused() {
    let said = "short.md, line 26: raw HTML is refused. Write plain Markdown; a section begins with <!-- section: id --> \
                on a line of its own.";
    for words in [
        "<b>Words</b>",
        "Some <b>words</b>",
        "<script>x()</script>",
        "<!-- a remark -->",
        "Words <!-- section: second -->",
        "<!-- section: second --> words",
        "- <!-- section: second -->",
        "<div>\n\nWords\n\n</div>",
    ] {
        let refused = refusal_of(words);
        // An id can't hold a space, so what follows the comment makes it another comment.
        assert_eq!(refused, said, "{words}");
    }
}

#[test]
fn a_briefing_with_other_markdown_is_refused_by_name() {
    for (words, name) in [
        ("*Words*", "emphasis"),
        ("some __words__", "bold text"),
        ("`words`", "code"),
        ("    words", "a block of code"),
        ("```\nwords\n```", "a block of code"),
        ("> words", "a quotation"),
        ("1. words", "a numbered list"),
        ("- words\n  - more", "a list inside a list"),
        ("- > words", "a quotation"),
        ("# Words", "a heading other than ##"),
        ("### Words", "a heading other than ##"),
        ("Words\n---", "a heading underlined with ---"),
        ("***", "a rule"),
        ("![words](https://example.org/a)", "an image"),
        ("[*words*](https://example.org/a)", "emphasis"),
    ] {
        let said = refusal_of(words);
        let (place, reason) = said.split_once(": ").unwrap();
        assert_eq!(
            reason,
            format!(
                "{name} is refused. A briefing has paragraphs, ## headings, - bullets and \
                 [links](https://example.org) only; put a backslash before a mark that is meant as a letter."
            ),
            "{words}"
        );
        let line = if words == "- words\n  - more" { 27 } else { 26 };
        assert_eq!(place, format!("short.md, line {line}"), "{words}");
    }
}

#[test]
fn a_briefing_whose_lines_can_not_be_compared_is_refused() {
    let said = "short.md, line 26: a paragraph or bullet must stay on one line, so that it can be compared with the \
                source.";
    for words in ["One\ntwo", "One  \ntwo", "- one\n  two"] {
        assert_eq!(refusal_of(words), said, "{words}");
    }
    assert_eq!(
        refusal_of("- one\n\n- two"),
        "short.md, line 26: a list is refused with a blank line in it. Write its bullets on lines that follow each \
         other."
    );
    assert_eq!(refusal_of("-"), "short.md, line 26: this line has no words.");
}

#[test]
fn a_link_of_a_briefing_is_written_out_and_leads_to_a_page_or_nowhere() {
    for target in
        ["javascript:alert(1)", "mailto:a@example.org", "file.pdf", "//example.org", "", "https://", "#top"]
    {
        assert_eq!(
            refusal_of(&format!("[words]({target})")),
            format!(
                "short.md, line 26: a link to \"{target}\" is refused. It may lead to http://, https://, or # where \
                 the source has no target."
            )
        );
    }
    let form = "short.md, line 26: a link must be written as [words](target), without a title.";
    for words in [
        "<https://example.org/a>",
        "[words](https://example.org/a \"title\")",
        "[words]: https://example.org/a",
    ] {
        assert_eq!(refusal_of(words), form, "{words}");
    }
    assert_eq!(refusal_of("[](https://example.org/a)"), "short.md, line 26: this link has no words.");
}

#[test]
fn the_links_of_a_briefing_are_those_of_its_front_matter() {
    assert_eq!(
        refusal_of("[words](https://example.org/b)"),
        "short.md, line 26: this link is not the one that the front matter lists next under links."
    );
    assert_eq!(
        refusal(FRONT, &BODY.replace(" and [two](#)", "")),
        "short.md, line 16: link \"L2\" is listed in the front matter and missing in the text."
    );
    assert_eq!(
        refusal(&FRONT.replace("kind: missing", "kind: page"), BODY),
        "short.md, line 16: link \"L2\" must have kind: missing if its target is null, and another kind if it has one."
    );
}

#[test]
fn the_sections_of_a_briefing_are_those_of_its_front_matter() {
    let without_second = BODY.split("<!-- section: second").next().unwrap();
    for (body, said) in [
        (
            BODY.replace("section: second", "section: third"),
            "line 28: the front matter lists no section \"third\".",
        ),
        (
            BODY.replace("section: second", "section: first"),
            "line 28: section \"first\" does not stand where the front matter lists it.",
        ),
        (
            without_second.to_owned(),
            "line 19: section \"second\" is listed in the front matter and missing in the text.",
        ),
        (
            format!("\nWords.\n{BODY}"),
            "line 24: these words belong to no section. Put <!-- section: id --> above them.",
        ),
        (BODY.replace("Words.\n", ""), "line 27: the section above has no words."),
    ] {
        assert_eq!(refusal(FRONT, &body), format!("short.md, {said}"));
    }
}

#[test]
fn the_headings_of_a_briefing_are_those_of_its_front_matter() {
    let unlisted = |line: u8, heading: &str| {
        format!(
            "short.md, line {line}: heading \"{heading}\" is not the one that the front matter lists here. It must be \
             the same, to the letter, and stand first in its section."
        )
    };
    assert_eq!(refusal(FRONT, &BODY.replace("## Ask", "## ask")), unlisted(30, "ask"));
    assert_eq!(refusal_of("Words.\n\n## Ask"), unlisted(28, "Ask"));
    assert_eq!(
        refusal(FRONT, &BODY.replace("## Ask\n\n", "")),
        "short.md, line 30: section \"second\" must begin with the heading that the front matter lists."
    );
}
