//! Signing in and out, limits on trying, and the one-time set-up.

use domain::{
    Conflict, Door, Failure, Field, Invalid, Password, Problem, Thing,
    view::{AuditQuery, Outcome},
};
use service::{Client, NewPerson};
use testkit::{House, PASSWORD, days, hours, minutes, seconds};

fn from(address: &str) -> Client {
    Client { address: address.to_owned(), agent: "test".to_owned() }
}

#[tokio::test]
async fn of_a_password_only_a_slow_hash_is_kept() {
    let house = House::new().await;
    house.person("olga").await;
    let kept = house.service().store().identity("olga@example.org").await.unwrap().unwrap().password_hash;
    // Argon2id with 19 MiB, two rounds and one lane, as OWASP's cheat sheet on storing passwords asks for.
    assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
    assert!(!house.close_and_find(testkit::PASSWORD).await, "the password itself is nowhere");
}

#[tokio::test]
async fn unknown_wrong_and_disabled_are_answered_alike() {
    let house = House::new().await;
    let ana = house.person("ana").await;
    let gone = house.person("gone").await;
    house.person("root").platform_admin().await;
    house.disable_and_leave_signed_in(gone.id).await;
    let service = house.service();
    for (n, (email, password)) in
        [(ana.email.as_str(), "wrong password"), ("nobody@example.org", PASSWORD), (gone.email.as_str(), PASSWORD)]
            .into_iter()
            .enumerate()
    {
        let answer = service.sign_in(email, password, &from(&format!("192.0.2.{n}"))).await;
        assert_eq!(answer, Err(Failure::WrongCredentials));
    }
}

#[tokio::test]
async fn too_many_tries_must_wait_and_then_may_go_on() {
    let house = House::new().await;
    let ana = house.person("ana").await;
    let service = house.service();
    for _ in 0..6 {
        let _ = service.sign_in(&ana.email, "wrong password", &from("192.0.2.1")).await;
    }
    let answer = service.sign_in(&ana.email, PASSWORD, &from("192.0.2.7")).await;
    let Err(Failure::TooMany { retry_after_s }) = answer else { panic!("{answer:?}") };
    house.clock.advance(seconds(u64::from(retry_after_s)));
    service.sign_in(&ana.email, PASSWORD, &from("192.0.2.7")).await.unwrap();
}

#[tokio::test]
async fn of_many_tries_at_once_no_more_are_looked_at_than_one_after_the_other() {
    let house = House::new().await;
    let ana = house.person("ana").await;
    let client = from("192.0.2.1");
    let tries = (0..40).map(|_| house.service().sign_in(&ana.email, "wrong password", &client));
    let answers = futures::future::join_all(tries).await;
    let wrong = answers.iter().filter(|answer| **answer == Err(Failure::WrongCredentials)).count();
    assert_eq!(wrong, 6, "{answers:?}");
    assert!(answers.iter().all(|answer| matches!(answer, Err(Failure::WrongCredentials | Failure::TooMany { .. }))));
}

#[tokio::test]
async fn nobody_signs_in_who_was_disabled_meanwhile_or_with_a_password_that_was_replaced() {
    let house = House::new().await;
    let root = house.person("root").platform_admin().await;
    let service = house.service();
    let client = from("192.0.2.1");
    // The check of a password takes much longer than a decision about its user.
    for name in ["ana", "ben", "cleo"] {
        let person = house.person(name).await;
        let (answer, ()) = tokio::join!(
            service.sign_in(&person.email, PASSWORD, &client),
            house.disable_and_leave_signed_in(person.id)
        );
        assert_eq!(answer, Err(Failure::WrongCredentials));
        let person = house.person(&format!("{name} too")).await;
        let new = Password::new("a new password").unwrap();
        let (answer, reset) = tokio::join!(
            service.sign_in(&person.email, PASSWORD, &client),
            service.reset_password(&root, person.id, new)
        );
        reset.unwrap();
        if let Ok(token) = answer {
            assert_eq!(service.authenticate(&token).await.unwrap(), None);
        }
    }
}

#[tokio::test]
async fn of_sessions_that_have_ended_is_kept_when_somebody_was_last_seen() {
    let house = House::new().await;
    let ana = house.person("ana").await;
    let root = house.person("root").platform_admin().await;
    let service = house.service();
    for _ in 0..3 {
        house.clock.advance(minutes(1));
        service.sign_in(&ana.email, PASSWORD, &from("192.0.2.77")).await.unwrap();
    }
    let seen = service.store().now();
    house.clock.advance(days(2));
    let token = service.sign_in(&root.email, PASSWORD, &from("192.0.2.1")).await.unwrap();
    let root = service.authenticate(&token).await.unwrap().unwrap();
    assert_eq!(service.sessions(&root).await.unwrap().len(), 1, "those that have ended are not listed");
    let users = service.users(&root, domain::view::UserQuery::default()).await.unwrap().users;
    let ana = users.iter().find(|user| user.name == "ana").unwrap();
    assert_eq!((ana.last_seen, ana.sessions), (Some(seen), 0));
    assert!(!house.close_and_find("192.0.2.77").await, "nor is kept where they came from");
}

