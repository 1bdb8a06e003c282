//! What a phone downloads.

use companion_model::briefing::{self, Briefing};
use companion_seal::passphrase;

use super::asset::{Asset, kind};
use super::wasm::Bundle;
use super::{form, page, style};
use crate::trouble::{Outcome, While};

/// The phone's files; the worker, which lists them, is not among them.
pub struct Phone {
    /// Every file.
    pub assets: Vec<Asset>,
    /// Which path plays which part.
    pub roles: Roles,
}

/// The paths of the files that are weighed together.
pub struct Roles {
    pub glue: String,
    pub wasm: String,
    pub style: String,
    pub scripts: Vec<String>,
    pub briefings: Vec<String>,
}

const FOLDER: &str = "/a";
const ICONS: [(&str, &str); 4] = [
    ("icons/icon.svg", kind::SVG),
    ("icons/icon-192.png", kind::PNG),
    ("icons/icon-512.png", kind::PNG),
    ("icons/icon-maskable-512.png", kind::PNG),
];

/// The phone's files, pages included.
pub fn assets(bundle: &Bundle, briefings: &[Briefing]) -> Outcome<Phone> {
    let glue = Asset::hashed(FOLDER, "companion", "js", kind::JS, glue(bundle)?);
    let wasm = Asset::hashed(FOLDER, "companion_bg", "wasm", kind::WASM, bundle.wasm.clone());
    let style = Asset::hashed(FOLDER, "style", "css", kind::CSS, style::phone()?);
    let [strict, boot, worker] = ["strict", "boot", "worker"].map(|stem| script(FOLDER, stem, stem));
    let (strict, boot, worker) = (strict?, boot?, worker?);
    let words = Asset::hashed(FOLDER, "words", "txt", kind::TEXT, passphrase::word_list().join("\n"));
    let texts = briefings.iter().map(text).collect::<Outcome<Vec<_>>>()?;

    let roles = Roles {
        glue: glue.path.clone(),
        wasm: wasm.path.clone(),
        style: style.path.clone(),
        scripts: vec![strict.path.clone(), boot.path.clone(), worker.path.clone()],
        briefings: briefings.iter().map(address).collect(),
    };
    let names = [
        ("style", style.path.as_str()),
        ("strict", strict.path.as_str()),
        ("boot", boot.path.as_str()),
        ("worker", worker.path.as_str()),
        ("glue", glue.path.as_str()),
        ("wasm", wasm.path.as_str()),
        ("words", words.path.as_str()),
        ("briefing_files", &files(briefings, &texts)),
        ("read", &reading_place(briefings)),
        ("briefings", &list(briefings)),
    ];
    let pages = pages(&names, briefings)?;
    let fixed = fixed()?;
    let assets = [glue, wasm, style, strict, boot, worker, words]
        .into_iter()
        .chain(texts)
        .chain(pages)
        .chain(fixed)
        .collect();
    Ok(Phone { assets, roles })
}

/// The bundler's glue, before it the one script that Rust calls by name.
fn glue(bundle: &Bundle) -> Outcome<Vec<u8>> {
    Ok([page::script("passkey.js")?.as_bytes(), &bundle.glue].concat())
}

/// `cce=/a/cce.0a1b2c3d4e5f.json …`, for the app.
fn files(briefings: &[Briefing], texts: &[Asset]) -> String {
    let entry = |(briefing, text): (&Briefing, &Asset)| format!("{}={}", briefing.id, text.path);
    briefings.iter().zip(texts).map(entry).collect::<Vec<_>>().join(" ")
}

/// A script from `public/`, named by its content.
pub fn script(folder: &str, file: &str, stem: &str) -> Outcome<Asset> {
    Ok(Asset::hashed(folder, stem, "js", kind::JS, page::script(&format!("{file}.js"))?))
}

fn text(briefing: &Briefing) -> Outcome<Asset> {
    let json = serde_json::to_vec(briefing).or_trouble(|| format!("write {} as JSON", briefing.id))?;
    Ok(Asset::hashed(FOLDER, &briefing.id, "json", kind::JSON, json))
}

fn pages(names: &page::Slots<'_>, briefings: &[Briefing]) -> Outcome<Vec<Asset>> {
    let home = Asset::plain("/", kind::HTML, page::from_public("home.html", names)?);
    let mut pages = vec![home];
    for briefing in briefings {
        let (title, html) = (page::escaped(&briefing.title), briefing::html(briefing));
        // No date: nobody knows when this page will be read. The app, which knows, adds the age.
        let age = page::escaped(&briefing::age_note(briefing, None));
        let own = [("title", title.as_str()), ("briefing", &html), ("age", &age)];
        let slots: Vec<_> = names.iter().copied().chain(own).collect();
        pages.push(Asset::plain(address(briefing), kind::HTML, page::from_public("briefing.html", &slots)?));
    }
    let form = form::html(briefings);
    let paper: Vec<_> = names.iter().copied().chain([("form", form.as_str())]).collect();
    pages.push(Asset::plain("/paper", kind::HTML, page::from_public("paper.html", &paper)?));
    Ok(pages)
}

fn fixed() -> Outcome<Vec<Asset>> {
    let manifest = page::public_bytes("manifest.webmanifest")?;
    let mut fixed = vec![Asset::plain("/manifest.webmanifest", kind::MANIFEST, manifest)];
    for (name, kind) in ICONS {
        fixed.push(Asset::plain(format!("/{name}"), kind, page::public_bytes(name)?));
    }
    Ok(fixed)
}

fn address(briefing: &Briefing) -> String {
    format!("/read/{}", briefing.id)
}

/// With one briefing "Read" opens it; with more it opens the list.
fn reading_place(briefings: &[Briefing]) -> String {
    match briefings {
        [only] => address(only),
        _ => "/read#briefings".to_owned(),
    }
}

fn list(briefings: &[Briefing]) -> String {
    let line = |briefing: &Briefing| {
        let (address, title) = (address(briefing), page::escaped(&briefing.title));
        format!("<li><a href=\"{address}\">{title}</a></li>")
    };
    briefings.iter().map(line).collect::<Vec<_>>().join("\n")
}
