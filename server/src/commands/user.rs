//! `roomkeeper user`: people, from the command line. The server itself is the actor in the audit log.

use std::{
    io::{self, BufRead, IsTerminal},
    sync::Arc,
};

use domain::{Door, Email, Failure, Thing};
use service::NewPerson;
use storage::{Entry, NewUser, StorageError, Write, WriteTx};

use super::Stop;
use crate::{cli::User, settings::File};

/// Makes a user, and the account if it is not there.
struct Create {
    new: NewUser,
    account: Option<String>,
}

impl Write for Create {
    type Done = Result<(), Failure>;

    async fn run(&self, tx: &mut WriteTx) -> Result<Self::Done, StorageError> {
        let mut new = self.new.clone();
        if let Some(name) = &self.account {
            new.account = match tx.account_by_name(name).await? {
                Some(account) => Some(account),
                None => Some(tx.create_account(name).await?),
            };
        }
        let user = match tx.create_user(&new).await? {
            Ok(user) => user,
            Err(conflict) => return Ok(Err(conflict.into())),
        };
        let entry = Entry { subject: Some(user), ..Entry::new(None, None, Door::CommandLine, "user.create") };
        tx.audit(&entry).await.map(Ok)
    }
}

/// Disables a user.
struct Disable(Email);

impl Write for Disable {
    /// Whether they were enabled before.
    type Done = Result<bool, Failure>;

    async fn run(&self, tx: &mut WriteTx) -> Result<Self::Done, StorageError> {
        let Some(user) = tx.user_by_email(&self.0).await? else {
            return Ok(Err(Failure::NotFound(Thing::User)));
        };
        match tx.set_user_disabled(user, true).await? {
            Ok(true) => {}
            Ok(false) => return Ok(Ok(false)),
            Err(conflict) => return Ok(Err(conflict.into())),
        }
        tx.end_sessions(user, None).await?;
        let entry = Entry { subject: Some(user), ..Entry::new(None, None, Door::CommandLine, "user.disable") };
        tx.audit(&entry).await?;
        Ok(Ok(true))
    }
}

/// Reads one line: typed by a person, or piped in.
fn read_password() -> Result<String, Stop> {
    if io::stdin().is_terminal() {
        eprint!("Password (it will be shown as you type): ");
    }
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line).map_err(|error| Stop(format!("No password could be read: {error}.")))?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// Makes, lists or disables users.
pub(crate) async fn run(user: User, file: &File) -> Result<(), Stop> {
    match user {
        User::Create { email, name, account, admin, data } => {
            let person = NewPerson::parse(&name, &email, &read_password()?)?;
            let service = super::open(&data.or(file), Arc::default()).await?;
            let password_hash = service.passwords().hash(person.password).await?;
            let new = NewUser {
                name: person.name,
                identity: Some((person.email, password_hash)),
                account: None,
                platform_admin: admin,
                account_admin: false,
            };
            let made = service.store().write(Create { new, account }).await?;
            service.close().await;
            made?;
            println!("Made {email}.");
            Ok(())
        }
        User::List { data } => {
            let service = super::open_existing(&data.or(file)).await?;
            let users = service.store().identities().await?;
            service.close().await;
            for (email, user) in users {
                let account = user.account.map_or_else(|| "-".to_owned(), |account| account.name);
                let standing = match (user.platform_admin, user.account_admin) {
                    (true, _) => "platform admin",
                    (false, true) => "account admin",
                    (false, false) => "member",
                };
                let state = if user.disabled { "disabled" } else { "enabled" };
                println!("{email}\t{}\t{}\t{account}\t{standing}\t{state}", user.id, user.name);
            }
            Ok(())
        }
        User::Disable { email, data } => {
            let address = Email::new(&email).map_err(Failure::from)?;
            let service = super::open_existing(&data.or(file)).await?;
            let done = service.store().write(Disable(address)).await?;
            service.close().await;
            if done? {
                println!("Disabled {email}; every session has ended.");
            } else {
                println!("{email} was disabled before; nothing has changed.");
            }
            Ok(())
        }
    }
}
