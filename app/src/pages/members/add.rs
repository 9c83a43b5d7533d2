//! The form that adds a person by e-mail address, with the roles that the viewer may give.

use domain::{RoomRole, view::RoomView};
use leptos::prelude::*;

use crate::{
    calls::AddMember,
    pages::forms::{Posting, Submit},
    parts::{Field, FormError},
};

/// The form; absent for those who may add nobody.
pub fn add_form(room: &RoomView, form: Posting<AddMember>, wrong_email: Signal<Option<String>>) -> Option<AnyView> {
    if !room.controls.moderate {
        return None;
    }
    let Posting { action, error, pending, .. } = form;
    let options: Vec<_> =
        given(room).iter().map(|role| view! { <option value=role.code()>{role.label()}</option> }).collect();
    let id = room.summary.id.to_string();
    let form = view! {
        <section class="card" aria-labelledby="add-title">
            <h2 id="add-title">"Add a member"</h2>
            <ActionForm action=action>
                <input type="hidden" name="room" value=id />
                <div class="cluster member-add">
                    <Field label="E-mail" name="email" kind="email" required=true autocomplete="off"
                        maxlength=domain::limits::EMAIL_CHARS_MAX error=wrong_email />
                    <div class="field">
                        <label for="add-role">"Role"</label>
                        <select id="add-role" name="role">{options}</select>
                    </div>
                    <Submit label="Add member" busy="Adding…" pending=pending />
                </div>
                <FormError error=error id="add-error" fields=&[domain::Field::Email] />
            </ActionForm>
        </section>
    };
    Some(form.into_any())
}

/// The roles that the viewer may give.
pub const fn given(room: &RoomView) -> &'static [RoomRole] {
    if room.controls.govern { &RoomRole::ALL } else { &[RoomRole::Member] }
}
