//! `POST /accounts/{accountId}/users?operation=unsuspend`: users are enabled again.

use super::batch_suspend_user::set_suspended;
use crate::aws::{Answer, Call, Problem};

/// 200 `{UserErrors}`, of those whom it could not be done to.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    set_suspended(call, false).await
}
