//! What a phone downloads.

use anyhow::{Context as _, Result};
use companion_model::briefing::{self, Briefing, Escaped};
use companion_model::static_page;
use companion_seal::passphrase;

use super::asset::{Asset, media_type};
use super::wasm::WasmBundle;
use super::{page, paper_form, style};

/// The phone's files without the service worker, which lists them.
pub struct PhoneBundle {
    pub assets: Vec<Asset>,
    pub paths: PhonePaths,
}

/// The paths of the files that are weighed.
pub struct PhonePaths {
    pub glue: String,
    pub wasm: String,
    pub style: String,
    pub scripts: Vec<String>,
    pub briefings: Vec<String>,
}

const FOLDER: &str = "/a";
const ICONS: [(&str, &str); 4] = [
    ("icons/icon.svg", media_type::SVG),
    ("icons/icon-192.png", media_type::PNG),
    ("icons/icon-512.png", media_type::PNG),
    ("icons/icon-maskable-512.png", media_type::PNG),
];

/// Assembles the phone's files, pages included.
pub fn assemble(bundle: &WasmBundle, briefings: &[Briefing]) -> Result<PhoneBundle> {
    let glue = Asset::hashed(FOLDER, "companion", "js", media_type::JS, join_glue(bundle)?);
    let wasm = Asset::hashed(FOLDER, "companion_bg", "wasm", media_type::WASM, bundle.wasm.clone());
    let style = Asset::hashed(FOLDER, "style", "css", media_type::CSS, style::phone_sheet()?);
    let [strict, boot, worker] = ["strict", "boot", "worker"].map(|stem| load_script(FOLDER, stem, stem));
    let (strict, boot, worker) = (strict?, boot?, worker?);
    let words = Asset::hashed(FOLDER, "words", "txt", media_type::TEXT, passphrase::word_list().join("\n"));
    let texts = briefings.iter().map(briefing_json).collect::<Result<Vec<_>>>()?;

    let paths = PhonePaths {
        glue: glue.path.clone(),
        wasm: wasm.path.clone(),
        style: style.path.clone(),
        scripts: vec![strict.path.clone(), boot.path.clone(), worker.path.clone()],
        briefings: briefings.iter().map(briefing_path).collect(),
    };
    let slots = [
        ("style", style.path.as_str()),
        ("strict", strict.path.as_str()),
        ("boot", boot.path.as_str()),
        ("worker", worker.path.as_str()),
        ("glue", glue.path.as_str()),
        ("wasm", wasm.path.as_str()),
        ("words", words.path.as_str()),
        ("briefing_files", &list_files(briefings, &texts)),
        ("read", &reading_path(briefings)),
        ("briefings", &list_links(briefings)),
    ];
    let slots: Vec<_> = slots.into_iter().chain(static_page::SLOTS).collect();
    let pages = render_pages(&slots, briefings)?;
    let fixed = read_fixed_files()?;
    let assets = [glue, wasm, style, strict, boot, worker, words]
        .into_iter()
        .chain(texts)
        .chain(pages)
        .chain(fixed)
        .collect();
    Ok(PhoneBundle { assets, paths })
}

/// Joins the bundler's glue to the one script whose functions Rust calls by name, which must come before it.
fn join_glue(bundle: &WasmBundle) -> Result<Vec<u8>> {
    Ok([page::read_script("passkey.js")?.as_bytes(), &bundle.glue].concat())
}

/// Lists briefings with their files for the app: `cce=/a/cce.0a1b2c3d4e5f.json …`.
fn list_files(briefings: &[Briefing], texts: &[Asset]) -> String {
    let entry = |(briefing, text): (&Briefing, &Asset)| format!("{}={}", briefing.id, text.path);
    briefings.iter().zip(texts).map(entry).collect::<Vec<_>>().join(" ")
}

/// Reads a script from `public/`; its path is named by its content.
pub fn load_script(folder: &str, file: &str, stem: &str) -> Result<Asset> {
    Ok(Asset::hashed(folder, stem, "js", media_type::JS, page::read_script(&format!("{file}.js"))?))
}

fn briefing_json(briefing: &Briefing) -> Result<Asset> {
    let json =
        serde_json::to_vec(briefing).with_context(|| format!("Could not write {} as JSON", briefing.id))?;
    Ok(Asset::hashed(FOLDER, &briefing.id, "json", media_type::JSON, json))
}

fn render_pages(slots: &page::Slots<'_>, briefings: &[Briefing]) -> Result<Vec<Asset>> {
    let home = Asset::plain("/", media_type::HTML, page::render("home.html", slots)?);
    let mut pages = vec![home];
    for briefing in briefings {
        let (title, html) = (Escaped(&briefing.title).to_string(), briefing::html(briefing));
        // The age is that without today's date: the page is built long before it is read. The app replaces
        // it.
        let age = Escaped(&briefing::age_note(briefing, None)).to_string();
        let own = [("title", title.as_str()), ("briefing", &html), ("age", &age)];
        let slots: Vec<_> = slots.iter().copied().chain(own).collect();
        pages.push(Asset::plain(
            briefing_path(briefing),
            media_type::HTML,
            page::render("briefing.html", &slots)?,
        ));
    }
    let form = paper_form::render(briefings);
    let paper: Vec<_> = slots.iter().copied().chain([("form", form.as_str())]).collect();
    pages.push(Asset::plain("/paper", media_type::HTML, page::render("paper.html", &paper)?));
    Ok(pages)
}

fn read_fixed_files() -> Result<Vec<Asset>> {
    let manifest = page::read_bytes("manifest.webmanifest")?;
    let mut fixed = vec![Asset::plain("/manifest.webmanifest", media_type::MANIFEST, manifest)];
    for (name, media_type) in ICONS {
        fixed.push(Asset::plain(format!("/{name}"), media_type, page::read_bytes(name)?));
    }
    Ok(fixed)
}

fn briefing_path(briefing: &Briefing) -> String {
    format!("/read/{}", briefing.id)
}

/// Where "Read" leads: to the only briefing, or to the list of several.
fn reading_path(briefings: &[Briefing]) -> String {
    match briefings {
        [only] => briefing_path(only),
        _ => "/read#briefings".to_owned(),
    }
}

fn list_links(briefings: &[Briefing]) -> String {
    let line = |briefing: &Briefing| {
        let (path, title) = (briefing_path(briefing), Escaped(&briefing.title).to_string());
        format!("<li><a href=\"{path}\">{title}</a></li>")
    };
    briefings.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use companion_model::static_page;

    use super::page;

    #[test]
    fn what_app_and_static_pages_share_stands_in_no_template() {
        let templates =
            ["home.html", "briefing.html"].map(|name| page::read_bytes(name).expect("it is there"));
        let templates = templates.map(|bytes| String::from_utf8(bytes).expect("text")).concat();
        for (slot, _) in static_page::SLOTS {
            assert!(templates.contains(&format!("{{{{{slot}}}}}")), "{slot} is filled in nowhere");
        }
    }
}
