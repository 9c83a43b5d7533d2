//! Access keys: shown once, sealed, scoped, and looked up again at every act.

use std::{fs, os::unix::fs::PermissionsExt};

use domain::{
    Conflict, Denial, Door, Email, Failure, KeyFile, KeyId, KeyState, Thing,
    view::{AuditQuery, KeyQuery, KeyView, NewKeyView, Outcome},
};
use service::{Actor, CreateKey, Service};
use testkit::{House, Person, days, machine, minutes, removal, write};

fn wanted(scope: &str) -> CreateKey {
    CreateKey::parse("", "a script", scope, "").unwrap()
}

async fn enters(service: &Service, key: &NewKeyView) -> Result<Actor, Failure> {
    service.authenticate_client(&key.client_key, &key.client_token, Door::Imkit, &machine()).await
}

async fn own_keys(service: &Service, who: &Actor) -> Vec<KeyView> {
    service.keys(who, &KeyQuery::default()).await.unwrap().keys
}

/// Whether the secret that the store gives out for a key is the one that was shown.
async fn signs(service: &Service, key: &NewKeyView) -> Option<bool> {
    let signer = service.signer(key.access_key_id.as_str(), Door::Chime).await.unwrap()?;
    let same = |secret: &str| if secret == key.secret_access_key { Ok(()) } else { Err(()) };
    Some(signer.prove(same).is_ok())
}

async fn newest_entry(house: &House, root: &Person) -> domain::view::AuditView {
    house.service().audit(root, AuditQuery::default()).await.unwrap().entries.remove(0)
}

#[tokio::test]
async fn a_key_is_shown_once_and_opens_the_wire_for_its_user() {
    let house = House::new().await;
    let ours = house.account("ours").await;
    let room = house.room("lobby").of(ours).await;
    let root = house.person("root").platform_admin().await;
    let olga = house.person("olga").of(ours).owner_of(room).await;
    let service = house.service();
    let key = service.create_key(&olga, wanted("all")).await.unwrap();
    assert_eq!((key.access_key_id.as_str().len(), key.secret_access_key.len()), (20, 40));
    assert_eq!(key.client_key, ours.to_string());
    let made = newest_entry(&house, &root).await;
    assert_eq!((made.action.as_str(), made.door, made.key), ("key.create", Door::Panel, Some(key.access_key_id)));
    assert_eq!(made.subject.map(|owner| owner.id), Some(olga.id));

    let program = enters(service, &key).await.unwrap();
    assert_eq!((program.user, program.way.door, program.way.key), (olga.id, Door::Imkit, Some(key.access_key_id)));
    let said = service.send(&program, write(room, "by a script")).await.unwrap();
    service.delete(&program, removal(room, said.id)).await.unwrap();
    let entry = newest_entry(&house, &root).await;
    assert_eq!((entry.action.as_str(), entry.door, entry.key), ("delete", Door::Imkit, Some(key.access_key_id)));
    assert_eq!(signs(service, &key).await, Some(true));

    let shown = service.keys(&olga, &KeyQuery::default()).await.unwrap();
    let told = serde_json::to_string(&shown).unwrap();
    assert!(told.contains(key.access_key_id.as_str()) && told.contains("a script"), "{told}");
    assert!(!told.contains(&key.secret_access_key) && !told.contains(&key.client_token), "{told}");
    assert!(!format!("{key:?}").contains(&key.secret_access_key));
    house.entries().await;
}

#[tokio::test]
async fn the_store_alone_holds_no_secret() {
    let house = House::new().await;
    let olga = house.person("olga").await;
    let key = house.service().create_key(&olga, wanted("all")).await.unwrap();
    let folder = house.close().await;
    let mut read = 0;
    for entry in fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        // The log of the store goes when its last connection has ended, a moment after the house was closed.
        let Ok(bytes) = fs::read(&path) else { continue };
        read += 1;
        for secret in [&key.secret_access_key, &key.client_token] {
            assert!(!bytes.windows(secret.len()).any(|at| at == secret.as_bytes()), "{}", path.display());
        }
    }
    assert!(read >= 2, "the store and the key file");
    let mode = fs::metadata(folder.path().join("roomkeeper.key")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let half_made = |name: &str| name.starts_with("roomkeeper.key-");
    let names = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert!(!names.into_iter().any(|name| half_made(&name)));
}

