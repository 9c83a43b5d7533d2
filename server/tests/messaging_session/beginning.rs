//! What is told at the beginning.

use serde_json::{Value, json};

use crate::running::{
    channels::Scene,
    session::{Session, Told},
};

/// All that is told before the first of these, and that one's payload.
fn until(session: &mut Session, event: &str) -> (Vec<Told>, Value) {
    let mut before = Vec::new();
    loop {
        let told = session.next().unwrap();
        if told.event == event {
            return (before, told.payload);
        }
        before.push(told);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn channels_are_told_at_the_beginning_when_that_is_asked_for() {
    let scene = Scene::new().await;
    let ids: Vec<String> = (0..25).map(|n| scene.says(&format!("said-{n}"))).collect();
    scene.in_lobby("POST", &format!("/messages/{}?operation=redact", ids[23]), &json!({}));
    let open = |more: &str| Session::open(&scene.server, &scene.program("owner"), &scene.people["olga"], more);
    let mut session = open("prefetch-on=connect&prefetch-sort-by=unread&");
    session.told("SESSION_ESTABLISHED");
    // First of all what may be shown still and is there no more.
    assert_eq!(session.told("REDACT_CHANNEL_MESSAGE")["MessageId"], json!(ids[23]));
    // The one where something was said last comes first.
    let told = session.next().unwrap();
    assert_eq!((told.event.as_str(), told.kind.as_str()), ("CHANNEL_DETAILS", "SYSTEM"));
    let details = told.payload;
    assert_eq!(
        (&details["Channel"]["ChannelArn"], &details["ChannelMessagesHasMore"]),
        (&json!(scene.lobby), &json!(true))
    );
    let list = |name: &str| details[name].as_array().unwrap().clone();
    let messages = list("ChannelMessages");
    let found: Vec<&str> = messages.iter().map(|message| message["MessageId"].as_str().unwrap()).collect();
    assert_eq!(found, ids.iter().rev().take(20).collect::<Vec<_>>());
    assert_eq!((&messages[0]["Content"], &messages[1]["Redacted"]), (&json!("said-24"), &json!(true)));
    assert!(messages[0]["CreatedTimestamp"].is_string() && !session.seen.contains("said-23"));
    let mut members: Vec<String> =
        list("ChannelMemberships").iter().map(|member| member["Member"]["Name"].as_str().unwrap().to_owned()).collect();
    members.sort_unstable();
    assert_eq!(members, ["ana", "ben", "olga"]);
    let others = [session.told("CHANNEL_DETAILS"), session.told("CHANNEL_DETAILS")];
    assert!(others.iter().all(|other| other["ChannelMessages"].as_array().unwrap().len() == 1), "{others:?}");
    let id = scene.says("after");
    assert_eq!(session.told("CREATE_CHANNEL_MESSAGE")["MessageId"], json!(id));
    // What was told at the beginning is taken back by a purge, too, and what was there before that.
    scene.clears("_all");
    let (gone, last) = until(&mut session, "UPDATE_CHANNEL");
    assert!(gone.iter().all(|told| told.event == "DELETE_CHANNEL_MESSAGE") && last["ChannelArn"] == json!(scene.lobby));
    let taken: Vec<&Value> = gone.iter().map(|told| &told.payload["MessageId"]).collect();
    let expected: Vec<Value> = ids.iter().chain([&id]).map(|id| json!(id)).collect();
    assert_eq!(taken, expected.iter().collect::<Vec<_>>());

    let mut without = open("");
    without.told("SESSION_ESTABLISHED");
    scene.says("once-more");
    let (before, _) = until(&mut without, "CREATE_CHANNEL_MESSAGE");
    assert!(before.iter().all(|told| told.event != "CHANNEL_DETAILS"), "{before:?}");
}
