//! Signed distribution of trust, from an operator's desk to a tablet that nobody trusts. The names are those of TUF's
//! conformance suite where it has the same test.

#![expect(clippy::indexing_slicing, reason = "what is made here has these members and bytes")]

#[path = "distribution/configurations.rs"]
mod configurations;
#[path = "distribution/content.rs"]
mod content;
#[path = "distribution/damage.rs"]
mod damage;
#[path = "distribution/desk.rs"]
mod desk;
#[path = "distribution/files.rs"]
mod files;
#[path = "distribution/floor.rs"]
mod floor;
#[path = "distribution/model.rs"]
mod model;
#[path = "distribution/roots.rs"]
mod roots;
#[path = "distribution/signers.rs"]
mod signers;
#[path = "distribution/specification.rs"]
mod specification;
#[path = "distribution/storage.rs"]
mod storage;
#[path = "distribution/times.rs"]
mod times;
