//! The jobs as a table, newest first. Nothing in it is a closure: a page that asks again every second patches the
//! numbers in place and takes the focus from nobody.

use domain::{
    Timestamp,
    view::{JobPage, JobView},
};
use leptos::prelude::*;

use super::progress::{progress, state_badge};
use crate::parts::{Empty, Pager, When, address};

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
        table(page.jobs)
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

fn table(jobs: Vec<JobView>) -> AnyView {
    let rows: Vec<_> = jobs.into_iter().map(row).collect();
    view! {
        <div class="card table-scroll" data-flush>
            <table class="table jobs-table" data-cards>
                <caption class="visually-hidden">"Erasing of purged messages, newest first"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Room"</th>
                        <th scope="col">"State"</th>
                        <th scope="col">"Messages erased"</th>
                        <th scope="col">"Asked for by"</th>
                        <th scope="col">"Started"</th>
                        <th scope="col">"Ended"</th>
                        <th scope="col">"Receipt"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(job: JobView) -> impl IntoView {
    let bar = progress(&job);
    let open = address("/jobs", &[("job", &job.id.to_string())]);
    let label = ["Details of the job for ", &job.room.name].concat();
    let room = ["/rooms/", &job.room.id.to_string()].concat();
    view! {
        <tr>
            <th scope="row"><a href=room dir="auto">{job.room.name}</a></th>
            <td>{state_badge(job.state)}</td>
            <td>{bar}</td>
            <td data-label="For"><span dir="auto">{job.actor.name}</span></td>
            <td data-label="Started">{moment(job.started_at)}</td>
            <td data-label="Ended">{moment(job.ended_at)}</td>
            <td><a href=open aria-label=label>"Details"</a></td>
        </tr>
    }
}

/// A moment, or that it has not come.
fn moment(at: Option<Timestamp>) -> AnyView {
    match at {
        Some(at) => view! { <When at=at /> }.into_any(),
        None => view! { <span class="soft">"Not yet"</span> }.into_any(),
    }
}
