//! Jobs: the one worker that erases what purges have hidden, and looks again when it is done.

use std::time::Duration;

use domain::{
    Failure, JobId, Thing,
    view::{JobPage, JobView, Receipt},
};
use storage::{OpenJob, StorageError, Write, WriteTx, overwritten};
use tokio::time::{MissedTickBehavior, interval};

use crate::{Actor, Service, audit::sight};

/// How long a job that broke off waits before it is taken up again, and one that left something before it looks again.
const RETRY_AFTER: Duration = Duration::from_secs(10);

struct EndJob {
    job: JobId,
    receipt: Option<Receipt>,
}

impl Write for EndJob {
    type Done = ();

    async fn run(&self, tx: &mut WriteTx) -> Result<(), StorageError> {
        tx.end_job(self.job, self.receipt.as_ref()).await
    }
}

impl Service {
    /// Erases for every open job, oldest first, and then waits for more; looks again for those that had left something.
    /// Runs until it is dropped; a job broken off by that goes on at the next start.
    pub async fn run_jobs(&self) {
        let mut looks = interval(RETRY_AFTER);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let failed = match self.store().open_jobs().await {
                Ok(jobs) if jobs.is_empty() => {
                    tokio::select! {
                        () = self.jobs_wake().notified() => continue,
                        _ = looks.tick() => self.look_again().await,
                    }
                }
                Ok(jobs) => self.carry_out(jobs).await,
                Err(error) => Err(error),
            };
            match failed {
                Ok(()) => {}
                Err(StorageError::Closed) => return,
                Err(error) => {
                    tracing::error!(%error, "a job broke off; it will be taken up again");
                    tokio::time::sleep(RETRY_AFTER).await;
                }
            }
        }
    }

    async fn carry_out(&self, jobs: Vec<OpenJob>) -> Result<(), StorageError> {
        let mut outcome = Ok(());
        // One that breaks off keeps none of the others waiting.
        for job in jobs {
            if let Err(error) = self.carry_out_one(job).await {
                self.store().write(EndJob { job: job.id, receipt: None }).await?;
                outcome = Err(error);
            }
        }
        outcome
    }

    /// Looks again for what was left when a job ended: by then nobody may stand in the way any more. Whatever is to be
    /// erased goes first.
    async fn look_again(&self) -> Result<(), StorageError> {
        for (job, before) in self.store().partial_jobs().await? {
            if !self.store().open_jobs().await?.is_empty() {
                break;
            }
            let receipt = self.store().look_again(job, overwritten(&before)).await?;
            if receipt.erased() {
                self.store().write(EndJob { job: job.id, receipt: Some(receipt) }).await?;
            }
        }
        Ok(())
    }

    async fn carry_out_one(&self, job: OpenJob) -> Result<(), StorageError> {
        // Those who listen are told what went, however late they come to it.
        self.keep_taken(job.room, job.through).await?;
        let mut overwrote = true;
        loop {
            let erased = self.store().erase_batch(job).await?;
            overwrote &= erased.overwritten;
            if !erased.more {
                break;
            }
            // Between two batches everybody else has a turn.
            tokio::task::yield_now().await;
        }
        let receipt = self.store().look_again(job, Some(overwrote)).await?;
        self.store().write(EndJob { job: job.id, receipt: Some(receipt) }).await
    }

    /// A page of the jobs that the actor may see, newest first.
    ///
    /// # Errors
    /// When the session has ended.
    pub async fn jobs(&self, actor: &Actor, before: Option<JobId>) -> Result<JobPage, Failure> {
        let known = self.known(actor).await?;
        self.store().jobs(sight(&known), before).await.map_err(|error| self.broke(error))
    }

    /// One job.
    ///
    /// # Errors
    /// When there is no such job, or the actor may not see it.
    pub async fn job(&self, actor: &Actor, job: JobId) -> Result<JobView, Failure> {
        let known = self.known(actor).await?;
        let job = self.store().job(sight(&known), job).await.map_err(|error| self.broke(error))?;
        job.ok_or(Failure::NotFound(Thing::Job))
    }
}
