//! `roomkeeper key`: access keys, from the command line. The server itself is the actor in the audit log.

use domain::{Email, Failure, KeyState, view::NewKeyView};
use service::{CreateKey, Service};

use super::Stop;
use crate::{cli::Key, settings::File};

/// Makes, lists, approves or disables keys.
pub(crate) async fn run(key: Key, file: &File) -> Result<(), Stop> {
    match key {
        Key::Create { user, scope, label, last_day, pending, json, data } => {
            let email = Email::new(&user).map_err(Failure::from)?;
            let command = CreateKey { scope, last_day, ..CreateKey::parse("", &label, "", "")? };
            let state = if pending { KeyState::Pending } else { KeyState::Active };
            let service = super::open_existing(&data.or(file)).await?;
            let made = service.issue_key(email, command, state).await;
            service.close().await;
            let made = made?;
            if json {
                println!("{}", as_json(&made))
            } else {
                print_new(&user, &made)
            }
            Ok(())
        }
        Key::List { data } => {
            let service = super::open_existing(&data.or(file)).await?;
            let listed = list(&service).await;
            service.close().await;
            listed
        }
        Key::Approve { id, data } => {
            let service = super::open_existing(&data.or(file)).await?;
            let done = service.operate_key(id, false).await;
            service.close().await;
            done?;
            println!("Approved {id}.");
            Ok(())
        }
        Key::Disable { id, data } => {
            let service = super::open_existing(&data.or(file)).await?;
            let done = service.operate_key(id, true).await;
            service.close().await;
            done?;
            println!("Disabled {id}; it opens nothing any more.");
            Ok(())
        }
    }
}

/// One line for programs.
pub(crate) fn as_json(made: &NewKeyView) -> serde_json::Value {
    serde_json::json!({
        "access_key_id": made.access_key_id,
        "secret_access_key": made.secret_access_key,
        "client_key": made.client_key,
        "client_token": made.client_token,
    })
}

fn print_new(user: &str, made: &NewKeyView) {
    println!("Made an access key for {user}. Note it now: the secrets are shown this once.");
    println!("  access key id      {}", made.access_key_id);
    println!("  secret access key  {}", made.secret_access_key);
    println!("  client key         {}   (IMKIT)", made.client_key);
    println!("  client token       {}   (IMKIT)", made.client_token);
}

async fn list(service: &Service) -> Result<(), Stop> {
    let mut after = String::new();
    loop {
        let page = service.store().keys(None, None, &after).await?;
        for key in page.keys {
            let used = key.last_used.map_or_else(|| "never used".to_owned(), |at| format!("used {}", at.plain()));
            let ends = key.expires_at.map_or_else(|| "no end".to_owned(), |at| format!("ends {}", at.plain()));
            let (id, owner, scope, state) = (key.id, key.owner.name, key.scope, key.state.code());
            println!("{id}\t{owner}\t{scope}\t{state}\t{used}\t{ends}\t{}", key.label);
        }
        match page.next {
            Some(next) => after = next,
            None => return Ok(()),
        }
    }
}
