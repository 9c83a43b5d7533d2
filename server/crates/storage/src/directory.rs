//! Accounts and their users by key, for programs.

use std::collections::HashMap;

use domain::{AccountId, Page, Timestamp, UserId};
use sqlx::FromRow;

use crate::{Known, Part, StorageError, Store};

/// In the place of a password's hash: no password fits it. Whoever was invited has it until an admin sets a password.
pub const NO_PASSWORD: &str = "!";

/// An account, or those without one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedAccount {
    /// Which; `None` for those without one.
    pub id: Option<AccountId>,
    /// Its name.
    pub name: String,
}

/// A user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedUser {
    /// Which.
    pub id: UserId,
    /// The account they belong to.
    pub account: Option<AccountId>,
    /// The name they go by.
    pub name: String,
    /// The address they sign in with.
    pub email: Option<String>,
    /// Whether they were disabled.
    pub disabled: bool,
    /// Whether they have a password.
    pub registered: bool,
    /// When they were made.
    pub created_at: Timestamp,
}

#[derive(FromRow)]
struct UserRow {
    id: i64,
    account_id: Option<i64>,
    display_name: String,
    email: Option<String>,
    disabled: bool,
    registered: bool,
}

impl UserRow {
    fn listed(self) -> ListedUser {
        let id = UserId::from_raw(self.id);
        ListedUser {
            id,
            account: self.account_id.map(AccountId::from_raw),
            name: self.display_name,
            email: self.email,
            disabled: self.disabled,
            registered: self.registered,
            created_at: id.timestamp(),
        }
    }
}

macro_rules! select_users {
    ($no_password:literal) => {
        concat!(
            "SELECT u.id, u.account_id, u.display_name, i.email, u.disabled_at IS NOT NULL AS disabled,
                coalesce(i.password_hash <> ",
            $no_password,
            ", 0) AS registered
        FROM users u
        LEFT JOIN identities i ON i.user_id = u.id"
        )
    };
}

impl Store {
    /// Accounts that the actor can see, those without one as the first: all for a platform admin, else their own. The
    /// name begins with `name`, and somebody in it signs in with `email`, where these are given.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn listed_accounts(
        &self,
        known: &Known,
        name: Option<&str>,
        email: Option<&str>,
        part: Part,
    ) -> Result<Page<ListedAccount, i64>, StorageError> {
        let mut reader = self.reader().await?;
        let rows: Vec<(i64, String)> = sqlx::query_as(
            "SELECT a.id, a.name
            FROM (SELECT 0 AS id, 'Without an account' AS name UNION ALL SELECT id, name FROM accounts) a
            WHERE a.id > $2 AND ($1 OR a.id = $4)
              AND ($5 IS NULL OR lower(substr(a.name, 1, length($5))) = lower($5))
              AND ($6 IS NULL OR a.id = (
                SELECT coalesce(u.account_id, 0)
                FROM identities i
                JOIN users u ON u.id = i.user_id
                WHERE i.email = $6))
            ORDER BY a.id
            LIMIT $3",
        )
        .bind(known.facts.platform_admin)
        .bind(part.after)
        .bind(part.rows + 1)
        .bind(known.facts.account.map_or(0, AccountId::raw))
        .bind(name)
        .bind(email)
        .fetch_all(&mut *reader)
        .await?;
        let rows = rows.into_iter().map(account).collect();
        Ok(Page::cut(rows, part.rows, |account: &ListedAccount| account.id.map_or(0, AccountId::raw)))
    }

    /// One account, if the actor can see it.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn listed_account(
        &self,
        known: &Known,
        id: Option<AccountId>,
    ) -> Result<Option<ListedAccount>, StorageError> {
        let before = id.map_or(0, AccountId::raw) - 1;
        let part = Part { after: before, rows: 1 };
        let found = self.listed_accounts(known, None, None, part).await?;
        Ok(found.rows.into_iter().find(|account| account.id == id))
    }

    /// Users of an account, or the one of them who signs in with an address. Decides nothing.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn listed_users(
        &self,
        account: Option<AccountId>,
        email: Option<&str>,
        part: Part,
    ) -> Result<Page<ListedUser, i64>, StorageError> {
        let mut reader = self.reader().await?;
        let rows: Vec<UserRow> = sqlx::query_as(concat!(
            select_users!("$5"),
            " WHERE u.account_id IS $1 AND u.id > $2 AND ($4 IS NULL OR i.email = $4)
            ORDER BY u.id
            LIMIT $3"
        ))
        .bind(account.map(AccountId::raw))
        .bind(part.after)
        .bind(part.rows + 1)
        .bind(email)
        .bind(NO_PASSWORD)
        .fetch_all(&mut *reader)
        .await?;
        let rows = rows.into_iter().map(UserRow::listed).collect();
        Ok(Page::cut(rows, part.rows, |user: &ListedUser| user.id.raw()))
    }

    /// One user of an account. Decides nothing.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn listed_user(
        &self,
        account: Option<AccountId>,
        user: UserId,
    ) -> Result<Option<ListedUser>, StorageError> {
        let mut reader = self.reader().await?;
        let row: Option<UserRow> =
            sqlx::query_as(concat!(select_users!("$3"), " WHERE u.id = $2 AND u.account_id IS $1"))
                .bind(account.map(AccountId::raw))
                .bind(user.raw())
                .bind(NO_PASSWORD)
                .fetch_optional(&mut *reader)
                .await?;
        Ok(row.map(UserRow::listed))
    }

    /// The accounts of these users; whoever is not there is left out.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn accounts_of(&self, users: &[UserId]) -> Result<HashMap<UserId, Option<AccountId>>, StorageError> {
        let ids: Vec<i64> = users.iter().map(|user| user.raw()).collect();
        let ids = serde_json::to_string(&ids).map_err(|_| StorageError::Inconsistent("ids cannot be written"))?;
        let mut reader = self.reader().await?;
        let rows: Vec<(i64, Option<i64>)> = sqlx::query_as(
            "SELECT u.id, u.account_id
            FROM json_each($1) e
            JOIN users u ON u.id = e.value",
        )
        .bind(ids)
        .fetch_all(&mut *reader)
        .await?;
        let each = rows.into_iter().map(|(id, account)| (UserId::from_raw(id), account.map(AccountId::from_raw)));
        Ok(each.collect())
    }
}

fn account((id, name): (i64, String)) -> ListedAccount {
    ListedAccount { id: (id != 0).then_some(AccountId::from_raw(id)), name }
}
