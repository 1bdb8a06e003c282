//! What a screen looks up as it opens, and whether it is still there.

use std::future::Future;

use companion_app::AppError;
use companion_browser::timer::Timeout;
use leptos::{prelude::*, reactive::computed::ScopedFuture};

/// How long after a fault it is looked up again.
const AGAIN_MS: u32 = 3_000;

/// Looks something up. After a fault it is looked up again, until it is found or the screen is left: a fault of the phone's
/// database may pass. What was found stays while it is looked up anew.
pub fn load<T, F>(look_up: impl Fn() -> F + 'static) -> LocalResource<Result<T, AppError>>
where
    T: Clone + 'static,
    F: Future<Output = Result<T, AppError>> + 'static,
{
    load_until(look_up, Result::is_ok)
}

/// The same, until what is found is all there is to find.
pub fn load_until<T, F>(
    look_up: impl Fn() -> F + 'static,
    is_whole: impl Fn(&T) -> bool + 'static,
) -> LocalResource<T>
where
    T: Clone + 'static,
    F: Future<Output = T> + 'static,
{
    let found = LocalResource::new(move || ScopedFuture::new_untracked(look_up()));
    // What a run of the effect hands on is dropped with the next run, or with the screen, and a timer is cleared when it is dropped.
    Effect::new(move |_: Option<Option<Timeout>>| {
        let is_wanted_again = found.get().is_some_and(|found| !is_whole(&found));
        is_wanted_again.then(|| Timeout::new(AGAIN_MS, move || found.refetch()))
    });
    found
}

/// Answers, at any later time, whether the screen that calls this now is still there.
pub fn is_shown() -> impl Fn() -> bool + Copy + Send + Sync + 'static {
    let shown = StoredValue::new(());
    move || shown.try_get_value().is_some()
}
