//! `roomkeeper demo`: a throw-away server with people, rooms and days of talk, so that there is something to look at.

mod cast;
mod chatter;
mod seed;
mod talk;

use std::{io::Write as _, sync::Arc};

use domain::{AccountId, ClientKey};
use serde_json::json;

use crate::{
    cli::Demo,
    clock::SystemClock,
    commands::{self, Stop},
    lifecycle,
    settings::File,
    site::Site,
};

/// The password of everybody in the sample.
const PASSWORD: &str = "roomkeeper-demo";

/// Makes the sample and serves until it is told to stop.
pub(crate) async fn run(demo: Demo, file: &File) -> Result<(), Stop> {
    let site = Site::load().map_err(|error| Stop(format!("{error}.")))?;
    let settings = demo.listen.or(file);
    let orders = lifecycle::Orders::listen()?;
    let listener = lifecycle::bind(settings.listen).await?;
    let url = lifecycle::url(&listener)?;
    let temporary = match &demo.data {
        Some(_) => None,
        None => Some(
            tempfile::Builder::new()
                .prefix("roomkeeper-demo-")
                .tempdir()
                .map_err(|error| Stop(format!("A temporary folder could not be made: {error}. Use --data.")))?,
        ),
    };
    let folder = match (&demo.data, &temporary) {
        (Some(folder), _) => folder.as_path(),
        (None, Some(temporary)) => temporary.path(),
        (None, None) => return Err(Stop("There is no folder for the sample. Use --data.".into())),
    };
    let clock = Arc::new(SystemClock::default());
    let _held = crate::folder::hold(folder)?;
    let service = commands::open(folder, clock.clone()).await?;
    if service.store().anybody().await? {
        return Err(Stop(format!(
            "{} holds a store already. Start it with `roomkeeper serve --data`, or name an empty folder.",
            folder.display()
        )));
    }
    let sample = seed::plant(&service, &clock).await?;
    if demo.json {
        println!("{}", sample_as_json(&sample, &url));
    } else {
        print_sample(&sample, &url);
    }
    // Whoever started us may wait for the line.
    let _ = std::io::stdout().flush();
    if !demo.quiet {
        tokio::spawn(chatter::talk(service.clone(), sample));
    }
    lifecycle::serve(listener, orders, service, site, settings).await
}

/// An account, or those without one, as clients of AWS name it.
fn app_instance_arn(account: Option<AccountId>) -> String {
    format!("arn:aws:chime:us-east-1:000000000000:app-instance/{}", ClientKey(account))
}

fn sample_as_json(sample: &seed::Sample, url: &str) -> serde_json::Value {
    let app_instance = app_instance_arn(Some(sample.account));
    let users: Vec<_> = sample
        .people
        .iter()
        .map(|(person, id)| {
            // As frames and answers have it: the platform admin belongs to no account.
            let account = person.account.and_then(|index| sample.accounts.get(index)).copied();
            json!({
                "email": person.email,
                "password": PASSWORD,
                "role": seed::role_word(person),
                "user_id": id,
                "arn": format!("{}/user/{id}", app_instance_arn(account)),
            })
        })
        .collect();
    let rooms: Vec<_> = sample
        .rooms
        .iter()
        .map(|room| json!({"id": room.id, "kind": room.kind, "name": room.name, "messages": room.newest}))
        .collect();
    json!({
        "url": url,
        "account_id": sample.account,
        "app_instance_arn": app_instance,
        "users": users,
        "rooms": rooms,
        "key": commands::key::as_json(&sample.key),
        "limited_key": {
            "access_key_id": sample.limited_key.access_key_id,
            "secret_access_key": sample.limited_key.secret_access_key,
        },
    })
}

fn print_sample(sample: &seed::Sample, url: &str) {
    println!("Roomkeeper demo: {url}");
    println!();
    println!("Sign in as one of these, all with the password {PASSWORD}");
    for (key, what) in [
        ("admin", "platform admin, moderates every room"),
        ("owner", "owner, moderates her own rooms and appoints managers"),
        ("manager", "manager, moderates some rooms"),
        ("member", "member, reads and writes"),
    ] {
        if let Some((person, _)) = sample.people.iter().find(|(person, _)| person.key == key) {
            println!("  {:<22} {what}", person.email);
        }
    }
    println!();
    println!("Programs come with an access key; this one is the platform admin's:");
    println!("  access key id {}, secret {}", sample.key.access_key_id, sample.key.secret_access_key);
    println!("  IMKIT: client key {}, client token {}", sample.key.client_key, sample.key.client_token);
    println!();
    println!(
        "{} people, {} rooms. Everything is gone when this stops (Ctrl-C).",
        sample.people.len(),
        sample.rooms.len()
    );
}
