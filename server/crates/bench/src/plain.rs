//! Plain SQLite: the store's own pragmas and the table of messages as the store has it, and nothing around them.
//!
//! The one place outside of `storage` that speaks SQL, since it is what the store is measured against.

use std::path::Path;

use sqlx::{
    AssertSqlSafe, ConnectOptions, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};

use crate::{limits::CHUNK_MESSAGES, planted::text};

/// The room that all plain messages are in.
pub const ROOM: i64 = 1;
/// Rows of one statement; SQLite takes 32,766 parameters.
const ROWS_PER_STATEMENT: u64 = 1_000;

/// Opens a file with the store's pragmas. Checkpoints: SQLite's own, or none.
pub async fn open(file: &Path, checkpoints: bool) -> anyhow::Result<SqliteConnection> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .pragma("secure_delete", "ON")
        .pragma("cache_size", "-4096")
        .disable_statement_logging();
    let options = if checkpoints { options } else { options.pragma("wal_autocheckpoint", "0") };
    Ok(options.connect().await?)
}

/// The table of messages, as the store has it, but for the references.
pub async fn make_table(connection: &mut SqliteConnection) -> anyhow::Result<()> {
    sqlx::query(
        "CREATE TABLE messages (
            room_id      INTEGER NOT NULL,
            id           INTEGER NOT NULL,
            sender_id    INTEGER NOT NULL,
            content      TEXT,
            metadata     TEXT,
            reply_to     INTEGER,
            edited_at    INTEGER,
            revision     INTEGER NOT NULL DEFAULT 1,
            operation_id INTEGER,
            PRIMARY KEY (room_id, id)
        ) STRICT, WITHOUT ROWID",
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Puts rows in, many with each statement and 5,000 with each transaction. The texts are those of planted messages.
pub async fn insert(connection: &mut SqliteConnection, rows: &[(i64, i64, String)]) -> anyhow::Result<()> {
    for transaction in rows.chunks(CHUNK_MESSAGES as usize) {
        sqlx::query("BEGIN IMMEDIATE").execute(&mut *connection).await?;
        for statement in transaction.chunks(ROWS_PER_STATEMENT as usize) {
            let mut sql = String::from("INSERT INTO messages (room_id, id, sender_id, content) VALUES (1, ?, ?, ?)");
            sql.push_str(&", (1, ?, ?, ?)".repeat(statement.len() - 1));
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for (id, sender, content) in statement {
                query = query.bind(*id).bind(*sender).bind(content.as_str());
            }
            query.execute(&mut *connection).await?;
        }
        sqlx::query("COMMIT").execute(&mut *connection).await?;
    }
    Ok(())
}

/// Fills the table with messages numbered from 0.
pub async fn fill(connection: &mut SqliteConnection, count: u64) -> anyhow::Result<()> {
    for chunk in (0..count).step_by(CHUNK_MESSAGES as usize) {
        let rows: Vec<_> =
            (chunk..count.min(chunk + CHUNK_MESSAGES)).map(|n| (n as i64, (n % 40) as i64, text(n))).collect();
        insert(connection, &rows).await?;
    }
    checkpoint(connection).await
}

/// Takes a message's content away: the least that a redaction is.
pub async fn redact(connection: &mut SqliteConnection, message: i64) -> anyhow::Result<u64> {
    let done = sqlx::query("UPDATE messages SET content = NULL WHERE room_id = ? AND id = ?")
        .bind(ROOM)
        .bind(message)
        .execute(connection)
        .await?;
    Ok(done.rows_affected())
}

/// Takes the content of several away with one statement, which is one commit.
pub async fn redact_group(connection: &mut SqliteConnection, messages: &[i64]) -> anyhow::Result<u64> {
    let done =
        sqlx::query("UPDATE messages SET content = NULL WHERE room_id = ? AND id IN (SELECT value FROM json_each(?))")
            .bind(ROOM)
            .bind(serde_json::to_string(messages)?)
            .execute(connection)
            .await?;
    Ok(done.rows_affected())
}

/// Copies the log into the file beside a writer.
pub async fn copy_log(connection: &mut SqliteConnection) -> anyhow::Result<()> {
    sqlx::query("PRAGMA wal_checkpoint(PASSIVE)").execute(connection).await?;
    Ok(())
}

/// Copies the log into the file and empties it.
pub async fn checkpoint(connection: &mut SqliteConnection) -> anyhow::Result<()> {
    sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(connection).await?;
    Ok(())
}

/// Deletes a room's messages up to one, in one transaction.
pub async fn delete_through(connection: &mut SqliteConnection, room: i64, through: i64) -> anyhow::Result<u64> {
    let done = sqlx::query("DELETE FROM messages WHERE room_id = ? AND id <= ?")
        .bind(room)
        .bind(through)
        .execute(connection)
        .await?;
    Ok(done.rows_affected())
}

/// The newest page of a room with the statement that the store uses, in this thread, every column read: SQLite and
/// nothing else. Answers with the number of rows.
pub fn newest_page(connection: &rusqlite::Connection, room: i64, rows: u32) -> anyhow::Result<usize> {
    let mut statement = connection.prepare_cached(storage::NEWEST_MESSAGES)?;
    let columns = statement.column_count();
    let mut found = statement.query((room, None::<i64>, i64::MAX, rows))?;
    let mut read = 0;
    while let Some(row) = found.next()? {
        for column in 0..columns {
            std::hint::black_box(row.get::<_, rusqlite::types::Value>(column)?);
        }
        read += 1;
    }
    Ok(read)
}
