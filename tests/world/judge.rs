//! What nobody may be kept out by: axe-core's judgement by the rules of WCAG 2.2 AA, no sideways scrolling, and the page as a
//! screen reader has it. In Chromium, which can change the theme and the size of a running page.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};

use super::{Screen, TestResult, failure, soon};
use crate::engine::{Engine, PHONE};

/// Narrow phone, phone, desk.
const WIDTHS: [u32; 3] = [320, 390, 1280];
const HEIGHT: u32 = 844;
/// Longer than a try to send without signal.
const SETTLES: Duration = Duration::from_secs(5);
const DESK: (u32, u32) = (1280, 900);

const AXE: &str = "
    const done = arguments[arguments.length - 1];
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] }).then(({ violations }) =>
        done(violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target}: ${node.failureSummary}`))));";

/// With letters twice as large, too: nothing may need sideways scrolling.
const TOO_WIDE: &str = "
    const root = document.documentElement;
    const beyond = () => root.scrollWidth - root.clientWidth;
    const usual = beyond();
    root.style.fontSize = '36px';
    const large = beyond();
    const reach = (it) => it.getBoundingClientRect().right;
    const widest = [...document.body.querySelectorAll('*')].reduce((one, other) => reach(other) > reach(one) ? other : one);
    root.style.fontSize = '';
    return [usual, large, `${widest.tagName} ${widest.className}: ${widest.textContent.slice(0, 40)}`];";

/// Of what can be pressed within a part of the page: what went to another place by itself since the page was opened.
const MOVED: &str = "
    const [within, done] = arguments;
    const part = (node) => (node?.closest ? node : node?.parentElement);
    const pressed = 'a, button, input';
    new PerformanceObserver((list) => {
        const parts = list.getEntries().flatMap(({ sources }) => sources.map(({ node }) => part(node)));
        const moved = parts.filter((it) => it?.closest(within) && (it.closest(pressed) || it.querySelector(pressed)));
        done(moved.map(({ innerText }) => innerText));
    }).observe({ type: 'layout-shift', buffered: true });
    // The list is told at once if there is one; the browser has no event for an empty one.
    setTimeout(() => done([]), 500);";

/// The screens whose trees have the links of the bar, which are the same on every other screen of the phone and of the inbox.
const WITH_LINKS: [&str; 2] = ["home", "inbox-list"];

impl Screen {
    /// Fails if something that can be pressed was moved by what came or went beside it: a finger on its way there misses it. In
    /// Chromium alone, which keeps a list of such movements.
    pub async fn nothing_has_moved_in(&self, part: &str) -> TestResult {
        if self.browser.engine() != Engine::Chromium {
            return Ok(());
        }
        let moved: Vec<String> = serde_json::from_value(self.asks_and_waits(MOVED, json!([part])).await?)?;
        if moved.is_empty() { Ok(()) } else { Err(format!("moved in {part}: {}", moved.join(" · ")).into()) }
    }

    /// The screen of a phone is judged and pictures of it are taken, by day and by night, into `target/stories`. In
    /// Chromium alone: elsewhere a story goes on without.
    pub async fn is_looked_at(&self, name: &str) -> TestResult {
        self.is_looked_at_as(name, PHONE, &[]).await
    }

    /// The same for the screen of a desk. Of these words it is only looked at that something stands there: they are others
    /// each time.
    pub async fn is_looked_at_on_a_desk(&self, name: &str, words: &[String]) -> TestResult {
        self.is_looked_at_as(name, DESK, words).await
    }

    async fn is_looked_at_as(&self, name: &str, size: (u32, u32), words: &[String]) -> TestResult {
        if self.browser.engine() != Engine::Chromium {
            return Ok(());
        }
        self.keeps_nobody_out(name).await?;
        self.screenshot(&format!("{name}-dark"), size, true).await?;
        self.screenshot(&format!("{name}-light"), size, false).await?;
        self.reads_as_kept(name, words).await
    }

    /// Fails with everything that axe-core finds on this screen, in both themes and at every width, and if anything
    /// is wider than the screen.
    async fn keeps_nobody_out(&self, name: &str) -> TestResult {
        self.has_axe().await?;
        let mut found = Vec::new();
        for width in WIDTHS {
            for dark in [false, true] {
                failure::is_shown(&self.browser, (width, HEIGHT), dark).await?;
                let violations = self.asks_and_waits(AXE, json!([])).await?;
                let violations: Vec<String> = serde_json::from_value(violations)?;
                found.extend(violations.into_iter().map(|it| format!("{width}, dark {dark}: {it}")));
            }
            let beyond = self.asks(TOO_WIDE, json!([])).await?;
            let (usual, large, widest): (i32, i32, String) = serde_json::from_value(beyond)?;
            if (usual, large) != (0, 0) {
                found.push(format!("{width}: {usual} px too wide, {large} px in large letters: {widest}"));
            }
        }
        if found.is_empty() { Ok(()) } else { Err(format!("{name}:\n  {}", found.join("\n  ")).into()) }
    }

    async fn has_axe(&self) -> TestResult {
        if self.asks("return typeof axe", json!([])).await? == "object" {
            return Ok(());
        }
        let path = std::env::var_os("COMPANION_AXE")
            .ok_or("COMPANION_AXE names no axe-core: cargo xtask test sets it")?;
        let source = fs::read_to_string(PathBuf::from(path))?;
        self.asks(&format!("{source}\nglobalThis.axe = axe ?? module.exports;"), json!([])).await.map(drop)
    }

    /// Fails if a screen reader would have another page than the one that was looked at and kept, also when what is just being
    /// sent or asked for is over. With `COMPANION_TREES` set it writes the tree anew from the page.
    async fn reads_as_kept(&self, name: &str, words: &[String]) -> TestResult {
        let path =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stories/trees").join(format!("{name}.txt"));
        if std::env::var_os("COMPANION_TREES").is_some() {
            return Ok(fs::write(path, self.tree(name, words).await?)?);
        }
        let kept = fs::read_to_string(&path).unwrap_or_default();
        let mut read = String::new();
        let settled = soon("the kept page", SETTLES, async || {
            read = self.tree(name, words).await?;
            Ok((read == kept).then_some(()))
        });
        match settled.await {
            // Not read at all: that is the news.
            Err(failed) if read.is_empty() => Err(failed),
            told => told.map_err(|_| format!("{name}, {}", difference(&kept, &read)).into()),
        }
    }

    async fn tree(&self, name: &str, words: &[String]) -> TestResult<String> {
        let tree = failure::devtools(&self.browser, "Accessibility.getFullAXTree", json!({})).await?;
        let lines = lines(&tree, WITH_LINKS.contains(&name));
        Ok(words.iter().fold(lines, |tree, words| tree.replace(&masked(words), "(…)")))
    }
}

/// The first line in which a page is another one.
fn difference(kept: &str, read: &str) -> String {
    let differs = kept.lines().zip(read.lines()).position(|(kept, read)| kept != read);
    let at = differs.unwrap_or_else(|| kept.lines().count().min(read.lines().count()));
    let line = |text: &str| text.lines().nth(at).unwrap_or("(ends)").to_owned();
    let (was, is) = (line(kept), line(read));
    format!("line {}: a screen reader had “{was}”, and now has “{is}”", at + 1)
}

/// The tree as lines, each as deep as it lies: role, name and state. What changes from day to day is masked.
fn lines(tree: &Value, with_links: bool) -> String {
    let nodes = tree["nodes"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mut text = String::new();
    if let Some(root) = nodes.first() {
        line(nodes, root, "", 0, with_links, &mut text);
    }
    text
}

fn line(nodes: &[Value], node: &Value, above: &str, depth: usize, with_links: bool, text: &mut String) {
    let (role, name) = (node["role"]["value"].as_str(), node["name"]["value"].as_str());
    let (role, name) = (role.unwrap_or_default(), masked(name.unwrap_or_default()));
    // What is named by its own text says it once.
    if role == "InlineTextBox" || (role == "StaticText" && name == above) {
        return;
    }
    let says_nothing =
        node["ignored"] == true || ["generic", "none", "ListMarker", "MenuListPopup"].contains(&role);
    let depth = if says_nothing {
        depth
    } else {
        text.push_str(&format!("{:indent$}{role} “{name}”{}\n", "", states(node), indent = 2 * depth));
        depth + 1
    };
    if role == "navigation" && !with_links {
        return;
    }
    for child in node["childIds"].as_array().into_iter().flatten() {
        if let Some(child) = nodes.iter().find(|node| node["nodeId"] == *child) {
            line(nodes, child, &name, depth, with_links, text);
        }
    }
}

fn states(node: &Value) -> String {
    let told = ["level", "checked", "pressed", "expanded", "disabled", "required", "invalid"];
    let states = node["properties"].as_array().into_iter().flatten().filter_map(|property| {
        let name = property["name"].as_str().filter(|name| told.contains(name))?;
        let value = property["value"]["value"].to_string();
        (value != "false" && value != "\"false\"").then(|| format!(" {name}={}", value.trim_matches('"')))
    });
    states.collect()
}

/// On one line, without days, times, ids, references, names of sealed files, and how old a briefing is.
fn masked(name: &str) -> String {
    let name = name.split_once(" old. ").map_or_else(|| name.to_owned(), |(_, rest)| format!("(age) {rest}"));
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let word = |word: &str| {
        let plain = word.trim_matches(|c: char| !c.is_alphanumeric());
        let is_month =
            MONTHS.iter().any(|month| plain == *month || (plain.len() == 3 && month.starts_with(plain)));
        let is_reference =
            plain.len() == 7 && plain.chars().nth(3) == Some('-') && plain.to_uppercase() == plain;
        let is_id = plain.len() >= 16 && plain.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
        let is_file = plain.starts_with("record-") && plain.ends_with(".sealed");
        if DAYS.contains(&plain) || is_month || is_reference || is_id || is_file {
            return word.replace(plain, "#");
        }
        word.chars().map(|c| if c.is_ascii_digit() { '#' } else { c }).collect()
    };
    let masked = name.replace('\n', " / ").split(' ').map(word).collect::<Vec<_>>().join(" ");
    let mut shorter = masked.replace("##", "#");
    while shorter.contains("##") {
        shorter = shorter.replace("##", "#");
    }
    // How long the story took is not the page's matter.
    shorter.replace(" to #:#", "").replace("under # min", "# min")
}
