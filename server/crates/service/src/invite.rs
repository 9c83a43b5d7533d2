//! Users without a password: they have an address, and sign in when an admin has set a password for them.

use domain::{AccountId, Act, DisplayName, Email, Failure, UserId, limits};
use storage::{NO_PASSWORD, NewUser};

use crate::{Actor, Service};

impl Service {
    /// Makes a user of an account whom no password fits yet. Without an address they never sign in; without a name they
    /// go by what stands before the `@` of the address.
    ///
    /// # Errors
    /// Denied; the address is taken; no such account.
    pub async fn invite_user(
        &self,
        actor: &Actor,
        account: Option<AccountId>,
        name: Option<DisplayName>,
        email: Option<Email>,
    ) -> Result<UserId, Failure> {
        self.admin_of(actor, account, Act::ManageUsers { account }, "user.create").await?;
        let name = name.map_or_else(|| name_of(email.as_ref()), Ok)?;
        let identity = email.map(|email| (email, NO_PASSWORD.to_owned()));
        let new = NewUser { name, identity, account, platform_admin: false, account_admin: false };
        self.create_new_user(actor, new).await
    }
}

fn name_of(email: Option<&Email>) -> Result<DisplayName, Failure> {
    let local = email.and_then(|email| email.as_str().split('@').next()).unwrap_or_default();
    let name: String = local.chars().take(limits::DISPLAY_NAME_CHARS_MAX).collect();
    Ok(DisplayName::new(&name)?)
}
