//! Members and users: roles given and taken, and what ends with them.

use domain::{Conflict, Email, Failure, Password, RoomRole, Thing, view::Anchor};
use testkit::{House, PASSWORD, everything, removal};

#[tokio::test]
async fn a_room_keeps_its_last_owner() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let olga = house.person("olga").owner_of(room).await;
    let root = house.person("root").platform_admin().await;
    let service = house.service();
    let entries = house.entries().await;
    for (who, role) in [(&olga, None), (&olga, Some(RoomRole::Member)), (&root, None), (&root, Some(RoomRole::Manager))]
    {
        let answer = service.set_role(who, room, olga.id, role).await;
        assert_eq!(answer, Err(Failure::Conflict(Conflict::LastOwner)));
    }
    assert_eq!(house.entries().await, entries);
    let other = house.person("other").owner_of(room).await;
    service.set_role(&other, room, olga.id, None).await.unwrap();
}

#[tokio::test]
async fn two_owners_who_leave_at_once_do_not_leave_the_room_without_one() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let olga = house.person("olga").owner_of(room).await;
    let otto = house.person("otto").owner_of(room).await;
    let service = house.service();
    let (one, two) =
        tokio::join!(service.set_role(&olga, room, olga.id, None), service.set_role(&otto, room, otto.id, None));
    assert_eq!([one, two].iter().filter(|left| left.is_ok()).count(), 1);
}

#[tokio::test]
async fn the_house_keeps_its_last_platform_admin() {
    let house = House::new().await;
    let root = house.person("root").platform_admin().await;
    let answer = house.service().set_user_disabled(&root, root.id, true).await;
    assert_eq!(answer, Err(Failure::Conflict(Conflict::LastAdmin)));
    house.person("second").platform_admin().await;
    house.service().set_user_disabled(&root, root.id, true).await.unwrap();
}

#[tokio::test]
async fn whoever_was_removed_from_a_room_acts_there_no_more() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let ben = house.person("ben").manager_of(room).await;
    let olga = house.person("olga").owner_of(room).await;
    let service = house.service();
    let said = olga.says(service, room, "top secret").await.id;
    service.set_role(&olga, room, ben.id, None).await.unwrap();
    assert_eq!(service.redact(&ben, removal(room, said)).await.map(drop), Err(Failure::NotFound(Thing::Room)));
    assert!(!everything(service, &ben, room, &[said]).await.contains("top secret"));
    assert_eq!(service.room(&olga, room).await.unwrap().summary.members, 1);
}

#[tokio::test]
async fn a_member_learns_no_addresses_by_adding_people() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let ana = house.person("ana").member_of(room).await;
    let known = house.person("known").await;
    let add =
        async |email: &str| house.service().add_member(&ana, room, Email::new(email).unwrap(), RoomRole::Member).await;
    assert_eq!(add(&known.email).await, add("unknown@example.org").await);
}

#[tokio::test]
async fn setting_the_role_that_is_there_changes_nothing() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let ana = house.person("ana").member_of(room).await;
    let olga = house.person("olga").owner_of(room).await;
    let (entries, head) = (house.entries().await, house.service().watch(&olga, room).await);
    house.service().set_role(&olga, room, ana.id, Some(RoomRole::Member)).await.unwrap();
    assert_eq!((house.entries().await, house.service().watch(&olga, room).await), (entries, head));
}

#[tokio::test]
async fn adding_somebody_twice_counts_them_once_and_leaves_their_role() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let olga = house.person("olga").owner_of(room).await;
    let ana = house.person("ana").await;
    for (role, answer) in [
        (RoomRole::Manager, Ok(())),
        (RoomRole::Manager, Err(domain::Conflict::AlreadyMember.into())),
        (RoomRole::Member, Err(domain::Conflict::AlreadyMember.into())),
    ] {
        let email = Email::new(&ana.email).unwrap();
        assert_eq!(house.service().add_member(&olga, room, email, role).await, answer);
    }
    assert_eq!(house.service().room(&ana, room).await.unwrap().summary.role, Some(domain::Role::RoomManager));
    assert_eq!(house.service().room(&olga, room).await.unwrap().summary.members, 2);
    assert_eq!(house.service().members(&olga, room, "").await.unwrap().members.len(), 2);
}

