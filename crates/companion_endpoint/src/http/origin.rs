//! Whether a request comes from a page of our own.
//!
//! A browser says where the page came from in headers that no script can set, and that a proxy passes on. What a proxy
//! does change is `Host`; so that is asked last, and not at all where the operator has named the pages' own origin.

use axum::http::{HeaderMap, HeaderName, header};

use crate::origin::Origin;

const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
/// What many proxies put in place of the `Host` they change. No page can make a browser send it: another origin's would
/// have to ask first, and we allow nobody.
const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");

/// In this order: what the browser itself says of the site; the page's origin against those of the operator; the same
/// against what the request was sent to. Where a browser says neither, the cookie's `SameSite=Strict` stands alone.
pub(super) fn is_own_page(headers: &HeaderMap, own: &[Origin]) -> bool {
    if headers.contains_key(SITE) {
        return headers.get_all(SITE).iter().all(|site| matches!(site.as_bytes(), b"same-origin" | b"none"));
    }
    headers.get_all(header::ORIGIN).iter().all(|origin| {
        // Also `null`, which is the origin of pages that hide theirs.
        let Some(origin) = origin.to_str().ok().and_then(|text| text.parse::<Origin>().ok()) else {
            return false;
        };
        if own.is_empty() { hosts(headers).any(|host| origin.is_at(host)) } else { own.contains(&origin) }
    })
}

/// Where the browser sent the request, by what reached us of it. Of several proxies the first one wrote first.
fn hosts(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    let forwarded = headers.get(FORWARDED_HOST).and_then(|value| value.to_str().ok());
    let forwarded = forwarded.and_then(|hosts| hosts.split(',').next()).map(str::trim);
    headers.get(header::HOST).and_then(|value| value.to_str().ok()).into_iter().chain(forwarded)
}
