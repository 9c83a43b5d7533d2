//! Messages as they are seen, and the pages that they come in.

use serde::{Deserialize, Serialize};

use super::PersonRef;
use crate::{Day, Door, EventNumber, MessageId, Timestamp, limits};

/// Who removed a message, as a class: all that other viewers are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RemovedBy {
    /// An owner, manager or admin.
    Moderator,
    /// The person who wrote it.
    Author,
    /// Nobody: what was said once of how long messages are kept.
    Rule,
}

impl RemovedBy {
    /// As people read it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Moderator => "a moderator",
            Self::Author => "its author",
            Self::Rule => "a retention rule",
        }
    }

    /// Who it is that removes what others wrote, by the door they come through: background jobs do as a rule says.
    #[must_use]
    pub const fn through(door: Door) -> Self {
        match door {
            Door::Job => Self::Rule,
            Door::Panel | Door::CommandLine | Door::Chime | Door::IvsChat | Door::Messaging | Door::Imkit => {
                Self::Moderator
            }
        }
    }
}

/// What stands in the place of a redacted message.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Tombstone {
    /// Who removed it.
    pub by: RemovedBy,
    /// When.
    pub at: Timestamp,
    /// Why, if they said.
    pub reason: Option<String>,
}

/// What a message shows.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// Its text.
    Text(String),
    /// The mark that it was redacted.
    Redacted(Tombstone),
}

/// The message that a reply answers to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Quote {
    /// Which.
    pub id: MessageId,
    /// What can be shown of it; `None` when it was removed.
    pub shown: Option<QuoteText>,
}

/// What a quote shows.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct QuoteText {
    /// Who wrote it.
    pub sender: String,
    /// How it begins.
    pub excerpt: String,
}

impl QuoteText {
    /// How a quoted message begins, on one line.
    #[must_use]
    pub fn excerpt(text: &str) -> String {
        let mut line: String = text
            .chars()
            .take(limits::QUOTE_CHARS_MAX)
            .map(|character| if character.is_whitespace() { ' ' } else { character })
            .collect();
        if text.chars().count() > limits::QUOTE_CHARS_MAX {
            line.push('…');
        }
        line
    }
}

/// One message in its place.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct MessageView {
    /// Which; carries the time it was sent.
    pub id: MessageId,
    /// Who wrote it.
    pub sender: PersonRef,
    /// The one member it is for; `None` when it is for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Box<PersonRef>>,
    /// What it shows.
    pub body: Body,
    /// What it answers to.
    pub reply_to: Option<Quote>,
    /// When it was last edited.
    pub edited_at: Option<Timestamp>,
    /// Grows with every change.
    pub revision: u32,
    /// What a program sent along; the panel is told nothing of it.
    #[serde(skip)]
    pub extra: Option<Box<Extra>>,
}

/// What programs send along with a message, and get back as they sent it. It goes with the content.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Extra {
    /// Free text for applications.
    pub metadata: Option<String>,
    /// JSON of the dialect that sent it.
    pub more: Option<String>,
}

impl MessageView {
    /// When it was sent.
    #[must_use]
    pub const fn sent_at(&self) -> Timestamp {
        self.id.timestamp()
    }

    /// Whether it is a tombstone.
    #[must_use]
    pub const fn is_tombstone(&self) -> bool {
        matches!(self.body, Body::Redacted(_))
    }
}

/// Messages of a room, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessagePage {
    /// The messages.
    pub messages: Vec<MessageView>,
    /// Whether there are older ones.
    pub older: bool,
    /// Whether there are newer ones.
    pub newer: bool,
    /// The newest event of the room when the page was read.
    pub head: EventNumber,
}

/// Which messages of a room to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Anchor {
    /// The newest.
    Newest,
    /// Those before a message.
    Before(MessageId),
    /// Those after a message.
    After(MessageId),
    /// A message and what stands around it.
    Around(MessageId),
    /// The first of a UTC day, and what follows.
    Day(Day),
    /// The first from a moment on, and what follows: that of a day where the reader is.
    From(Timestamp),
}
