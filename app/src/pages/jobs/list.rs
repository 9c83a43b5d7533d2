//! The jobs as a table, newest first. Nothing in it is a closure: a page that asks again every second patches the
//! numbers in place and takes the focus from nobody.

use domain::{
    Timestamp,
    view::{JobPage, JobView},
};
use leptos::prelude::*;

use super::progress::{progress, state_badge};
use crate::parts::{Empty, Head, Pager, Table, When, address};

const HEADS: [Head; 7] = [
    Head::Words("Room"),
    Head::Words("State"),
    Head::Words("Messages erased"),
    Head::Words("Asked for by"),
    Head::Words("Started"),
    Head::Words("Ended"),
    Head::Words("Receipt"),
];

/// The table, or why there is none. `further` when this is not the first page.
pub fn list(page: JobPage, further: bool) -> AnyView {
    let at_work = page.jobs.iter().filter(|job| !job.state.ended()).count();
    let status = match at_work {
        0 => "No job is at work.".to_owned(),
        1 => "1 job is at work.".to_owned(),
        more => [&more.to_string(), " jobs are at work."].concat(),
    };
    let next = page.next.map(|id| address("/jobs", &[("before", &id.to_string())]));
    let first = further.then(|| "/jobs".to_owned());
    let table = if page.jobs.is_empty() {
        view! { <Empty title="No jobs" text="When a room is purged, the erasing of its messages is listed here." /> }
            .into_any()
    } else {
        let rows: Vec<_> = page.jobs.into_iter().map(row).collect();
        let caption = "Erasing of purged messages, newest first";
        view! { <Table caption heads=HEADS.to_vec() rows class="jobs-table" /> }.into_any()
    };
    view! {
        <div class="page-head">
            <h1>"Jobs"</h1>
            <p role="status">{status}</p>
        </div>
        {table}
        <Pager next_href=next label="Older jobs" first_href=first />
    }
    .into_any()
}

fn row(job: JobView) -> AnyView {
    let bar = progress(&job);
    let open = address("/jobs", &[("job", &job.id.to_string())]);
    let label = ["Details of the job for ", &job.room.name].concat();
    let room = ["/rooms/", &job.room.id.to_string()].concat();
    view! {
        <tr role="row">
            <th role="rowheader" scope="row"><a href=room dir="auto">{job.room.name}</a></th>
            <td role="cell">{state_badge(job.state)}</td>
            <td role="cell">{bar}</td>
            <td role="cell" data-label="For"><span dir="auto">{job.actor.name}</span></td>
            <td role="cell" data-label="Started">{moment(job.started_at)}</td>
            <td role="cell" data-label="Ended">{moment(job.ended_at)}</td>
            <td role="cell"><a href=open aria-label=label>"Details"</a></td>
        </tr>
    }
    .into_any()
}

/// A moment, or that it has not come.
fn moment(at: Option<Timestamp>) -> AnyView {
    match at {
        Some(at) => view! { <When at=at /> }.into_any(),
        None => view! { <span class="soft">"Not yet"</span> }.into_any(),
    }
}
