//! Page: the audit log. Filters, the opened entry and the check of the chain all stand in the address.

mod chain;
mod entry;
mod filters;
mod list;
pub mod words;

use domain::view::{AuditPage as Page, AuditQuery, ChainReport, Viewer};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use self::{
    chain::chain_note,
    entry::entry_dialog,
    filters::{filters, tools},
    list::list,
};
use crate::{
    calls::{CallError, audit, audit_entry, verify_audit},
    parts::{ErrorNote, Frame, query_word, use_viewer},
};

/// The page.
#[component]
pub fn AuditPage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(words::read));
    let opened = Memo::new(move |_| query.with(|query| query.get_str("entry").and_then(|number| number.parse().ok())));
    let verify = query_word("verify");

    let viewer = use_viewer();
    let page = Resource::new(move || asked.get(), audit);
    let entry = Resource::new(
        move || opened.get(),
        |number: Option<u64>| async move {
            match number {
                Some(number) => Some(audit_entry(number).await),
                None => None,
            }
        },
    );
    let report = Resource::new(
        move || verify.get() == "1",
        |verify| async move { if verify { Some(verify_audit().await) } else { None } },
    );

    view! {
        <Frame title="Audit log">
            <Transition fallback=|| view! { <p class="loading">"Loading the audit log…"</p> }>
                {move || Suspend::new(async move {
                    let viewer = viewer.await.ok().flatten();
                    let report = report.await;
                    let page = page.await;
                    body(page, report, asked.get_untracked(), viewer)
                })}
            </Transition>
            <Transition>
                {move || Suspend::new(async move {
                    entry.await.map(|entry| entry_dialog(entry, asked.get_untracked()))
                })}
            </Transition>
        </Frame>
    }
    .into_any()
}

/// The page, or why it cannot be shown.
fn body(
    page: Result<Page, CallError>,
    report: Option<Result<ChainReport, CallError>>,
    asked: AuditQuery,
    viewer: Option<Viewer>,
) -> AnyView {
    match page {
        Ok(page) => {
            let verifier = viewer.is_some_and(|viewer| viewer.platform_admin);
            view! {
                <div class="page-head">
                    <h1>"Audit log"</h1>
                    {tools(&asked, verifier)}
                </div>
                {chain_note(report)}
                {filters(&page, &asked)}
                {list(page, &asked)}
            }
            .into_any()
        }
        Err(error) => view! { <ErrorNote error=error /> }.into_any(),
    }
}
