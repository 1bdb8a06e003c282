//! The school's directory.

use std::sync::Arc;

use axum::{Json, extract::State};
use companion_model::wire::v1::SignedDirectory;

use super::{App, caller::Caller, problem::Problem};

/// The newest one, to anyone the school knows.
pub(super) async fn newest(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Json<SignedDirectory>, Problem> {
    let directory = app.store.directory(caller.school()).await?;
    directory.map(Json).ok_or(Problem::UnknownAddress)
}
