//! A labelled input with its hint and its refusal. Multi-line text is not for this part.

use domain::Field as Of;
use leptos::prelude::*;

use super::{
    labelled::{Labelled, described_by},
    refusal_beside,
};
use crate::calls::CallError;

/// A labelled input. Hint and refusal are read out with it.
#[component]
pub fn Field(
    /// What people read.
    label: &'static str,
    /// The name it is posted under.
    name: &'static str,
    /// Which value it takes; what is wrong with that value is told here.
    #[prop(optional, into)]
    of: Option<Of>,
    /// `text`, `email`, `password`, `date` or `search`.
    #[prop(default = "text")]
    kind: &'static str,
    /// What stands in it at first.
    #[prop(optional, into)]
    value: String,
    /// What helps to fill it in.
    #[prop(optional, into)]
    hint: String,
    /// Whether it must be filled in.
    #[prop(optional)]
    required: bool,
    /// What browsers may fill it with: `username`, `current-password`, `new-password`, `off`.
    #[prop(optional)]
    autocomplete: Option<&'static str>,
    /// Characters it takes at most.
    #[prop(optional)]
    maxlength: Option<usize>,
    /// Its id; the name unless two forms of a page share it.
    #[prop(optional)]
    id: Option<&'static str>,
    /// What stands in it while it is empty: an example.
    #[prop(optional)]
    placeholder: Option<&'static str>,
    /// Whether it takes the width that others leave.
    #[prop(optional)]
    wide: bool,
    /// Why the form was refused, if it was.
    #[prop(optional_no_strip)]
    refused: Option<CallError>,
) -> impl IntoView {
    let id = id.unwrap_or(name);
    let wrong = of.and_then(|of| refusal_beside(refused.as_ref(), of));
    let invalid = wrong.is_some().then_some("true");
    let described_by = described_by(id, of.is_some(), !hint.is_empty());
    view! {
        <Labelled label id of wrong hint wide>
            <input
                id=id
                name=name
                type=kind
                dir=(kind == "text").then_some("auto")
                value=value
                placeholder=placeholder
                required=required
                autocomplete=autocomplete
                maxlength=maxlength.map(|max| max.to_string())
                aria-invalid=invalid
                aria-describedby=described_by
            />
        </Labelled>
    }
}