#[tokio::test]
async fn a_disabled_user_is_signed_out_at_once_and_cannot_sign_in() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let ana = house.person("ana").member_of(room).await;
    let root = house.person("root").platform_admin().await;
    let service = house.service();
    let client = service::Client { address: "192.0.2.9".into(), agent: "test".into() };
    service.set_user_disabled(&root, ana.id, true).await.unwrap();
    assert_eq!(service.messages(&ana, room, Anchor::Newest).await.map(drop), Err(Failure::SignedOut));
    assert_eq!(service.authenticate(&ana.token).await.unwrap(), None);
    assert_eq!(service.sign_in(&ana.email, PASSWORD, &client).await, Err(Failure::WrongCredentials));
    service.set_user_disabled(&root, ana.id, false).await.unwrap();
    assert!(service.sign_in(&ana.email, PASSWORD, &client).await.is_ok());
    assert_eq!(service.authenticate(&ana.token).await.unwrap(), None, "the old session does not come back");
}

#[tokio::test]
async fn a_reset_password_ends_the_sessions_and_the_old_password() {
    let house = House::new().await;
    let ana = house.person("ana").await;
    let root = house.person("root").platform_admin().await;
    let service = house.service();
    let client = service::Client { address: "192.0.2.9".into(), agent: "test".into() };
    let password = Password::new("a new password").unwrap();
    service.reset_password(&root, ana.id, password).await.unwrap();
    assert_eq!(service.authenticate(&ana.token).await.unwrap(), None);
    assert_eq!(service.sign_in(&ana.email, PASSWORD, &client).await, Err(Failure::WrongCredentials));
    assert!(service.sign_in(&ana.email, "a new password", &client).await.is_ok());
}

#[tokio::test]
async fn an_account_admin_sees_the_users_of_their_account_and_no_others() {
    let house = House::new().await;
    let (ours, theirs) = (house.account("ours").await, house.account("theirs").await);
    let acca = house.person("acca").admin_of(ours).await;
    house.person("ana").of(ours).await;
    house.person("ben").of(theirs).await;
    house.person("cleo").await;
    let page = house.service().users(&acca, domain::view::UserQuery::default()).await.unwrap();
    let names: Vec<_> = page.users.iter().map(|user| user.name.as_str()).collect();
    assert_eq!((names, page.everywhere), (vec!["acca", "ana"], false));
    let search = domain::view::UserQuery { search: "ben".into(), after: None };
    assert_eq!(house.service().users(&acca, search).await.unwrap().users, []);
}

#[tokio::test]
async fn a_platform_admin_goes_by_their_id_in_every_account_and_others_in_their_own() {
    let house = House::new().await;
    let (ours, theirs) = (house.account("ours").await, house.account("theirs").await);
    let ana = house.person("ana").of(ours).await;
    let root = house.person("root").platform_admin().await;
    let (ana_id, root_id) = (ana.id.to_string(), root.id.to_string());
    let service = house.service();
    for (account, expected) in [
        (Some(ours), [Some(ana.id), Some(root.id), None]),
        (Some(theirs), [None, Some(root.id), None]),
        (None, [None, Some(root.id), None]),
    ] {
        let names = [ana_id.as_str(), root_id.as_str(), "nobody"];
        assert_eq!(service.find_users(account, &names).await.unwrap(), expected, "{account:?}");
        for (name, expected) in names.into_iter().zip(expected) {
            assert_eq!(service.find_user(account, name).await.unwrap(), expected, "{account:?} {name}");
        }
    }
}

#[tokio::test]
async fn what_a_banned_person_once_wrote_is_brought_in_and_makes_them_no_member() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let olga = house.person("olga").owner_of(room).await;
    let ana = house.person("ana").member_of(room).await;
    let service = house.service();
    let people = async || {
        let page = service.members(&olga, room, "").await.unwrap();
        page.members.into_iter().map(|member| member.person.id).collect::<Vec<_>>()
    };
    service.ban(&olga, room, ana.id).await.unwrap();
    house.fill(room, ana.id, "from the log", 3).await;
    assert_eq!(service.messages(&olga, room, Anchor::Newest).await.unwrap().messages.len(), 3);
    assert_eq!(people().await, [olga.id]);
    assert_eq!(service.room(&olga, room).await.unwrap().summary.members, 1, "the count is told of the same people");
    service.lift_ban(&olga, room, ana.id).await.unwrap();
    house.fill(room, ana.id, "from a later log", 1).await;
    assert_eq!(people().await, [olga.id, ana.id]);
}

#[tokio::test]
async fn whoever_is_as_they_are_wanted_is_left_as_they_are_and_off_the_record() {
    let house = House::new().await;
    let ana = house.person("ana").await;
    let root = house.person("root").platform_admin().await;
    let service = house.service();
    for (disabled, written) in [(false, 0), (true, 1), (true, 1), (false, 2), (false, 2)] {
        service.set_user_disabled(&root, ana.id, disabled).await.unwrap();
        assert_eq!(house.entries().await, written, "disabled: {disabled}");
        let users = service.store().identities().await.unwrap();
        assert_eq!(users.iter().find(|(_, user)| user.id == ana.id).unwrap().1.disabled, disabled);
    }
}
