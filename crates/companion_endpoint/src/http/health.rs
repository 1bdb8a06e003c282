//! For whoever watches the machine.

/// The endpoint answers. Not whether its disk has room: only a stored envelope proves that.
pub(super) async fn ok() -> &'static str {
    "ok"
}
