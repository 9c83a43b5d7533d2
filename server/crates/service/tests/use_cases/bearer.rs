//! A key that acts for somebody else: what the audit log says of it.

use domain::{
    Denial, Failure,
    view::{AuditQuery, Outcome},
};
use testkit::{House, removal};

#[tokio::test]
async fn the_record_names_whom_a_key_acted_for_and_the_key() {
    let house = House::new().await;
    let ours = house.account("ours").await;
    let room = house.room("lobby").of(ours).await;
    let owner = house.person("olga").of(ours).owner_of(room).await;
    let admin = house.person("acca").admin_of(ours).await;
    let root = house.person("root").platform_admin().await;
    let service = house.service();
    let hello = owner.says(service, room, "hello").await;
    let program = admin.program(service, "all").await;

    let acting = service.bearer(&program, Some(owner.id)).await.unwrap();
    service.redact(&acting, removal(room, hello.id)).await.unwrap();
    let entry = service.audit(&root, AuditQuery::default()).await.unwrap().entries.remove(0);
    assert_eq!((entry.action.as_str(), entry.outcome), ("redact", Outcome::Done));
    assert_eq!((entry.actor.map(|actor| actor.id), entry.key), (Some(owner.id), Some(program.key.access_key_id)));

    let refused = service.bearer(&program, Some(root.id)).await;
    assert_eq!(refused, Err(Failure::Denied(Denial::MayNotActFor)));
    let entry = service.audit(&root, AuditQuery::default()).await.unwrap().entries.remove(0);
    assert_eq!((entry.action.as_str(), entry.outcome), ("bearer", Outcome::Refused("may_not_act_for".into())));
    assert_eq!(entry.actor.map(|actor| actor.id), Some(admin.id), "not in the name of somebody who did nothing");
    assert_eq!(entry.subject.map(|subject| subject.id), Some(root.id));

    // Decided again at the act: what the key may do ends with the standing of its user.
    service.set_user_disabled(&root, admin.id, true).await.unwrap();
    assert!(service.room(&acting, room).await.is_err());
}

#[tokio::test]
async fn a_key_acts_for_its_own_user_and_an_admins_for_those_of_the_account() {
    let house = House::new().await;
    let (ours, theirs) = (house.account("ours").await, house.account("theirs").await);
    let room = house.room("lobby").of(ours).await;
    let people = [
        house.person("member").of(ours).member_of(room).await,
        house.person("owner").of(ours).owner_of(room).await,
        house.person("account admin").admin_of(ours).await,
        house.person("foreign admin").admin_of(theirs).await,
        house.person("platform admin").platform_admin().await,
        house.person("disabled").admin_of(ours).await,
    ];
    let ruler = house.person("ruler").of(ours).platform_admin().await;
    let service = house.service();
    // For the member, for the foreign admin, for a platform admin, for nobody: whether the key of each may.
    for (who, expected) in people.iter().zip(["ynnn", "nnnn", "ynnn", "nynn", "yyyn", "ynnn"]) {
        for scope in ["all", "read"] {
            let program = who.program(service, scope).await;
            let asked = [Some(people[0].id), Some(people[3].id), Some(ruler.id), None];
            for (user, expected) in asked.into_iter().zip(expected.chars()) {
                let before = house.entries().await;
                let done = service.bearer(&program, user).await;
                assert_eq!(done.is_ok(), expected == 'y', "{} with {scope} for {user:?}", who.name);
                assert_eq!(house.entries().await - before, u64::from(done.is_err()), "each refusal once");
                let of_a_session = service.bearer(who, user).await;
                assert_eq!(of_a_session.is_ok(), user == Some(who.id), "no session acts for another");
            }
        }
    }
    let admin = people[5].program(service, "all").await;
    service.set_user_disabled(&ruler, people[5].id, true).await.unwrap();
    assert!(service.bearer(&admin, Some(people[0].id)).await.is_err(), "nor does the key of somebody disabled");
}