#[tokio::test]
async fn a_key_file_that_is_missing_or_another_is_told_and_never_replaced() {
    let house = House::new().await;
    let olga = house.person("olga").await;
    let key = house.service().create_key(&olga, wanted("all")).await.unwrap();
    let file = house.folder().join("roomkeeper.key");
    let right = fs::read(&file).unwrap();
    let mut house = house;
    for (bytes, problem) in [
        (None, KeyFile::Missing),
        (Some(vec![7; 32]), KeyFile::Wrong),
        (Some(vec![7; 31]), KeyFile::Wrong),
        (Some(vec![7; 33]), KeyFile::Wrong),
    ] {
        fs::remove_file(&file).unwrap_or_default();
        if let Some(bytes) = &bytes {
            fs::write(&file, bytes).unwrap();
        }
        house = house.reopen().await;
        let service = house.service();
        let refused = Err(Failure::KeyFile(problem));
        assert_eq!(service.create_key(&olga, wanted("all")).await.map(drop), refused);
        assert_eq!(service.signer(key.access_key_id.as_str(), Door::Chime).await.map(|_| ()), refused);
        assert_eq!(fs::read(&file).ok(), bytes, "left as it is");
        assert!(enters(service, &key).await.is_ok(), "what needs no secret goes on");
    }
    fs::write(&file, right).unwrap();
    let house = house.reopen().await;
    assert_eq!(signs(house.service(), &key).await, Some(true));
    house.service().create_key(&olga, wanted("all")).await.unwrap();
}

#[tokio::test]
async fn a_disabled_key_opens_nothing_and_what_it_had_opened_is_shut() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let olga = house.person("olga").owner_of(room).await;
    let service = house.service();
    let program = olga.program(service, "all").await;
    house.clock.advance(minutes(1));
    let other = olga.program(service, "all").await;
    let said = olga.says(service, room, "x").await.id;
    service.disable_key(&olga, program.key.access_key_id).await.unwrap();
    assert_eq!(service.delete(&program, removal(room, said)).await.map(drop), Err(Failure::SignedOut));
    assert_eq!(enters(service, &program.key).await.map(drop), Err(Failure::WrongCredentials));
    let before = house.entries().await;
    service.disable_key(&olga, program.key.access_key_id).await.unwrap();
    assert_eq!(house.entries().await, before, "it was disabled already");
    service.delete(&other, removal(room, said)).await.unwrap();
    let states: Vec<KeyState> = own_keys(service, &olga).await.iter().map(|key| key.state).collect();
    assert_eq!(states, [KeyState::Active, KeyState::Disabled]);
}

#[tokio::test]
async fn a_key_ends_with_its_last_day_and_with_its_user() {
    let house = House::new().await;
    let root = house.person("root").platform_admin().await;
    let olga = house.person("olga").await;
    let service = house.service();
    let today = service.store().now().day();
    let until_today = CreateKey { last_day: Some(today), ..wanted("all") };
    let yesterday = CreateKey { last_day: Some(domain::Day::from_days(today.days() - 1)), ..wanted("all") };
    assert_eq!(service.create_key(&olga, yesterday).await.map_err(|failure| failure.code()).err(), Some("invalid"));
    let short = service.create_key(&olga, until_today).await.unwrap();
    let lasting = service.create_key(&olga, wanted("all")).await.unwrap();
    let program = enters(service, &short).await.unwrap();
    house.clock.advance(days(1));
    assert_eq!(service.viewer(&program).await.map(drop), Err(Failure::SignedOut));
    assert_eq!(enters(service, &short).await.map(drop), Err(Failure::WrongCredentials));
    let program = enters(service, &lasting).await.unwrap();
    house.disable_and_leave_signed_in(olga.id).await;
    assert_eq!(service.viewer(&program).await.map(drop), Err(Failure::SignedOut));
    assert_eq!(enters(service, &lasting).await.map(drop), Err(Failure::WrongCredentials));
    let signer = service.signer(lasting.access_key_id.as_str(), Door::Chime).await.unwrap().unwrap();
    assert_eq!(signer.prove(|_| Ok::<_, ()>(())).unwrap().state, KeyState::Disabled);
    drop(root);
}

