//! Promise 2: after the acknowledgement no read path returns the content, to nobody.

use domain::{Content, view::Extra};
use service::SendMessage;
use testkit::{House, RemoveAsk, everything, hours, purge, removal, write};

/// What must be nowhere, and no part of it either.
const SECRET: &str = "zanzibar-4711-xylophone";

fn check(read: &str, who: &str) {
    for part in ["zanzibar", "4711", "xylophone"] {
        assert!(!read.contains(part), "{who} still reads {part} in:\n{read}");
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    Redact,
    Delete,
    Purge,
    EditAndRedact,
}

async fn nobody_reads_it_any_more(how: How) {
    let house = House::new().await;
    let ours = house.account("ours").await;
    let room = house.conversation("lobby").of(ours).await;
    let ana = house.person("ana").member_of(room).await;
    let readers = [
        ana.clone(),
        house.person("ben").manager_of(room).await,
        house.person("olga").owner_of(room).await,
        house.person("acca").admin_of(ours).await,
        house.person("root").platform_admin().await,
    ];
    let (service, olga) = (house.service(), &readers[2]);
    let along = Extra { metadata: Some(SECRET.to_owned()), more: Some(format!("[\"{SECRET}\"]")) };
    let secret = service.send(&ana, SendMessage { extra: along, ..write(room, SECRET) }).await.unwrap().id;
    let reply = ana.answers(service, room, secret, "indeed").await.id;
    house.clock.advance(hours(13));
    let later = ana.answers(service, room, secret, "still").await.id;
    assert!(everything(service, &ana, room, &[reply]).await.matches("xylophone").count() > 2, "it is there at first");

    let command = removal(room, secret).because("Spam").noting("private");
    match how {
        How::Redact => drop(service.redact(olga, command).await.unwrap()),
        How::Delete => drop(service.delete(olga, command).await.unwrap()),
        How::Purge => {
            // Up to the secret alone: its replies stay and quote what is gone.
            let through = testkit::PurgeAsk::through(purge(room, "lobby"), secret);
            service.purge(olga, through).await.unwrap();
        }
        How::EditAndRedact => {
            let content = Content::new(&format!("{SECRET}, edited")).unwrap();
            service.edit(&ana, room, secret, content).await.unwrap();
            service.redact(olga, command).await.unwrap();
        }
    }
    for reader in &readers {
        check(&everything(service, reader, room, &[secret, reply, later]).await, &reader.name);
    }
    if how == How::Purge {
        house.run_jobs().await;
    }
    let (id, readers) = (secret, readers);
    let house = house.reopen().await;
    for reader in &readers {
        check(&everything(house.service(), reader, room, &[id, reply, later]).await, &reader.name);
    }
}

#[tokio::test]
async fn what_was_redacted_is_read_by_nobody() {
    nobody_reads_it_any_more(How::Redact).await;
}

#[tokio::test]
async fn what_was_deleted_is_read_by_nobody() {
    nobody_reads_it_any_more(How::Delete).await;
}

#[tokio::test]
async fn what_was_purged_is_read_by_nobody() {
    nobody_reads_it_any_more(How::Purge).await;
}

#[tokio::test]
async fn what_was_edited_and_redacted_is_read_by_nobody() {
    nobody_reads_it_any_more(How::EditAndRedact).await;
}

#[tokio::test]
async fn whoever_left_the_room_does_not_read_on_by_repeating_a_request() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let ana = house.person("ana").member_of(room).await;
    let olga = house.person("olga").owner_of(room).await;
    let service = house.service();
    let quoted = olga.says(service, room, "harmless").await.id;
    let mut command = testkit::write(room, "indeed");
    command.reply_to = Some(quoted);
    command.key = domain::IdempotencyKey::optional("k1").unwrap();
    service.send(&ana, command.clone()).await.unwrap();
    service.set_role(&olga, room, ana.id, None).await.unwrap();
    service.edit(&olga, room, quoted, Content::new(SECRET).unwrap()).await.unwrap();
    let answer = format!("{:?}", service.send(&ana, command).await);
    check(&answer, "ana");
}
