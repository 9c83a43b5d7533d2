//! Access keys in the panel: secrets that are had once, lists of those that stand so, and refusals that name whose key it is.

use domain::{
    Conflict, Day, Denial, Door, Email, Failure, Field, Invalid, KeyId, KeyStanding, KeyState, Problem, Thing, UserId,
    view::{AuditQuery, KeyQuery},
};
use service::CreateKey;
use testkit::{House, days, machine, minutes};

fn wanted(owner: &str) -> CreateKey {
    CreateKey::parse(owner, "a script", "read", "").unwrap()
}

#[tokio::test]
async fn the_secrets_of_a_key_are_had_once_by_the_session_that_made_it_and_soon() {
    let house = House::new().await;
    let olga = house.person("olga").await;
    let root = house.person("root").platform_admin().await;
    let service = house.service();
    let elsewhere = olga.elsewhere(service).await;
    let key = service.create_key_for_page(&olga, wanted("")).await.unwrap();
    for other in [&elsewhere, &root] {
        assert_eq!(service.fresh_key(other, key).await, Ok(None), "not theirs to see");
    }
    let shown = service.fresh_key(&olga, key).await.unwrap().unwrap();
    assert_eq!(shown.access_key_id, key);
    let program = service.authenticate_client(&shown.client_key, &shown.client_token, Door::Imkit, &machine()).await;
    assert_eq!(program.unwrap().user, olga.id);
    assert_eq!(service.fresh_key(&olga, key).await, Ok(None), "once");

    let late = service.create_key_for_page(&olga, wanted("")).await.unwrap();
    house.clock.advance(minutes(3));
    assert_eq!(service.fresh_key(&olga, late).await, Ok(None));
    let listed = service.keys(&olga, &KeyQuery::default()).await.unwrap().keys;
    assert_eq!(listed.len(), 2, "the keys are there all the same");
}

#[tokio::test]
async fn keys_are_listed_by_how_they_stand() {
    let house = House::new().await;
    let olga = house.person("olga").await;
    let service = house.service();
    let today = service.store().now().day();
    let email = |person: &testkit::Person| Email::new(&person.email).unwrap();
    let short = CreateKey { last_day: Some(today), ..wanted("") };
    let expired = service.create_key(&olga, short).await.unwrap().access_key_id;
    house.clock.advance(days(1));
    let (olga, otto) = (olga.elsewhere(service).await, house.person("otto").await);
    let root = house.person("root").platform_admin().await;
    let active = service.create_key(&olga, wanted("")).await.unwrap().access_key_id;
    let pending = service.issue_key(email(&olga), wanted(""), KeyState::Pending).await.unwrap().access_key_id;
    let disabled = service.create_key(&otto, wanted("")).await.unwrap().access_key_id;
    service.disable_key(&otto, disabled).await.unwrap();
    let listed = async |query: KeyQuery| -> Vec<KeyId> {
        service.keys(&root, &query).await.unwrap().keys.into_iter().map(|key| key.id).collect()
    };
    for (standing, key) in [
        (KeyStanding::Active, active),
        (KeyStanding::Pending, pending),
        (KeyStanding::Expired, expired),
        (KeyStanding::Disabled, disabled),
    ] {
        let query = KeyQuery { all: true, standing: Some(standing), ..KeyQuery::default() };
        assert_eq!(listed(query).await, [key], "{standing:?}");
    }
    let ottos = KeyQuery { user: Some(otto.id), ..KeyQuery::default() };
    assert_eq!(listed(ottos.clone()).await, [disabled]);
    assert_eq!(listed(KeyQuery::default()).await, [], "none of one's own");
    assert!(service.keys(&otto, &ottos).await.is_ok(), "one's own, by id");
    assert_eq!(service.keys(&olga, &ottos).await, Err(Failure::Denied(Denial::NotAnAdmin)));
    house.disable_and_leave_signed_in(otto.id).await;
    assert!(service.keys(&root, &ottos).await.unwrap().keys[0].owner_disabled);
}

#[tokio::test]
async fn an_admin_makes_a_key_for_whoever_has_an_address_and_nobody_else_learns_who_does() {
    let house = House::new().await;
    let root = house.person("root").platform_admin().await;
    let (olga, otto) = (house.person("olga").await, house.person("otto").await);
    let service = house.service();
    let own = service.create_key(&olga, wanted(&olga.email.to_uppercase())).await.unwrap();
    assert_eq!(own.client_key, "000000000000");
    let answers = [
        service.create_key(&otto, wanted(&olga.email)).await.map(drop),
        service.create_key(&otto, wanted("nobody@example.org")).await.map(drop),
    ];
    assert_eq!(answers, [const { Err(Failure::Denied(Denial::NotAnAdmin)) }; 2]);
    let nobody = service.create_key(&root, wanted("nobody@example.org")).await.map(drop).unwrap_err();
    assert_eq!((&nobody, nobody.field()), (&Failure::NotFound(Thing::User), Some(Field::Email)));
    service.create_key(&root, wanted(&olga.email)).await.unwrap();
    let yesterday = Day::from_days(service.store().now().day().days() - 1);
    let over = service.create_key(&root, CreateKey { last_day: Some(yesterday), ..wanted("") }).await.map(drop);
    assert_eq!(over, Err(Invalid { field: Field::Expiry, problem: Problem::Past }.into()));
    assert_ne!(over, Err(Conflict::TooManyKeys.into()));
}

#[tokio::test]
async fn a_refused_act_on_somebody_names_them_on_the_record() {
    let house = House::new().await;
    let root = house.person("root").platform_admin().await;
    let (olga, otto) = (house.person("olga").await, house.person("otto").await);
    let service = house.service();
    let key = service.create_key(&olga, wanted("")).await.unwrap().access_key_id;
    let nowhere: KeyId = "RKAAAAAAAAAAAAAAAAAA".parse().unwrap();
    let newest = async || service.audit(&root, AuditQuery::default()).await.unwrap().entries.remove(0);
    let subject = async |action: &str| -> Option<UserId> {
        let entry = newest().await;
        assert_eq!((entry.action.as_str(), entry.actor.map(|actor| actor.id)), (action, Some(otto.id)));
        assert!(matches!(entry.outcome, domain::view::Outcome::Refused(_)));
        entry.subject.map(|subject| subject.id)
    };
    service.disable_key(&otto, key).await.unwrap_err();
    assert_eq!(subject("key.disable").await, Some(olga.id));
    service.disable_key(&otto, nowhere).await.unwrap_err();
    assert_eq!(subject("key.disable").await, None);
    service.create_key(&otto, wanted(&olga.email)).await.map(drop).unwrap_err();
    assert_eq!(subject("key.create").await, Some(olga.id));
    service.set_user_disabled(&otto, olga.id, true).await.unwrap_err();
    assert_eq!(subject("user.disable").await, Some(olga.id));
    service.sign_out_user(&otto, UserId::from_raw(77)).await.unwrap_err();
    assert_eq!(subject("user.sign_out").await, None, "nobody is there to be named");
}
