//! Attributes: texts by name, that applications send along.

use std::collections::BTreeMap;

use crate::aws::{BadMember, Member};

/// Bytes of all attributes together, names and values.
pub(super) const BYTES_MAX: usize = 1024;

/// Whether they are small enough.
pub(super) fn fit<'t>(attributes: impl IntoIterator<Item = (&'t str, &'t str)>) -> bool {
    attributes.into_iter().map(|(name, value)| name.len() + value.len()).sum::<usize>() <= BYTES_MAX
}

/// The attributes that a request gives; none when it gives none.
pub(super) fn read<'c>(member: Member<'c>) -> Result<BTreeMap<&'c str, &'c str>, BadMember> {
    let read = member.maybe(|attributes| {
        let texts = attributes.texts()?;
        if fit(texts.iter().map(|(name, value)| (*name, *value))) {
            Ok(texts)
        } else {
            Err(attributes.bad(format!("must have {BYTES_MAX} bytes at the most, names and values together")))
        }
    })?;
    Ok(read.unwrap_or_default())
}
