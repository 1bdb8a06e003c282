//! The web apps' files and pages. Everything that is no route of the API ends here.

use std::sync::Arc;

use axum::{
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};

use super::{App, problem::Problem};
use crate::assets::Asset;

/// Addresses of the phone app that are all the one page; the app itself reads the rest.
const APP_PAGES: [&str; 8] = ["record", "records", "call", "hide", "enrol", "practice", "phone", "left"];

/// Their names change with their content.
const FOREVER: &str = "public, max-age=31536000, immutable";
/// Asked for again each time, and answered 304: an old worker or page must never outlive a release.
const ASK_AGAIN: &str = "no-cache";

/// A file, a page, or a problem that says so.
pub(super) async fn serve(
    State(app): State<Arc<App>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    if !matches!(method, Method::GET | Method::HEAD) {
        return Problem::WrongMethod.into_response();
    }
    if uri.path().starts_with("/api/") {
        return Problem::UnknownAddress.into_response();
    }
    if app.config.assets.is_empty() {
        return Problem::NoApps.into_response();
    }
    match find(app.config.assets, uri.path()) {
        Some(asset) => answer(asset, &headers),
        None => Problem::UnknownAddress.into_response(),
    }
}

/// The file of an address, or the page that stands for it.
fn find<'a>(assets: &'a [Asset], path: &str) -> Option<&'a Asset> {
    let exact = |path: &str| assets.iter().find(|asset| asset.path == path);
    let first = path.split('/').nth(1).unwrap_or_default();
    exact(path).or_else(|| exact(&format!("{path}/"))).or_else(|| match first {
        // A hashed file of an older release is gone; a page in its place would be taken for it.
        "inbox" if !path.starts_with("/inbox/a/") => exact("/inbox/"),
        page if APP_PAGES.contains(&page) => exact("/"),
        _ => None,
    })
}

fn answer(asset: &Asset, headers: &HeaderMap) -> Response {
    let packed = [("br", asset.brotli), ("gzip", asset.gzip)]
        .into_iter()
        .find_map(|(coding, bytes)| bytes.filter(|_| accepts(headers, coding)).map(|bytes| (coding, bytes)));
    let tag = match packed {
        Some((coding, _)) => format!("\"{}-{coding}\"", asset.sha256),
        None => format!("\"{}\"", asset.sha256),
    };
    let hashed = asset.path.starts_with("/a/") || asset.path.starts_with("/inbox/a/");
    let fixed = [
        (header::CACHE_CONTROL, if hashed { FOREVER } else { ASK_AGAIN }),
        (header::VARY, "accept-encoding"),
        (header::CONTENT_TYPE, asset.kind),
    ];
    let mut response = if names(headers, header::IF_NONE_MATCH, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        packed.map_or(asset.bytes, |(_, bytes)| bytes).into_response()
    };
    for (name, value) in fixed {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    if let Some((coding, _)) = packed {
        response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// Whether a comma-separated header names this value. `W/` is what proxies make of a tag when they compress.
fn names(headers: &HeaderMap, header: HeaderName, value: &str) -> bool {
    let text = headers.get(header).and_then(|text| text.to_str().ok()).unwrap_or_default();
    text.split(',').any(|part| part.trim().trim_start_matches("W/") == value)
}

fn accepts(headers: &HeaderMap, wanted: &str) -> bool {
    let text = headers.get(header::ACCEPT_ENCODING).and_then(|text| text.to_str().ok()).unwrap_or_default();
    text.split(',').any(|part| {
        let (coding, quality) = part.split_once(';').unwrap_or((part, ""));
        let refused = matches!(quality.trim().trim_start_matches("q=").parse::<f32>(), Ok(q) if q <= 0.0);
        coding.trim().eq_ignore_ascii_case(wanted) && !refused
    })
}
