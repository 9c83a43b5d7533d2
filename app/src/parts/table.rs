//! A list as a table: where there is no room for one, its rows become cards. Roles are spelled out, in the rows too,
//! because the narrow layout changes the display of rows and cells, and with it what some browsers take them for.

use leptos::prelude::*;

/// The head of a column.
#[derive(Debug, Clone, Copy)]
pub enum Head {
    /// Words.
    Words(&'static str),
    /// Words over numbers.
    Number(&'static str),
    /// Words for those who hear the table; the cells speak for themselves.
    Unseen(&'static str),
}

/// The table. Its rows are `<tr role="row">` with one `rowheader`, and otherwise `cell`s.
#[component]
pub fn Table(
    /// What it lists, and in which order.
    caption: &'static str,
    /// The columns.
    heads: Vec<Head>,
    /// The rows.
    rows: Vec<AnyView>,
    /// What it is called in the style.
    #[prop(optional)]
    class: &'static str,
    /// Whether it stands in a card that holds more than it; else it has one of its own.
    #[prop(optional)]
    inset: bool,
) -> AnyView {
    let heads: Vec<_> = heads.into_iter().map(head).collect();
    let table = view! {
        <table class=["table ", class].concat().trim_end().to_owned() data-cards data-inset=inset.then_some("") role="table">
            <caption class="visually-hidden">{caption}</caption>
            <thead role="rowgroup">
                <tr role="row">{heads}</tr>
            </thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    };
    if inset { table.into_any() } else { view! { <div class="card table-scroll" data-flush>{table}</div> }.into_any() }
}

fn head(head: Head) -> AnyView {
    match head {
        Head::Words(words) => view! { <th role="columnheader" scope="col">{words}</th> }.into_any(),
        Head::Number(words) => view! { <th role="columnheader" scope="col" class="number">{words}</th> }.into_any(),
        Head::Unseen(words) => {
            let words = view! { <span class="visually-hidden">{words}</span> };
            view! { <th role="columnheader" scope="col" class="actions">{words}</th> }.into_any()
        }
    }
}
