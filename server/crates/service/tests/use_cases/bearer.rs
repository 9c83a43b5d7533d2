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
