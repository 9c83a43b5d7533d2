//! Somebody who writes now and then, so that the page is alive. Never stops the server when it fails.

use std::time::Duration;

use domain::{Failure, RoomKind};
use service::{Actor, Client, SendMessage, Service};

use super::{
    PASSWORD,
    cast::{Person, Talk},
    seed::{Sample, SampleRoom},
    talk,
};

/// How many people write.
const VOICES: usize = 4;

/// Writes until the server stops.
pub(super) async fn talk(service: Service, sample: Sample) {
    let lively = |room: &&SampleRoom| {
        room.kind == RoomKind::Room && !room.plan.archived && matches!(room.plan.talk, Talk::Scenes(_))
    };
    let Some(room) = sample.rooms.iter().find(lively) else { return };
    if let Err(failure) = talk_in(&service, room).await {
        tracing::debug!(code = failure.code(), "the demo's chatter has ended");
    }
}

async fn talk_in(service: &Service, room: &SampleRoom) -> Result<(), Failure> {
    let client = Client { address: "127.0.0.1".into(), agent: "Roomkeeper demo".into() };
    // Not the four people that somebody may be signed in as.
    let shown = ["admin", "owner", "manager", "member"];
    let people: Vec<&Person> = room.plan.people().filter(|person| !shown.contains(&person.key)).take(VOICES).collect();
    let tongues: Vec<_> = people.iter().map(|person| person.tongue).collect();
    let mut actors: Vec<Actor> = Vec::new();
    for person in &people {
        let token = service.sign_in(person.email, PASSWORD, &client).await?;
        actors.extend(service.authenticate(&token).await?);
    }
    for n in 0.. {
        let line = talk::chatter(service.store().now().millis().unsigned_abs(), n, &tongues);
        tokio::time::sleep(Duration::from_millis(u64::from(line.gap_ms))).await;
        let Some(actor) = actors.get(line.voice) else { continue };
        let command = SendMessage::parse(&room.id.to_string(), &line.text, "", "")?;
        service.send(actor, command).await?;
    }
    Ok(())
}
