//! Users as they are looked up and listed.

use domain::{
    AccountId, Timestamp, UserId, limits,
    view::{AccountRef, Theme, UserPage, UserQuery, UserView, Viewer},
};
use sqlx::FromRow;

use crate::{Known, StorageError, Store, facts::Bounds};

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
        let bounds = Bounds::at(self.now());
        let mut reader = self.reader().await?;
        let mut rows: Vec<Row> = sqlx::query_as(
            "SELECT u.id, u.display_name, i.email, u.account_id, c.name AS account_name,
                    u.platform_admin, u.account_admin, u.disabled_at IS NOT NULL AS disabled,
                    (SELECT max(s.last_seen_at) FROM sessions s WHERE s.user_id = u.id) AS last_seen,
                    (SELECT count(*) FROM sessions s
                        WHERE s.user_id = u.id AND s.last_seen_at > $7 AND s.created_at > $8) AS sessions
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
        .bind(bounds.last_seen_after)
        .bind(bounds.created_after)
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
