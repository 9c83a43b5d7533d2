//! How messages are read: the statements that all reads of them are made of. What a purge has hidden none of them returns,
//! and what is between two others neither.

/// Columns and joins of a message of a room as it is shown, after a bound: the only lower one, since of two SQLite may
/// walk from the far one. It is never before what was purged, and never out of the earshot of the user `$2`, which for
/// NULL has no bounds. A quote is joined only while what it quotes can be seen, and by everybody.
macro_rules! select_messages {
    () => {
        select_messages!("$1")
    };
    ($room:literal) => {
        select_messages!($room, "(SELECT purged_through FROM rooms WHERE id = ", $room, ")")
    };
    ($room:literal, $($after:literal),+) => {
        select_messages!(@of "messages m", $room, $($after),+)
    };
    (@of $from:literal, $room:literal, $($after:literal),+) => {
        concat!(
            "SELECT m.id, m.sender_id, u.display_name AS sender_name, m.content, m.reply_to,
                substr(q.content, 1, 200) AS quoted, qu.display_name AS quoted_sender,
                m.edited_at, m.revision, a.at AS redacted_at, a.reason AS redacted_reason, m.metadata, m.more,
                m.target_id, t.display_name AS target_name
        FROM ",
            $from,
            "
        JOIN users u ON u.id = m.sender_id
        LEFT JOIN users t ON t.id = m.target_id
        LEFT JOIN messages q ON q.room_id = m.room_id AND q.id = m.reply_to AND q.content IS NOT NULL
            AND q.target_id IS NULL AND q.id > (SELECT purged_through FROM rooms WHERE id = ",
            $room,
            ")
        LEFT JOIN users qu ON qu.id = q.sender_id
        LEFT JOIN audit a ON a.number = m.entry
        WHERE m.room_id = ",
            $room,
            " AND (m.target_id IS NULL OR $2 IS NULL OR $2 IN (m.target_id, m.sender_id)) AND m.id > ",
            $($after),+
        )
    };
}

/// Those of the room `$1` from `$3` on.
macro_rules! select_messages_from {
    () => {
        select_messages!("$1", "max($3 - 1, (SELECT purged_through FROM rooms WHERE id = $1))")
    };
}

/// Those of the sub-channel `$6` of the room `$1` from `$3` on and before `$5`, walked by the sub-channel's own index.
macro_rules! select_messages_of_sub_channel {
    () => {
        concat!(
            select_messages!(
                @of "sub_channel_messages d CROSS JOIN messages m ON m.room_id = $1 AND m.id = d.message_id",
                "$1",
                "(SELECT purged_through FROM rooms WHERE id = $1)"
            ),
            " AND d.sub_channel_id = $6
              AND d.message_id > max($3 - 1, (SELECT purged_through FROM rooms WHERE id = $1))
              AND d.message_id < $5"
        )
    };
}

/// At most `$4` of the room `$1` before `$3`, the newest first.
macro_rules! newest_messages {
    () => {
        concat!(select_messages!(), " AND m.id < $3 ORDER BY m.id DESC LIMIT $4")
    };
}

/// The statement of a newest page as SQLite alone answers it, a row for each message: at most `$4` of the room `$1`
/// before `$3` that the user `$2` may see, or everybody for NULL. What the service's own pages are measured beside.
pub const NEWEST_MESSAGES: &str = newest_messages!();

/// A page of messages as one text: every row that comes from the driver's thread on its own wakes whoever waits for
/// it, and that takes longer than to read the row.
macro_rules! select_page {
    ($messages:expr, $bounds:literal) => {
        concat!(
            "SELECT json_group_array(json_array(
                id, sender_id, sender_name, content, reply_to, quoted, quoted_sender, edited_at, revision, redacted_at,
                redacted_reason, metadata, more, target_id, target_name))
            FROM (",
            $messages,
            $bounds,
            ")"
        )
    };
}

pub(super) use {newest_messages, select_messages, select_messages_from, select_messages_of_sub_channel, select_page};
