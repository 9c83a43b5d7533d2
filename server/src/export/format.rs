//! An audit entry as a line of a file: CSV or JSON Lines, the same through the panel and the command line.

use clap::ValueEnum;
use domain::view::{AuditView, Outcome};

/// Entries read at once.
pub(crate) const CHUNK_ROWS: u32 = 500;

/// How the file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For spreadsheets: a row an entry, after a row of names.
    Csv,
    /// For programs: a JSON object a line.
    Jsonl,
}

impl Format {
    /// What the file begins with.
    pub(crate) const fn head(self) -> &'static str {
        match self {
            Self::Csv => {
                "number,at,actor_id,actor,role,door,access_key,action,outcome,room_id,room,message_id,subject_id,subject,\
                 operation_id,job_id,count,reason,note,previous,hash\r\n"
            }
            Self::Jsonl => "",
        }
    }

    /// One entry.
    pub(crate) fn line(self, entry: &AuditView) -> String {
        match self {
            Self::Csv => csv_line(entry),
            Self::Jsonl => json_line(entry),
        }
    }

    /// What browsers are told it is.
    pub(crate) const fn content_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Jsonl => "application/jsonl; charset=utf-8",
        }
    }

    /// What the file is called.
    pub(crate) const fn file_name(self) -> &'static str {
        match self {
            Self::Csv => "audit.csv",
            Self::Jsonl => "audit.jsonl",
        }
    }
}

/// One entry as one line of JSON.
fn json_line(entry: &AuditView) -> String {
    serde_json::to_string(entry).map(|line| line + "\n").unwrap_or_default()
}

/// One entry as one row.
fn csv_line(entry: &AuditView) -> String {
    let id = |id: Option<String>| id.unwrap_or_default();
    let outcome = match &entry.outcome {
        Outcome::Done => "done".to_owned(),
        Outcome::Refused(code) => format!("refused: {code}"),
    };
    let cells = [
        entry.number.to_string(),
        entry.at.rfc3339(),
        id(entry.actor.as_ref().map(|actor| actor.id.to_string())),
        id(entry.actor.as_ref().map(|actor| actor.name.clone())),
        id(entry.role.map(|role| role.code().to_owned())),
        entry.door.code().to_owned(),
        id(entry.key.map(|key| key.to_string())),
        entry.action.clone(),
        outcome,
        id(entry.room.as_ref().map(|room| room.id.to_string())),
        id(entry.room.as_ref().map(|room| room.name.clone())),
        id(entry.message.map(|message| message.to_string())),
        id(entry.subject.as_ref().map(|subject| subject.id.to_string())),
        id(entry.subject.as_ref().map(|subject| subject.name.clone())),
        id(entry.operation.map(|operation| operation.to_string())),
        id(entry.job.map(|job| job.to_string())),
        id(entry.count.map(|count| count.to_string())),
        id(entry.reason.clone()),
        id(entry.note.clone()),
        entry.previous.clone(),
        entry.hash.clone(),
    ];
    cells.map(|cell| csv_cell(&cell)).join(",") + "\r\n"
}

/// Quoted as RFC 4180 says. A cell that a spreadsheet would take for a formula gets an apostrophe before it.
fn csv_cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::csv_cell;

    #[test]
    fn cells_are_quoted_and_never_become_formulas() {
        assert_eq!(csv_cell("plain"), "plain");
        assert_eq!(csv_cell("a \"b\", c"), "\"a \"\"b\"\", c\"");
        assert_eq!(csv_cell("=HYPERLINK(1)"), "'=HYPERLINK(1)");
    }
}
