//! The acts of the audit log in words, and the question that stands in the address. Plain text in, plain text out.

use domain::{
    Day,
    view::{AuditQuery, AuditView, Outcome},
};

use crate::parts::{Query, address};

/// Whole groups of acts: the log is asked for every act whose code begins so.
pub const GROUPS: [(&str, &str); 5] = [
    ("room", "All acts on rooms"),
    ("member", "All acts on members"),
    ("user", "All acts on users"),
    ("session", "All acts on sessions"),
    ("key", "All acts on access keys"),
];

/// The acts that can be filtered by, with the words for them, in the order of the choice.
pub const ACTIONS: [(&str, &str); 54] = [
    ("redact", "Redact message"),
    ("redact.preview", "Open the dialog to redact"),
    ("delete", "Delete message"),
    ("delete.preview", "Open the dialog to delete"),
    ("purge", "Purge room"),
    ("purge.preview", "Open the dialog to purge"),
    ("send", "Write message"),
    ("edit", "Edit message"),
    ("room.see", "Look into room"),
    ("room.list", "List private channels"),
    ("room.create", "Create room"),
    ("room.rename", "Rename room"),
    ("room.archive", "Archive room"),
    ("room.unarchive", "Bring room back"),
    ("room.policy", "Change policy"),
    ("room.update", "Change channel"),
    ("room.delete", "Delete room"),
    ("room.settings", "Change settings of a room"),
    ("room.tags", "Change tags of a room"),
    ("room.import", "Bring messages into a room"),
    ("room.event", "Send an event to a room"),
    ("chat.token", "Issue a chat token"),
    ("member.add", "Add member"),
    ("member.disconnect", "Disconnect somebody from a room"),
    ("member.ban", "Ban somebody from a room"),
    ("member.unban", "Lift a ban"),
    ("member.role", "Change role"),
    ("member.remove", "Remove member"),
    ("account.create", "Create account"),
    ("account.retention", "Set retention"),
    ("account.see", "Look into account"),
    ("user.set_up", "Set up the server"),
    ("user.list", "List users"),
    ("user.see", "Look up user"),
    ("user.create", "Create user"),
    ("user.disable", "Disable user"),
    ("user.enable", "Enable user"),
    ("user.password", "Set password of user"),
    ("user.sign_out", "End sessions of user"),
    ("session.sign_in", "Sign in"),
    ("session.sign_out", "Sign out"),
    ("session.sign_out_others", "Sign out elsewhere"),
    ("session.list", "List own sessions"),
    ("settings.password", "Change own password"),
    ("settings.look", "Change own looks"),
    ("key.create", "Make access key"),
    ("key.approve", "Approve access key"),
    ("key.disable", "Disable access key"),
    ("key.list", "List access keys"),
    ("key.use", "Come with an access key"),
    ("bearer", "Act for another user"),
    ("listen", "Listen to all rooms"),
    ("look", "Look around"),
    ("audit.verify", "Verify the audit log"),
];

/// The words for an act; an act that this page has no words for is named by its code.
pub fn action_words(code: &str) -> String {
    ACTIONS.iter().find(|(known, _)| *known == code).map_or_else(|| code.to_owned(), |(_, words)| (*words).to_owned())
}

/// Who acted, by name. Whoever is turned away at the door is not known.
pub fn actor_words(entry: &AuditView) -> String {
    match &entry.actor {
        Some(person) => person.name.clone(),
        None if entry.outcome != Outcome::Done => "Somebody".to_owned(),
        None => "The server".to_owned(),
    }
}

/// The words for what came of an act.
pub fn outcome_words(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Done => "Done".to_owned(),
        Outcome::Refused(code) => ["Refused: ", refusal_words(code)].concat(),
    }
}

