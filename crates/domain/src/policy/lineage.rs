/// The kind itself, then those above it, nearest first. Stored data may hold a ring: it ends where it began.
pub fn lineage<'a>(category: &'a str, parent: impl Fn(&str) -> Option<&'a str>) -> Vec<&'a str> {
    let mut line = vec![category];
    while let Some(above) = line.last().and_then(|kind| parent(kind)) {
        if line.contains(&above) {
            break;
        }
        line.push(above);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_descends_from_its_parents_even_in_a_ring() {
        let tree = |kind: &str| match kind {
            "lamp" => Some("roads"),
            "roads" => Some("city"),
            "chicken" => Some("egg"),
            "egg" => Some("chicken"),
            _ => None,
        };
        assert_eq!(lineage("lamp", tree), ["lamp", "roads", "city"]);
        assert_eq!(lineage("chicken", tree), ["chicken", "egg"]);
        assert_eq!(lineage("unknown", tree), ["unknown"]);
    }
}
