//! The bundle of pages without a map (docs/adr/0014).

/// Whether this build makes maps. Where it does not, whatever asks this first is not linked.
pub(crate) const HAS_MAPS: bool = cfg!(feature = "maps");
