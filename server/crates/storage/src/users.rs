//! Users, and how they sign in.

use domain::{
    AccountId, Conflict, DisplayName, Email, Timestamp, UserId, limits,
    view::{AccountRef, Theme, UserPage, UserQuery, UserView, Viewer},
};
use sqlx::FromRow;

use crate::{Known, StorageError, Store, WriteTx};

/// What is looked up when somebody signs in.
#[derive(Debug, Clone)]
pub struct Identity {
    /// Who it is.
    pub user: UserId,
    /// Argon2id, as a PHC string.
    pub password_hash: String,
    /// Whether they were disabled.
    pub disabled: bool,
}

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

#[derive(FromRow)]
struct Row {
    id: i64,
    display_name: String,
    email: Option<String>,
    account_id: Option<i64>,
    account_name: Option<String>,
    platform_admin: bool,
    account_admin: bool,
    disabled: bool,
    last_seen: Option<i64>,
    sessions: i64,
}

impl Row {
    fn view(self) -> UserView {
        let id = UserId::from_raw(self.id);
        UserView {
            id,
            name: self.display_name,
            email: self.email,
            account: self
                .account_id
                .zip(self.account_name)
                .map(|(id, name)| AccountRef { id: AccountId::from_raw(id), name }),
            platform_admin: self.platform_admin,
            account_admin: self.account_admin,
            disabled: self.disabled,
            created_at: id.timestamp(),
            last_seen: self.last_seen.map(Timestamp::from_millis),
            sessions: self.sessions.unsigned_abs(),
        }
    }
}

impl Store {
    /// What is needed to check a sign-in.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn identity(&self, email: &str) -> Result<Option<Identity>, StorageError> {
        let mut reader = self.reader().await?;
        let row: Option<(i64, String, bool)> = sqlx::query_as(
            "SELECT i.user_id, i.password_hash, u.disabled_at IS NOT NULL
            FROM identities i
            JOIN users u ON u.id = i.user_id
            WHERE i.email = $1",
        )
        .bind(email)
        .fetch_optional(&mut *reader)
        .await?;
        Ok(row.map(|(user, password_hash, disabled)| Identity {
            user: UserId::from_raw(user),
            password_hash,
            disabled,
        }))
    }

    /// The password hash of a user.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn password_hash(&self, user: UserId) -> Result<Option<String>, StorageError> {
        let mut reader = self.reader().await?;
        Ok(sqlx::query_scalar("SELECT password_hash FROM identities WHERE user_id = $1")
            .bind(user.raw())
            .fetch_optional(&mut *reader)
            .await?)
    }

    /// Who is looking, from what is known of them.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn viewer(&self, known: &Known) -> Result<Viewer, StorageError> {
        let accounts = self.accounts(known).await?;
        let admin = known.facts.platform_admin || known.facts.account_admin;
        let moderates = admin || self.moderates(known.user).await?;
        let mut reader = self.reader().await?;
        let (name, email, theme, shortcuts): (String, Option<String>, String, bool) = sqlx::query_as(
            "SELECT u.display_name, i.email, u.theme, u.shortcuts
            FROM users u
            LEFT JOIN identities i ON i.user_id = u.id
            WHERE u.id = $1",
        )
        .bind(known.user.raw())
        .fetch_one(&mut *reader)
        .await?;
        Ok(Viewer {
            id: known.user,
            name,
            email: email.unwrap_or_default(),
            platform_admin: known.facts.platform_admin,
            account_admin: known.facts.account_admin,
            moderates,
            theme: Theme::from_code(&theme).unwrap_or_default(),
            shortcuts,
            accounts,
        })
    }

    /// A page of users by name: all for a platform admin, those of their account for an account admin.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn users(&self, known: &Known, query: &UserQuery) -> Result<UserPage, StorageError> {
        let cursor = query.after.as_deref().and_then(|cursor| cursor.split_once('.'));
        let after_id = cursor.and_then(|(id, _)| id.parse::<i64>().ok());
        let after_name = cursor.map(|(_, name)| name);
        let accounts = self.accounts(known).await?;
        let mut reader = self.reader().await?;
        let mut rows: Vec<Row> = sqlx::query_as(
            "SELECT u.id, u.display_name, i.email, u.account_id, c.name AS account_name,
                    u.platform_admin, u.account_admin, u.disabled_at IS NOT NULL AS disabled,
                    (SELECT max(s.last_seen_at) FROM sessions s WHERE s.user_id = u.id) AS last_seen,
                    (SELECT count(*) FROM sessions s WHERE s.user_id = u.id) AS sessions
            FROM users u
            LEFT JOIN identities i ON i.user_id = u.id
            LEFT JOIN accounts c ON c.id = u.account_id
            WHERE ($1 OR u.account_id = $2)
              AND ($3 = '' OR instr(lower(u.display_name), lower($3)) > 0 OR instr(i.email, lower($3)) > 0)
              AND ($5 IS NULL
                OR u.display_name > $4 COLLATE NOCASE
                OR (u.display_name = $4 COLLATE NOCASE AND u.id > $5))
            ORDER BY u.display_name COLLATE NOCASE, u.id
            LIMIT $6",
        )
        .bind(known.facts.platform_admin)
        .bind(known.facts.account.map(AccountId::raw))
        .bind(query.search.trim())
        .bind(after_name)
        .bind(after_id)
        .bind(limits::USER_PAGE_ROWS + 1)
        .fetch_all(&mut *reader)
        .await?;
        let more = rows.len() > limits::USER_PAGE_ROWS as usize;
        rows.truncate(limits::USER_PAGE_ROWS as usize);
        let next = rows.last().filter(|_| more).map(|row| format!("{}.{}", row.id, row.display_name));
        let users = rows.into_iter().map(Row::view).collect();
        Ok(UserPage { users, next, accounts, everywhere: known.facts.platform_admin })
    }

    /// Whether there is a user who can sign in.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn anybody(&self) -> Result<bool, StorageError> {
        let mut reader = self.reader().await?;
        Ok(sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM identities)").fetch_one(&mut *reader).await?)
    }

    /// Every user who can sign in, by address: for the command line.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn identities(&self) -> Result<Vec<(String, UserView)>, StorageError> {
        let mut reader = self.reader().await?;
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT u.id, u.display_name, i.email, u.account_id, c.name AS account_name,
                    u.platform_admin, u.account_admin, u.disabled_at IS NOT NULL AS disabled,
                    NULL AS last_seen, 0 AS sessions
            FROM identities i
            JOIN users u ON u.id = i.user_id
            LEFT JOIN accounts c ON c.id = u.account_id
            ORDER BY i.email",
        )
        .fetch_all(&mut *reader)
        .await?;
        Ok(rows.into_iter().map(|row| (row.email.clone().unwrap_or_default(), row.view())).collect())
    }
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

    /// Disables a user, or enables it again.
    ///
    /// # Errors
    /// When the store broke. The inner error: when no platform admin would be left.
    pub async fn set_user_disabled(
        &mut self,
        user: UserId,
        disabled: bool,
    ) -> Result<Result<(), Conflict>, StorageError> {
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
        sqlx::query("UPDATE users SET disabled_at = $2 WHERE id = $1")
            .bind(user.raw())
            .bind(disabled.then_some(self.now.millis()))
            .execute(self.connection().await?)
            .await?;
        Ok(Ok(()))
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
