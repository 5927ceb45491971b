//! The real server, the real files, the real command line: one binary, for a second would link everything again.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

#[path = "it/support.rs"]
mod support;

#[path = "it/adding.rs"]
mod adding;
#[path = "it/attachments.rs"]
mod attachments;
#[path = "it/backups.rs"]
mod backups;
#[path = "it/bad_days.rs"]
mod bad_days;
#[path = "it/cases.rs"]
mod cases;
#[path = "it/cli.rs"]
mod cli;
#[path = "it/counts.rs"]
mod counts;
#[path = "it/crashes.rs"]
mod crashes;
#[path = "it/damaged.rs"]
mod damaged;
#[path = "it/demonstration.rs"]
mod demonstration;
#[path = "it/discrepancies.rs"]
mod discrepancies;
#[path = "it/edges.rs"]
mod edges;
#[path = "it/erasure.rs"]
mod erasure;
#[path = "it/figures.rs"]
mod figures;
#[path = "it/find.rs"]
mod find;
#[path = "it/folders.rs"]
mod folders;
#[path = "it/forms.rs"]
mod forms;
#[path = "it/hidden.rs"]
mod hidden;
#[path = "it/history.rs"]
mod history;
#[path = "it/imports.rs"]
mod imports;
#[path = "it/incoming.rs"]
mod incoming;
#[path = "it/intake.rs"]
mod intake;
#[path = "it/jobs.rs"]
mod jobs;
#[path = "it/keeping.rs"]
mod keeping;
#[path = "it/label_prints.rs"]
mod label_prints;
#[path = "it/labels.rs"]
mod labels;
#[path = "it/lending.rs"]
mod lending;
#[path = "it/limits.rs"]
mod limits;
#[path = "it/linearizability.rs"]
mod linearizability;
#[path = "it/live.rs"]
mod live;
#[path = "it/maps.rs"]
mod maps;
#[path = "it/markers.rs"]
mod markers;
#[path = "it/morning.rs"]
mod morning;
#[path = "it/nonsense.rs"]
mod nonsense;
#[path = "it/ocr.rs"]
mod ocr;
#[path = "it/openapi.rs"]
mod openapi;
#[path = "it/papers.rs"]
mod papers;
#[path = "it/parsers.rs"]
mod parsers;
#[path = "it/people.rs"]
mod people;
#[path = "it/places.rs"]
mod places;
#[path = "it/policy.rs"]
mod policy;
#[path = "it/printers.rs"]
mod printers;
#[path = "it/promises.rs"]
mod promises;
#[path = "it/proof.rs"]
mod proof;
#[path = "it/queues.rs"]
mod queues;
#[path = "it/right.rs"]
mod right;
#[path = "it/scan_worker.rs"]
mod scan_worker;
#[path = "it/scanners.rs"]
mod scanners;
#[path = "it/scans.rs"]
mod scans;
#[path = "it/second.rs"]
mod second;
#[path = "it/sight.rs"]
mod sight;
#[path = "it/surgery.rs"]
mod surgery;
#[path = "it/sync.rs"]
mod sync;
#[path = "it/tables.rs"]
mod tables;
#[path = "it/today.rs"]
mod today;
#[path = "it/transfers.rs"]
mod transfers;