/// The words for the code of a refusal.
fn refusal_words(code: &str) -> &str {
    match code {
        "disabled" => "the user was disabled",
        "not_visible" | "room_not_found" => "no such room for them",
        "not_a_moderator" => "not a moderator of the room",
        "not_an_owner" => "not an owner of the room",
        "not_an_admin" => "not an admin",
        "foreign_account" => "no such account for them",
        "not_a_member" => "not a member of the room",
        "not_the_author" => "not the author",
        "outside_sub_channel" => "not in this sub-channel",
        "archived" => "the room is archived",
        "message_not_found" => "no such message",
        "user_not_found" => "no such user",
        "member_not_found" => "not a member",
        "account_not_found" => "no such account",
        "banned" | "already_banned" => "banned from the room",
        "already_redacted" => "redacted before",
        "reason_required" => "a reason was missing",
        "wrong_credentials" => "wrong e-mail address, password or key",
        "too_many" => "too many tries",
        "invalid" => "a field was not valid",
        "key_reused" => "the form was sent before",
        "email_taken" => "the e-mail address is taken",
        "last_owner" => "a room keeps one owner",
        "last_admin" => "one platform admin must stay",
        "key_reads_only" => "the access key may only read",
        "outside_key_room" => "the access key is for another room",
        "may_not_act_for" => "the access key may not act for the user",
        "not_by_key" => "not done with an access key",
        "not_by_token" => "the chat token does not allow it",
        "token_lapsed" => "the chat token is no longer good",
        "too_many_keys" => "too many access keys",
        "key_disabled" => "the access key was disabled",
        "key_not_found" => "no such access key",
        "set_up_link_not_found" => "the set-up link was not valid",
        "set_up_done" => "the server was set up already",
        "held" => "a legal hold covers it",
        other => other,
    }
}

/// Whether the message that an entry names can still be looked at in its place.
pub fn message_stands(entry: &AuditView) -> bool {
    !(entry.outcome == Outcome::Done && matches!(entry.action.as_str(), "delete" | "purge"))
}

/// Reads the question from the address. What cannot be read is left out, as the form then shows.
pub fn read(query: &Query) -> AuditQuery {
    let text = |name: &str| query.word(name);
    AuditQuery {
        actor: text("actor").parse().ok(),
        room: text("room").parse().ok(),
        action: text("action").to_owned(),
        refused: text("refused") == "true",
        from: Day::parse(text("from")),
        until: Day::parse(text("until")),
        before: text("before").parse().ok(),
    }
}

/// The filters as the address has them; empty those that are not set.
pub fn pairs(query: &AuditQuery) -> [(&'static str, String); 6] {
    let text = |value: Option<String>| value.unwrap_or_default();
    [
        ("actor", text(query.actor.map(|id| id.to_string()))),
        ("room", text(query.room.map(|id| id.to_string()))),
        ("action", query.action.clone()),
        ("refused", if query.refused { "true".to_owned() } else { String::new() }),
        ("from", text(query.from.map(|day| day.to_string()))),
        ("until", text(query.until.map(|day| day.to_string()))),
    ]
}

/// The address of a page of the log: `path` with the filters, and one more pair.
pub fn write(path: &str, query: &AuditQuery, more: (&str, &str)) -> String {
    let pairs = pairs(query);
    let mut words: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
    words.push(more);
    address(path, &words)
}

/// The address of the same page of the log, with one entry opened, or with none.
pub fn opened(query: &AuditQuery, entry: Option<u64>) -> String {
    let before = query.before.map(|number| number.to_string()).unwrap_or_default();
    let mut to = write("/audit", query, ("before", &before));
    if let Some(number) = entry {
        to.push(if to.contains('?') { '&' } else { '?' });
        to.push_str("entry=");
        to.push_str(&number.to_string());
    }
    to
}

/// Whether any filter is on.
pub fn filtered(query: &AuditQuery) -> bool {
    *query != AuditQuery { before: query.before, ..AuditQuery::default() }
}

#[cfg(test)]
mod tests {
    use domain::Denial;

    use super::{ACTIONS, refusal_words};

    #[test]
    fn every_denial_is_told_in_words() {
        for code in Denial::ALL.iter().map(|denial| denial.code()) {
            assert_ne!(refusal_words(code), code, "the audit log has no words for it");
        }
    }

    #[test]
    fn every_act_stands_once_in_the_choice() {
        let mut codes = ACTIONS.map(|(code, _)| code);
        codes.sort_unstable();
        assert!(codes.windows(2).all(|two| two[0] != two[1]), "{codes:?}");
    }
}
