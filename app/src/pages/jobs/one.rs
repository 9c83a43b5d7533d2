//! One job with its receipt: what was looked at again, store by store, and what was found.

use domain::view::{JobState, JobView, Receipt, StoreCheck};
use leptos::prelude::*;

use super::progress::{progress, state_badge, took};
use crate::parts::{When, fact, mark};

/// The job.
pub fn one(job: JobView) -> AnyView {
    let bar = progress(&job);
    let took = took(&job);
    let room = ["/rooms/", &job.room.id.to_string()].concat();
    view! {
        <div class="stack">
            <p class="crumbs"><a href="/jobs">"All jobs"</a></p>
            <h1>"Purge of " <span dir="auto">{job.room.name.clone()}</span></h1>
            <p role="status">{state_badge(job.state)} " " {sentence(job.state)}</p>
            {bar}
            <dl class="facts">
                {fact("Room", view! { <a href=room dir="auto">{job.room.name}</a> })}
                {fact("Asked for by", view! { <span dir="auto">{job.actor.name}</span> })}
                {fact("Asked for", view! { <When at=job.created_at /> })}
                {job.started_at.map(|at| fact("Started", view! { <When at=at /> }))}
                {job.ended_at.map(|at| fact("Ended", view! { <When at=at /> }))}
                {took.map(|took| fact("Took", took))}
                {fact("Operation", view! { <code>{job.operation.to_string()}</code> })}
                {fact("Job", view! { <code>{job.id.to_string()}</code> })}
            </dl>
            {receipt(job.receipt, job.state.ended())}
        </div>
    }
    .into_any()
}

/// What a state means for somebody who waits.
const fn sentence(state: JobState) -> &'static str {
    match state {
        JobState::Waiting => "The messages are out of everybody's view; erasing begins shortly.",
        JobState::Running => {
            "The messages are out of everybody's view; their bytes are being erased. This page can be closed."
        }
        JobState::Done => "Everything that was looked at again is clean.",
        JobState::Partial => "Something was left; the receipt says where. It is looked at again every few seconds.",
        JobState::Failed => {
            "Erasing broke off, and is tried again every few seconds. The messages stay out of everybody's view."
        }
    }
}

/// The receipt, or that there is none yet.
fn receipt(receipt: Option<Receipt>, ended: bool) -> AnyView {
    let Some(receipt) = receipt else {
        let text = if ended {
            "There is no receipt: nothing was looked at again."
        } else {
            "The receipt is written when the job ends."
        };
        return view! {
            <section class="stack" aria-labelledby="receipt">
                <h2 id="receipt">"Receipt"</h2>
                <p class="soft">{text}</p>
            </section>
        }
        .into_any();
    };
    let erased = receipt.erased();
    let verdict =
        if erased { "Erased: no store that was looked at holds anything of it." } else { "Not erased everywhere." };
    let checks: Vec<_> = receipt.checks.into_iter().map(check).collect();
    view! {
        <section class="stack" aria-labelledby="receipt">
            <h2 id="receipt">"Receipt"</h2>
            <p class="outcome" data-tone=if erased { "good" } else { "danger" }>{mark(erased)}{verdict}</p>
            <p class="soft">"Looked at " <When at=receipt.at /> ". What is not listed was not checked."</p>
            <div class="card table-scroll" data-flush>
                <table class="table" data-cards>
                    <caption class="visually-hidden">"Store by store"</caption>
                    <thead>
                        <tr><th scope="col">"Store"</th><th scope="col">"Result"</th><th scope="col">"Found"</th></tr>
                    </thead>
                    <tbody>{checks}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

/// One store.
fn check(check: StoreCheck) -> impl IntoView {
    let words = if check.clean { "Clean" } else { "Something left" };
    view! {
        <tr>
            <th scope="row">{check.store}</th>
            <td><span class="outcome">{mark(check.clean)}{words}</span></td>
            <td>{check.found}</td>
        </tr>
    }
}