#[tokio::test]
async fn a_pending_key_opens_nothing_until_an_admin_says_yes() {
    let house = House::new().await;
    let root = house.person("root").platform_admin().await;
    let olga = house.person("olga").await;
    let service = house.service();
    let email = Email::new(&olga.email).unwrap();
    let key = service.issue_key(email, wanted("all"), KeyState::Pending).await.unwrap();
    assert!(enters(service, &key).await.is_err());
    let proved = service.signer(key.access_key_id.as_str(), Door::IvsChat).await.unwrap().unwrap();
    let proved = proved.prove(|_| Ok::<_, ()>(())).unwrap();
    assert_eq!(proved.state, KeyState::Pending);
    assert_eq!(service.viewer(&proved.actor).await.map(drop), Err(Failure::SignedOut));
    let refused = service.approve_key(&olga, key.access_key_id).await;
    assert_eq!(refused, Err(Failure::Denied(Denial::NotAnAdmin)), "nobody says yes to themselves");
    service.approve_key(&root, key.access_key_id).await.unwrap();
    assert!(enters(service, &key).await.is_ok());
    service.disable_key(&olga, key.access_key_id).await.unwrap();
    let refused = service.approve_key(&root, key.access_key_id).await;
    assert_eq!(refused, Err(Failure::Conflict(Conflict::KeyDisabled)));
}

#[tokio::test]
async fn the_token_and_the_name_of_the_account_must_fit_together() {
    let house = House::new().await;
    let (ours, theirs) = (house.account("ours").await, house.account("theirs").await);
    let root = house.person("root").platform_admin().await;
    let (olga, otto) = (house.person("olga").of(ours).await, house.person("otto").of(theirs).await);
    let service = house.service();
    let (olgas, ottos, roots) =
        (olga.key(service, "all").await, otto.key(service, "all").await, root.key(service, "all").await);
    assert_eq!(roots.client_key, "000000000000", "a user without account");
    assert!(enters(service, &roots).await.is_ok());
    let wrong = Err(Failure::WrongCredentials);
    for (client_key, token) in [
        (ottos.client_key.as_str(), olgas.client_token.as_str()),
        (&roots.client_key, &olgas.client_token),
        (&olgas.client_key, &roots.client_token),
        (&olgas.client_key, "nonsense"),
        ("nonsense", &olgas.client_token),
        ("", ""),
    ] {
        let entries = house.entries().await;
        let answer = service.authenticate_client(client_key, token, Door::Imkit, &machine()).await;
        assert_eq!(answer.map(drop), wrong, "{client_key} {token}");
        assert_eq!(house.entries().await, entries + 1, "on the record");
        let entry = newest_entry(&house, &root).await;
        assert_eq!((entry.action.as_str(), entry.door), ("key.use", Door::Imkit));
        assert_eq!(entry.outcome, Outcome::Refused("wrong_credentials".into()));
    }
}

#[tokio::test]
async fn whoever_keeps_knocking_cannot_fill_the_log_and_keeps_nobody_out() {
    let house = House::new().await;
    let olga = house.person("olga").await;
    let service = house.service();
    let key = olga.key(service, "all").await;
    let before = house.entries().await;
    for _ in 0..500 {
        let answer = service.authenticate_client(&key.client_key, "nonsense", Door::Imkit, &machine()).await;
        assert_eq!(answer.map(drop), Err(Failure::WrongCredentials));
    }
    let made = house.entries().await - before;
    assert!((20..40).contains(&made), "{made} entries");
    assert!(enters(service, &key).await.is_ok());
}

#[tokio::test]
async fn the_use_of_a_key_is_noted_now_and_then() {
    let house = House::new().await;
    let olga = house.person("olga").await;
    let service = house.service();
    let key = olga.key(service, "all").await;
    let last_used = async || own_keys(service, &olga).await[0].last_used;
    assert_eq!(last_used().await, None);
    enters(service, &key).await.unwrap();
    let first = last_used().await;
    assert_eq!(first, Some(service.store().now()));
    house.clock.advance(minutes(4));
    enters(service, &key).await.unwrap();
    assert_eq!(last_used().await, first);
    house.clock.advance(minutes(1));
    enters(service, &key).await.unwrap();
    assert_eq!(last_used().await, Some(service.store().now()));
}

