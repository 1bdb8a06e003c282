//! What a screen looks up as it opens, and whether it is still there.

use std::{future::Future, time::Duration};

use companion_app::AppError;
use leptos::{prelude::*, reactive::computed::ScopedFuture};

/// How long after a fault it is looked up again.
const AGAIN: Duration = Duration::from_secs(3);

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
    Effect::new(move |_| {
        if found.get().is_some_and(|found| !is_whole(&found)) {
            set_timeout(move || found.refetch(), AGAIN);
        }
    });
    found
}

/// Answers, at any later time, whether the screen that calls this now is still there.
pub fn is_shown() -> impl Fn() -> bool + Copy + Send + Sync + 'static {
    let shown = StoredValue::new(());
    move || shown.try_get_value().is_some()
}
