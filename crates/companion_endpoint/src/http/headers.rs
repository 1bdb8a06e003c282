//! Headers on every answer.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};
use companion_model::wire::v1::EPOCH_HEADER;
use tower_http::set_header::response::SetMultipleResponseHeadersLayer;

use super::App;

/// Scripts and styles only from files of our own; WASM may compile; no page may frame us.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     connect-src 'self'; img-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; \
     base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types default";

const PERMISSIONS_POLICY: &str = "accelerometer=(), autoplay=(), camera=(), display-capture=(), \
     encrypted-media=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()";

const ALWAYS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), PERMISSIONS_POLICY),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
];

/// Two years.
const STRICT_TRANSPORT_SECURITY: &str = "max-age=63072000";

/// What a proxy says of the person's connection.
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// Adds those that are always the same.
pub(super) fn always() -> SetMultipleResponseHeadersLayer<Response> {
    let fixed = ALWAYS.map(|(name, value)| (name, HeaderValue::from_static(value)).into());
    SetMultipleResponseHeadersLayer::overriding(fixed.into())
}

/// Adds those that depend on the request.
pub(super) async fn add(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    if app.config.is_https() {
        // The operator's word stands where a proxy leaves its own out; from here on there is one place to ask.
        request.headers_mut().insert(FORWARDED_PROTO, HeaderValue::from_static("https"));
    }
    let (api, tls) = (request.uri().path().starts_with("/api/"), over_tls(request.headers()));
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    if tls {
        headers
            .insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(STRICT_TRANSPORT_SECURITY));
    }
    if api {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        let epoch = app.store().life().map(|life| HeaderValue::from_str(&life.epoch.to_string()));
        if let Ok(Ok(epoch)) = epoch {
            headers.insert(EPOCH_HEADER, epoch);
        }
    }
    response
}

/// Whether the person's browser spoke TLS; to us it was the proxy who spoke. Of several proxies the first one wrote first.
pub(super) fn over_tls(headers: &HeaderMap) -> bool {
    let said = headers.get(FORWARDED_PROTO).and_then(|value| value.to_str().ok());
    let first = said.and_then(|protocols| protocols.split(',').next());
    first.is_some_and(|proto| proto.trim().eq_ignore_ascii_case("https"))
}
