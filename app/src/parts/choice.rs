//! Choosing one of several: from a list that opens, or from all of them in sight, each with what it means.

use domain::Field as Of;
use leptos::prelude::*;

use super::{Refusal, labelled::Labelled};

/// One entry of a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub words: String,
    /// Whether it is the one.
    pub chosen: bool,
}

impl Choice {
    /// An entry.
    pub fn new(value: impl Into<String>, words: impl Into<String>, chosen: bool) -> Self {
        Self { value: value.into(), words: words.into(), chosen }
    }
}

/// A labelled choice from a list that opens.
#[component]
pub fn Select(
    /// What people read.
    label: &'static str,
    /// The name it is posted under.
    name: &'static str,
    /// The entries, in their order.
    choices: Vec<Choice>,
    /// Its id; the name unless two forms of a page share it.
    #[prop(optional)]
    id: Option<&'static str>,
    /// Which value it takes; what is wrong with that value is told here.
    #[prop(optional, into)]
    of: Option<Of>,
    /// What is wrong with it now.
    #[prop(optional_no_strip)]
    wrong: Option<String>,
    /// What helps to choose.
    #[prop(optional)]
    hint: &'static str,
) -> impl IntoView {
    let id = id.unwrap_or(name);
    let invalid = wrong.is_some().then_some("true");
    let options: Vec<_> = choices
        .into_iter()
        .map(|choice| view! { <option value=choice.value selected=choice.chosen>{choice.words}</option> })
        .collect();
    let described_by = super::labelled::described_by(id, of.is_some(), !hint.is_empty());
    view! {
        <Labelled label id of wrong hint=hint.to_owned()>
            <select id=id name=name aria-invalid=invalid aria-describedby=described_by>{options}</select>
        </Labelled>
    }
}

/// A choice of which all entries are in sight, each with a sentence. The sentence describes its entry and is not its
/// name: that stays short.
#[component]
pub fn Choices(
    /// What is chosen.
    legend: &'static str,
    /// The name it is posted under.
    name: &'static str,
    /// Which value it takes; what is wrong with that value is told here.
    of: Of,
    /// What is wrong with it now.
    wrong: Option<String>,
    /// What is sent for the one that is chosen at first.
    now: String,
    /// What is sent, what is read, and what it means.
    choices: Vec<(&'static str, &'static str, &'static str)>,
) -> impl IntoView {
    let error_id = [name, "-error"].concat();
    let choices: Vec<_> = choices
        .into_iter()
        .map(|(code, label, hint)| {
            let id = [name, "-", code].concat();
            let hint_id = [&id, "-hint"].concat();
            let described_by = [&error_id, " ", &hint_id].concat();
            view! {
                <div>
                    <label class="choice">
                        <input type="radio" name=name id=id value=code checked=code == now aria-describedby=described_by />
                        {label}
                    </label>
                    <p class="field-hint choice-hint" id=hint_id>{hint}</p>
                </div>
            }
        })
        .collect();
    view! {
        <fieldset class="field">
            <legend>{legend}</legend>
            <div class="choices" data-column>{choices}</div>
            <Refusal text=wrong id=error_id field=of />
        </fieldset>
    }
}
