//! Users and accounts, made and changed.

use domain::{AccountId, Conflict, DisplayName, Email, UserId, view::Theme};
use sqlx::FromRow;

use crate::{StorageError, WriteTx};

/// A user to be made.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// The name they go by.
    pub name: DisplayName,
    /// The address and the password hash they sign in with, if they do.
    pub identity: Option<(Email, String)>,
    /// The account they belong to.
    pub account: Option<AccountId>,
    /// Whether they are a platform admin.
    pub platform_admin: bool,
    /// Whether they are an admin of their account.
    pub account_admin: bool,
}

/// A user that is acted on: the account they belong to, and their standing.
#[derive(Debug, Clone, Copy, FromRow)]
pub struct Subject {
    account_id: Option<i64>,
    /// Whether they are a platform admin.
    pub platform_admin: bool,
    /// Whether they are an admin of their account.
    pub account_admin: bool,
}

impl Subject {
    /// The account they belong to.
    #[must_use]
    pub fn account(&self) -> Option<AccountId> {
        self.account_id.map(AccountId::from_raw)
    }
}

impl WriteTx {
    /// The user with this id.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn subject(&mut self, user: UserId) -> Result<Option<Subject>, StorageError> {
        Ok(sqlx::query_as("SELECT account_id, platform_admin, account_admin FROM users WHERE id = $1")
            .bind(user.raw())
            .fetch_optional(self.connection().await?)
            .await?)
    }

    /// The user who signs in with this address.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn user_by_email(&mut self, email: &Email) -> Result<Option<UserId>, StorageError> {
        let id: Option<i64> = sqlx::query_scalar("SELECT user_id FROM identities WHERE email = $1")
            .bind(email.as_str())
            .fetch_optional(self.connection().await?)
            .await?;
        Ok(id.map(UserId::from_raw))
    }

    /// Makes a user.
    ///
    /// # Errors
    /// When the store broke. The inner error: when the address is taken.
    pub async fn create_user(&mut self, new: &NewUser) -> Result<Result<UserId, Conflict>, StorageError> {
        if let Some((email, _)) = &new.identity
            && self.user_by_email(email).await?.is_some()
        {
            return Ok(Err(Conflict::EmailTaken));
        }
        let id: UserId = self.new_id();
        sqlx::query(
            "INSERT INTO users (id, account_id, display_name, platform_admin, account_admin)
            VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(id.raw())
        .bind(new.account.map(AccountId::raw))
        .bind(new.name.as_str())
        .bind(new.platform_admin)
        .bind(new.account_admin)
        .execute(self.connection().await?)
        .await?;
        if let Some((email, password_hash)) = &new.identity {
            sqlx::query("INSERT INTO identities (email, user_id, password_hash) VALUES ($1, $2, $3)")
                .bind(email.as_str())
                .bind(id.raw())
                .bind(password_hash)
                .execute(self.connection().await?)
                .await?;
        }
        Ok(Ok(id))
    }

    /// Makes an account.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn create_account(&mut self, name: &str) -> Result<AccountId, StorageError> {
        let id: AccountId = self.new_id();
        sqlx::query("INSERT INTO accounts (id, name) VALUES ($1, $2)")
            .bind(id.raw())
            .bind(name)
            .execute(self.connection().await?)
            .await?;
        Ok(id)
    }

    /// The account with this name.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn account_by_name(&mut self, name: &str) -> Result<Option<AccountId>, StorageError> {
        let id: Option<i64> = sqlx::query_scalar("SELECT id FROM accounts WHERE name = $1")
            .bind(name)
            .fetch_optional(self.connection().await?)
            .await?;
        Ok(id.map(AccountId::from_raw))
    }

    /// Disables a user, or enables it again. Answers whether that changed anything.
    ///
    /// # Errors
    /// When the store broke. The inner error: when no platform admin would be left.
    pub async fn set_user_disabled(
        &mut self,
        user: UserId,
        disabled: bool,
    ) -> Result<Result<bool, Conflict>, StorageError> {
        if disabled {
            let others: i64 = sqlx::query_scalar(
                "SELECT count(*)
                FROM users u
                JOIN identities i ON i.user_id = u.id
                WHERE u.platform_admin AND u.disabled_at IS NULL AND u.id <> $1",
            )
            .bind(user.raw())
            .fetch_one(self.connection().await?)
            .await?;
            if others == 0 {
                return Ok(Err(Conflict::LastAdmin));
            }
        }
        let done =
            sqlx::query("UPDATE users SET disabled_at = $2 WHERE id = $1 AND (disabled_at IS NULL) <> ($2 IS NULL)")
                .bind(user.raw())
                .bind(disabled.then_some(self.now.millis()))
                .execute(self.connection().await?)
                .await?;
        Ok(Ok(done.rows_affected() == 1))
    }

    /// Sets another password. Answers whether the user signs in with one.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn set_password(&mut self, user: UserId, password_hash: &str) -> Result<bool, StorageError> {
        let done = sqlx::query("UPDATE identities SET password_hash = $2 WHERE user_id = $1")
            .bind(user.raw())
            .bind(password_hash)
            .execute(self.connection().await?)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Sets a user's own preferences; what is `None` stays.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn set_preferences(
        &mut self,
        user: UserId,
        theme: Option<Theme>,
        shortcuts: Option<bool>,
    ) -> Result<(), StorageError> {
        sqlx::query("UPDATE users SET theme = coalesce($2, theme), shortcuts = coalesce($3, shortcuts) WHERE id = $1")
            .bind(user.raw())
            .bind(theme.map(Theme::code))
            .bind(shortcuts)
            .execute(self.connection().await?)
            .await?;
        Ok(())
    }
}