#[tokio::test]
async fn nobody_learns_of_keys_that_are_not_theirs() {
    let house = House::new().await;
    let root = house.person("root").platform_admin().await;
    let (olga, otto) = (house.person("olga").await, house.person("otto").await);
    let service = house.service();
    let key = olga.key(service, "all").await.access_key_id;
    let nowhere: KeyId = "RKAAAAAAAAAAAAAAAAAA".parse().unwrap();
    let there = service.disable_key(&otto, key).await;
    assert_eq!((service.disable_key(&otto, nowhere).await, &there), (there.clone(), &Err(Denial::NotAnAdmin.into())));
    assert_eq!(service.disable_key(&root, nowhere).await, Err(Failure::NotFound(Thing::Key)));
    assert_eq!(own_keys(service, &otto).await, []);
    let for_olga = CreateKey { owner: Some(olga.id.into()), ..wanted("read") };
    assert!(service.create_key(&otto, for_olga.clone()).await.is_err());
    service.create_key(&root, for_olga).await.unwrap();
    assert_eq!(own_keys(service, &olga).await.len(), 2);
    assert_eq!(service.keys(&root, &KeyQuery { all: true, ..KeyQuery::default() }).await.unwrap().keys.len(), 2);
    service.disable_key(&root, key).await.unwrap();
}

#[tokio::test]
async fn keys_are_paged_and_have_an_end() {
    let house = House::new().await;
    let olga = house.person("olga").await;
    let service = house.service();
    let mut made = Vec::new();
    for _ in 0..50 {
        made.push(service.create_key(&olga, wanted("all")).await.unwrap().access_key_id);
    }
    let full = service.create_key(&olga, wanted("all")).await.map(drop);
    assert_eq!(full, Err(Failure::Conflict(Conflict::TooManyKeys)));
    for key in &made[..2] {
        service.disable_key(&olga, *key).await.unwrap();
    }
    house.clock.advance(minutes(1));
    for _ in 0..2 {
        made.push(service.create_key(&olga, wanted("all")).await.unwrap().access_key_id);
    }
    let first = service.keys(&olga, &KeyQuery::default()).await.unwrap();
    let second = service.keys(&olga, &KeyQuery { after: first.next.clone(), ..KeyQuery::default() }).await.unwrap();
    assert_eq!((first.keys.len(), second.keys.len(), &second.next), (50, 2, &None));
    let mut listed: Vec<KeyId> = first.keys.into_iter().chain(second.keys).map(|key| key.id).collect();
    assert!(made[50..].contains(&listed[0]) && made[50..].contains(&listed[1]), "newest first");
    listed.sort();
    made.sort();
    assert_eq!(listed, made);
}

#[tokio::test]
async fn a_key_changes_nothing_of_its_users_own() {
    let house = House::new().await;
    let olga = house.person("olga").platform_admin().await;
    let service = house.service();
    let program = olga.program(service, "all").await;
    let refused = Err(Failure::Denied(Denial::NotByKey));
    let password = || domain::Password::new("another password").unwrap();
    let entries = house.entries().await;
    assert_eq!(service.set_theme(&program, domain::view::Theme::Dark).await, refused);
    assert_eq!(service.set_shortcuts(&program, false).await, refused);
    assert_eq!(service.change_password(&program, testkit::PASSWORD, password()).await, refused);
    assert_eq!(service.sign_out_others(&program).await, refused);
    assert_eq!(service.end_session(&program, "x").await, refused);
    assert_eq!(service.sign_out(&program).await, refused);
    assert_eq!(service.create_key(&program, wanted("all")).await.map(drop), refused);
    assert_eq!(service.disable_key(&program, program.key.access_key_id).await, refused);
    assert_eq!(house.entries().await, entries + 8, "each on the record");
    assert!(service.viewer(&olga).await.is_ok(), "the session stands");
}
