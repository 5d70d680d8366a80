//! JSON values that a system sent or offered, by its mapping into the region.

use domain::intake::Rejected;
use intake::{Mapping, Object, ObjectConverter};
use serde_json::value::RawValue;
use store::intake::Became;

use super::quarantine;
use super::{ImportError, Taker};

/// Converts values and takes what they are records of; what became of each, in their order. Names, rules and keys are
/// read anew. What could not be taken is left to the caller.
pub(crate) async fn take_objects(
    taker: &mut Taker,
    mapping: &Mapping,
    objects: &[&RawValue],
) -> Result<Vec<Result<Became, Rejected>>, ImportError> {
    let mut converter = ObjectConverter::new(mapping, taker.region().zone);
    let mut records = Vec::with_capacity(objects.len());
    // Of each object: it is taken, or why not.
    let mut refused = Vec::with_capacity(objects.len());
    for (object, line) in objects.iter().zip(1..) {
        let converted = match Object::parse(object.get()) {
            Ok(object) => converter.convert(line, object),
            Err(reason) => Err(ObjectConverter::rejected(line, reason, object.get())),
        };
        refused.push(match converted {
            Ok(record) => {
                records.push(record);
                None
            }
            Err(rejected) => Some(rejected),
        });
    }
    taker.begin_anew();
    taker.read_by(&quarantine::stored(mapping));
    let taken = taker.take(records).await?;
    let mut of_taken = taken.records.into_iter();
    refused
        .into_iter()
        .map(|refused| match refused {
            Some(rejected) => Ok(Err(rejected)),
            None => of_taken.next().ok_or(ImportError::NoOutcome),
        })
        .collect()
}