#[tokio::test]
async fn a_sign_in_that_came_to_nothing_is_on_the_record_without_what_was_typed() {
    let house = House::new().await;
    let ana = house.person("ana").await;
    let gone = house.person("gone").await;
    let root = house.person("root").platform_admin().await;
    house.disable_and_leave_signed_in(gone.id).await;
    let service = house.service();
    for (email, password, whom) in [
        (ana.email.as_str(), "typed-password", Some(ana.id)),
        ("typed-address@example.org", "typed-password", None),
        (gone.email.as_str(), PASSWORD, Some(gone.id)),
    ] {
        let before = house.entries().await;
        assert!(service.sign_in(email, password, &from("192.0.2.1")).await.is_err());
        assert_eq!(house.entries().await, before + 1, "{email}");
        let entry = service.audit_entry(&root, before + 1).await.unwrap();
        assert_eq!((entry.action.as_str(), entry.door), ("session.sign_in", Door::Panel));
        assert_eq!(entry.outcome, Outcome::Refused("wrong_credentials".into()));
        assert_eq!((entry.actor, entry.subject.map(|whom| whom.id)), (None, whom), "{email}");
    }
    let log = service.audit_export(&root, &AuditQuery::default(), 99).await.unwrap();
    let told = serde_json::to_string(&log).unwrap();
    assert!(!told.contains("typed") && !told.contains("example.org"), "{told}");
}

#[tokio::test]
async fn of_those_turned_away_one_in_each_wait_is_on_the_record() {
    let house = House::new().await;
    let ana = house.person("ana").await;
    let root = house.person("root").platform_admin().await;
    let service = house.service();
    let tries = async |email: &str, times: u32| {
        for _ in 0..times {
            assert!(service.sign_in(email, "wrong password", &from("192.0.2.1")).await.is_err());
        }
        house.entries().await
    };
    for (email, whom) in [(ana.email.as_str(), Some(ana.id)), ("nobody@example.org", None)] {
        let before = house.entries().await;
        assert_eq!(tries(email, 6).await, before + 6, "each was looked at");
        assert_eq!(tries(email, 50).await, before + 7, "{email}: however often");
        let entry = service.audit_entry(&root, before + 7).await.unwrap();
        assert_eq!(entry.outcome, Outcome::Refused("too_many".into()));
        assert_eq!(entry.subject.map(|whom| whom.id), whom);
        house.clock.advance(seconds(3));
        assert_eq!(tries(email, 50).await, before + 9, "{email}: one is looked at, and one is turned away");
    }
}

#[tokio::test]
async fn a_wrong_current_password_is_on_the_record() {
    let house = House::new().await;
    let ana = house.person("ana").await;
    let root = house.person("root").platform_admin().await;
    let service = house.service();
    let new = || Password::new("a new password").unwrap();
    for _ in 0..20 {
        assert!(service.change_password(&ana, "wrong password", new()).await.is_err());
    }
    assert_eq!(house.entries().await, 7, "six were looked at, and one was the first to be turned away");
    for (number, code) in [(1, "invalid"), (7, "too_many")] {
        let entry = service.audit_entry(&root, number).await.unwrap();
        assert_eq!((entry.action.as_str(), entry.outcome), ("settings.password", Outcome::Refused(code.into())));
        assert_eq!(entry.actor.map(|actor| actor.id), Some(ana.id));
    }
}

#[tokio::test]
async fn every_sign_in_is_a_session_of_its_own() {
    let house = House::new().await;
    let ana = house.person("ana").await;
    let service = house.service();
    let one = service.sign_in(&ana.email, PASSWORD, &from("192.0.2.1")).await.unwrap();
    let two = service.sign_in(" ANA@example.org ", PASSWORD, &from("192.0.2.1")).await.unwrap();
    assert_ne!(one, two);
    let (one, two) = (service.authenticate(&one).await.unwrap().unwrap(), service.authenticate(&two).await.unwrap());
    assert_eq!(service.sessions(&one).await.unwrap().len(), 3);
    service.sign_out_others(&one).await.unwrap();
    assert_eq!(service.sessions(&one).await.unwrap().len(), 1);
    assert_eq!(service.sessions(&two.unwrap()).await, Err(Failure::SignedOut));
}

