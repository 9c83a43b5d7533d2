//! Who opens a session: the address is signed, `userArn` names for whom, and whether this key may act for that user is
//! decided as for every call.

use std::collections::{HashMap, VecDeque};

use axum::http::request::Parts;
use percent_encoding::percent_decode_str;
use service::Client;

use super::{
    super::bearer::acting,
    End, Place, Prefetch, Session,
    later::{Later, MISSED_WITHIN_MS},
};
use crate::{
    Wire,
    aws::{BadMember, Problem},
    messaging::{DIALECT, place},
};

/// The name under which openings are counted, as IAM has it.
pub(crate) const CONNECT: &str = "Connect";
/// Sessions that one user may have open with one key. The same browser opens one a tab.
const SESSIONS_MAX: usize = 64;
/// Channels that are told at the beginning, if any.
const PREFETCHED_MAX: usize = 50;
/// Seconds after which it is worth another try when too many sessions are open.
const RETRY_AFTER_S: u32 = 10;

/// Why a session was not opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unopened {
    /// To be told by closing the socket after its upgrade: a refusal of the upgrade makes the client try for ever.
    Refused(End),
    /// To be told by refusing the upgrade: the client waits longer each time.
    TooMany {
        /// Seconds to wait.
        retry_after_s: u32,
    },
    /// Likewise: the store cannot be read.
    Unavailable,
}

impl From<Problem> for Unopened {
    fn from(problem: Problem) -> Self {
        match problem {
            Problem::Failure(failure) => match End::from(failure) {
                End::REFUSED => Self::Refused(End::REFUSED),
                _ => Self::Unavailable,
            },
            Problem::Throttled { retry_after_s, .. } => Self::TooMany { retry_after_s },
            Problem::Member(_)
            | Problem::OverLimit(_)
            | Problem::Pending
            | Problem::Unproved { .. }
            | Problem::Bearer
            | Problem::Unsupported(_) => Self::Refused(End::REFUSED),
        }
    }
}

/// A parameter of the query, if it is there once.
fn word(query: &str, name: &str) -> Option<String> {
    let mut found = query.split('&').filter_map(|pair| pair.split_once('=')).filter(|(known, _)| *known == name);
    let (_, value) = found.next()?;
    let text = percent_decode_str(value).decode_utf8().ok()?.into_owned();
    found.next().is_none().then_some(text)
}

impl Wire {
    /// Opens a session for whoever signed this address.
    ///
    /// # Errors
    /// Says how the client is to be told.
    pub async fn open_session(&self, client: &Client, parts: &Parts) -> Result<Session, Unopened> {
        let proved = self.prove_address(&DIALECT, client, parts).await?;
        let holder = proved.actor;
        let now = self.service.store().now();
        if let Some(Err(retry_after_s)) = holder.way.key.map(|key| self.rates.take(key, CONNECT, now)) {
            return Err(Unopened::TooMany { retry_after_s });
        }
        let query = parts.uri.query().unwrap_or_default();
        let missing = || BadMember { name: "userArn", says: "is required".to_owned() };
        let arn = word(query, "userArn").ok_or_else(missing).map_err(Problem::from)?;
        let actor = acting(self, &holder, "userArn", &arn).await?;
        if self.service.hub().feeds_of_user(actor.session, actor.user) >= SESSIONS_MAX {
            return Err(Unopened::TooMany { retry_after_s: RETRY_AFTER_S });
        }
        let (listener, rooms) = self.service.listen(&actor, holder.user).await.map_err(Problem::from)?;
        // In the one order that there is, whatever `prefetch-sort-by` asks for: nobody's read markers are kept, so that all
        // channels are unread.
        let prefetches = word(query, "prefetch-on").as_deref() == Some("connect");
        let first = rooms.iter().take(if prefetches { PREFETCHED_MAX } else { 0 });
        let prefetch = Prefetch::of(first.map(|room| (room.id, room.sub_channel)).collect());
        let since = now.plus_millis(-MISSED_WITHIN_MS);
        let changed = rooms.iter().filter(|room| room.head_at >= since);
        let later = Later::of(changed.map(|room| (room.id, room.head)).collect(), since);
        let named = |room: domain::channel::HeardRoom| {
            let arn = place::arn(room.id, room.account, room.given);
            (room.id, Place { arn, sub_channel: room.sub_channel, hidden: room.hidden, head: Some(room.head) })
        };
        let rooms: HashMap<_, _> = rooms.into_iter().map(named).collect();
        Ok(Session { service: self.service.clone(), actor, listener, rooms, told: VecDeque::new(), later, prefetch })
    }
}
