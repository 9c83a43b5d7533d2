//! Page: the audit log. Filters, the opened entry and the check of the chain all stand in the address.

mod chain;
mod entry;
mod filters;
mod list;
pub mod words;

use leptos::prelude::*;

use self::{
    chain::chain_note,
    entry::entry_dialog,
    filters::{filters, tools},
    list::list,
};
use super::page::page;
use crate::calls::{audit, audit_entry, verify_audit};

/// The page.
#[component]
pub fn AuditPage() -> impl IntoView {
    page("Audit log", async |asked, viewer| {
        let query = words::read(&asked.query);
        let report = if asked.word("verify") == "1" { Some(verify_audit().await) } else { None };
        let entries = audit(query.clone()).await?;
        let entry = match asked.word("entry").parse() {
            Ok(number) => Some(audit_entry(number).await),
            Err(_) => None,
        };
        let view = view! {
            <div class="page-head">
                <h1>"Audit log"</h1>
                {tools(&query, viewer.platform_admin)}
            </div>
            {chain_note(report)}
            {filters(&entries, &query)}
            <div data-results="">{list(entries, &query)}</div>
            {entry.map(|entry| entry_dialog(entry, query))}
        };
        Ok(view.into_any())
    })
}