#[tokio::test]
async fn one_of_several_sessions_can_be_ended_by_its_handle() {
    let house = House::new().await;
    let ana = house.person("ana").await;
    let phone = ana.elsewhere(house.service()).await;
    let ben = house.person("ben").await;
    let service = house.service();
    let listed = service.sessions(&ana).await.unwrap();
    let handle = listed.iter().find(|session| !session.current).unwrap().handle.clone();
    assert_eq!(service.end_session(&ben, &handle).await, Err(Failure::NotFound(Thing::Session)), "not theirs");
    service.end_session(&ana, &handle).await.unwrap();
    assert_eq!(service.viewer(&phone).await.map(drop), Err(Failure::SignedOut));
    assert!(service.viewer(&ana).await.is_ok());
    let shown = serde_json::to_string(&listed).unwrap();
    assert!(!shown.contains(&ana.token) && !shown.contains(&phone.token), "a handle is no secret");
}

#[tokio::test]
async fn a_session_ends_after_a_day_without_use_and_after_a_fortnight_with() {
    let house = House::new().await;
    let idle = house.person("idle").await;
    let busy = house.person("busy").await;
    let service = house.service();
    for hour in 0..(14 * 24) {
        assert!(service.authenticate(&busy.token).await.unwrap().is_some(), "in hour {hour}");
        house.clock.advance(hours(1));
        let expected = hour < 23;
        if hour < 30 {
            // Without asking for them by their token: that would be use.
            assert_eq!(service.viewer(&idle).await.is_ok(), expected, "in hour {hour}");
        }
    }
    assert_eq!(service.authenticate(&busy.token).await.unwrap(), None);
    assert_eq!(service.authenticate(&idle.token).await.unwrap(), None);
    assert_eq!(service.viewer(&busy).await.map(drop), Err(Failure::SignedOut));
}

#[tokio::test]
async fn a_new_password_needs_the_old_one_and_ends_the_other_sessions() {
    let house = House::new().await;
    let ana = house.person("ana").await;
    let phone = ana.elsewhere(house.service()).await;
    let service = house.service();
    let new = || Password::new("a new password").unwrap();
    let wrong = Failure::Invalid(Invalid { field: Field::CurrentPassword, problem: Problem::DoesNotMatch });
    assert_eq!(service.change_password(&ana, "wrong password", new()).await, Err(wrong));
    let same = Failure::Invalid(Invalid { field: Field::Password, problem: Problem::Unchanged });
    assert_eq!(service.change_password(&ana, PASSWORD, Password::new(PASSWORD).unwrap()).await, Err(same));
    assert!(service.viewer(&phone).await.is_ok());
    service.change_password(&ana, PASSWORD, new()).await.unwrap();
    assert!(service.viewer(&ana).await.is_ok());
    assert_eq!(service.viewer(&phone).await.map(drop), Err(Failure::SignedOut));
    assert!(service.sign_in(&ana.email, "a new password", &from("192.0.2.1")).await.is_ok());
}

#[tokio::test]
async fn the_set_up_link_makes_one_admin_and_no_second() {
    let house = House::new().await;
    let service = house.service();
    let void = service.open_set_up().await.unwrap().unwrap();
    let link = service.open_set_up().await.unwrap().unwrap();
    let client = from("192.0.2.1");
    let good = async |link: &str| service.check_set_up(link, &client).await.unwrap();
    assert_eq!((good(&void).await, good("made up").await, good(&link).await), (false, false, true));
    let person = |email: &str| NewPerson::parse("Root", email, PASSWORD).unwrap();
    let answer = service.set_up(&void, person("a@example.org"), &client).await;
    assert_eq!(answer, Err(Failure::NotFound(Thing::SetUpLink)));
    let (one, two) = tokio::join!(
        service.set_up(&link, person("a@example.org"), &client),
        service.set_up(&link, person("b@example.org"), &client)
    );
    let tokens: Vec<_> = [one, two].into_iter().flatten().collect();
    assert_eq!(tokens.len(), 1);
    let root = service.authenticate(&tokens[0]).await.unwrap().unwrap();
    assert!(service.viewer(&root).await.unwrap().platform_admin);
    let late = service.set_up(&link, person("c@example.org"), &client).await;
    assert_eq!(late, Err(Failure::Conflict(Conflict::SetUpDone)));
    let refused = AuditQuery { action: "user.set_up".to_owned(), refused: true, ..AuditQuery::default() };
    let told = service.audit(&root, refused).await.unwrap().entries;
    assert_eq!(told.len(), 5, "two looks and three tries, each on the record: {told:?}");
    assert!(told.iter().all(|entry| entry.actor.is_none() && entry.door == Door::Panel));
    assert_eq!(service.open_set_up().await.unwrap(), None);
}

#[tokio::test]
async fn a_token_in_the_cache_does_not_outlive_its_session() {
    let house = House::new().await;
    let ana = house.person("ana").await;
    let service = house.service();
    house.clock.advance(minutes(2));
    let actor = service.authenticate(&ana.token).await.unwrap().unwrap();
    house.clock.advance(days(3));
    assert_eq!(service.viewer(&actor).await.map(drop), Err(Failure::SignedOut));
    assert_eq!(service.authenticate(&ana.token).await.unwrap(), None);
    assert_eq!(service.authenticate("").await.unwrap(), None);
}
