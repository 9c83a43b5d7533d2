//! No figure, but a tool to look for the cause of one: redactions through the service in this process, without HTTP,
//! so that a profiler sees only the store. `bench in-process 16`.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use domain::Reason;
use service::RemoveMessage;

use crate::{
    limits::REDACTABLE_MESSAGES,
    planted::{self, Planted},
};

/// How long.
const SECONDS: f64 = 4.0;

/// So many tasks redact one message after the other.
pub fn run(tasks: usize) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let planted = Planted::new(&[REDACTABLE_MESSAGES], 0).await?;
        let service = planted::open(planted.folder()).await?;
        let actor = service.authenticate(&planted.moderator).await?;
        let actor = actor.ok_or_else(|| anyhow::anyhow!("the session does not stand"))?;
        let next = Arc::new(AtomicU64::new(0));
        let began = Instant::now();
        let mut all = Vec::new();
        for _ in 0..tasks {
            let (service, actor, next, room) =
                (service.clone(), actor.clone(), Arc::clone(&next), planted.rooms[0].clone());
            all.push(tokio::spawn(async move {
                while began.elapsed().as_secs_f64() < SECONDS {
                    let message = room.message(next.fetch_add(1, Ordering::Relaxed));
                    let command = RemoveMessage {
                        room: room.id,
                        message,
                        reason: Reason::optional("Spam").unwrap_or_default(),
                        note: None,
                        key: domain::IdempotencyKey::optional(&message.to_string()).unwrap_or_default(),
                        sub_channel: None,
                    };
                    service.redact(&actor, command).await?;
                }
                anyhow::Ok(())
            }));
        }
        for task in all {
            task.await??;
        }
        let done = next.load(Ordering::Relaxed) as f64;
        println!("{tasks} tasks: {:.0} redactions per second", done / began.elapsed().as_secs_f64());
        service.close().await;
        Ok(())
    })
}
