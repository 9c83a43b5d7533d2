//! `roomkeeper audit`.

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
};

use domain::{UserId, view::AuditQuery};
use storage::{Noted, Sight, Store};

use super::Stop;
use crate::{
    cli::Audit,
    export::{CHUNK_ROWS, Format},
    settings,
};

/// Checks the log or writes it out.
pub(crate) async fn run(audit: Audit, file: &settings::File) -> Result<(), Stop> {
    match audit {
        Audit::Verify { expect, data } => verify(&data.or(file), expect).await,
        Audit::Export { format, out, filters, data } => {
            let service = super::open_existing(&data.or(file)).await?;
            let done = export(service.store(), filters.into(), format, out.as_deref()).await;
            service.close().await;
            done
        }
    }
}

/// Walks the chain; exit code 1 when an entry does not fit.
async fn verify(folder: &Path, noted: Option<Noted>) -> Result<(), Stop> {
    let service = super::open_existing(folder).await?;
    let report = service.store().verify_audit_with(noted.as_ref()).await;
    service.close().await;
    let report = report?;
    match report.broken {
        None => {
            let (checked, head) = (report.checked, report.head);
            println!("{checked} entries checked; every one fits. Newest hash: {head}");
            if let Some(noted) = noted {
                println!("Entry {} has the hash that was noted.", noted.number);
            }
            println!(
                "Note it elsewhere: `--expect {checked}:{head}` tells later whether the log was cut or written anew."
            );
            Ok(())
        }
        Some(link) => Err(Stop(format!(
            "the audit log was changed: entry {} does not fit: {}. The {} entries before it fit each other.",
            link.number,
            link.why,
            link.number.saturating_sub(1)
        ))),
    }
}

/// Writes the entries to the file, or to standard output. Says so only when every byte has arrived.
async fn export(store: &Store, query: AuditQuery, format: Format, out: Option<&Path>) -> Result<(), Stop> {
    let Some(path) = out else {
        let failed = |error: io::Error| Stop(format!("The entries could not be written: {error}."));
        return write_entries(store, query, format, io::stdout(), failed).await.map(drop);
    };
    let failed = |error: io::Error| Stop(format!("{} could not be written: {error}.", path.display()));
    let file = File::create(path).map_err(failed)?;
    let count = write_entries(store, query, format, &file, failed).await?;
    file.sync_all().map_err(failed)?;
    println!("Wrote {count} entries to {}.", path.display());
    Ok(())
}

async fn write_entries(
    store: &Store,
    mut query: AuditQuery,
    format: Format,
    out: impl Write,
    failed: impl Fn(io::Error) -> Stop,
) -> Result<u64, Stop> {
    let mut out = BufWriter::new(out);
    out.write_all(format.head().as_bytes()).map_err(&failed)?;
    // Whoever holds the file may read all of it: the server itself is asking.
    let sight = Sight { all: true, account: None, user: UserId::MIN };
    let mut count = 0;
    loop {
        let entries = store.audit_entries(sight, &query, CHUNK_ROWS).await?;
        for entry in &entries {
            out.write_all(format.line(entry).as_bytes()).map_err(&failed)?;
        }
        count += entries.len() as u64;
        match entries.last() {
            Some(last) if entries.len() == CHUNK_ROWS as usize => query.before = Some(last.number),
            Some(_) | None => break,
        }
    }
    out.flush().map_err(failed)?;
    Ok(count)
}
