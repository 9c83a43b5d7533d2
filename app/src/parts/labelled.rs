//! What stands around every control: its label, its refusal and its hint.

use domain::Field as Of;
use leptos::prelude::*;

use super::Refusal;

/// What is read out with a control: the place for its refusal, and its hint, where it has them.
pub fn described_by(id: &str, refusable: bool, hinted: bool) -> Option<String> {
    match (refusable, hinted) {
        (false, false) => None,
        (false, true) => Some([id, "-hint"].concat()),
        (true, false) => Some([id, "-error"].concat()),
        (true, true) => Some([id, "-error ", id, "-hint"].concat()),
    }
}

/// A control with its label. The control points at the rest by [`described_by`].
#[component]
pub fn Labelled(
    /// What people read.
    label: &'static str,
    /// The id of the control.
    id: &'static str,
    /// Which value it takes; what is wrong with that value is told here.
    of: Option<Of>,
    /// What is wrong with it now.
    wrong: Option<String>,
    /// What helps to fill it in.
    hint: String,
    /// Whether it takes the width that others leave.
    #[prop(optional)]
    wide: bool,
    /// What it is called in the style.
    #[prop(optional)]
    class: &'static str,
    /// The control.
    children: Children,
) -> impl IntoView {
    let (error_id, hint_id) = ([id, "-error"].concat(), [id, "-hint"].concat());
    view! {
        <div class=["field ", class].concat().trim_end().to_owned() data-wide=wide.then_some("")>
            <label for=id>{label}</label>
            {children()}
            {of.map(|of| view! { <Refusal text=wrong id=error_id field=of /> })}
            {(!hint.is_empty()).then(|| view! { <p class="field-hint" id=hint_id>{hint}</p> })}
        </div>
    }
}
