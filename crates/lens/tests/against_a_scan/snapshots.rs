//! A start from a snapshot.

use ::lens::{Change, Filter, Lens, Public, SnapshotError, Staff};
use proptest::prelude::*;
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::lens::one;
use crate::naive::NOW;

fn town() -> Lens<Staff> {
    let mut rng = StdRng::seed_from_u64(4);
    let mut lens = Lens::from_incidents(7, (0..6_000).map(|key| one(&mut rng, key)));
    let changes: Vec<Change> = (5_000..8_000)
        .map(|key| Change::Upsert(one(&mut rng, key)))
        .collect();
    lens.apply(8, &changes);
    lens
}

fn bytes_of(lens: &Lens<Staff>) -> Vec<u8> {
    let mut bytes = Vec::new();
    lens.write_snapshot(&mut bytes).expect("memory");
    bytes
}

#[test]
fn a_picture_comes_back_with_its_version_and_takes_changes() {
    let lens = town();
    let mut read = Lens::<Staff>::read_snapshot(&mut bytes_of(&lens).as_slice()).unwrap();
    assert_eq!((read.version(), read.len()), (8, 8_000));
    for key in 0..8_000 {
        assert_eq!(read.get(key), lens.get(key));
    }
    read.apply(9, &[Change::Remove(3), Change::Remove(7_000)]);
    assert_eq!(read.len(), 7_998);
    assert_eq!(read.get(7_000), None);
}

#[test]
fn an_empty_picture_comes_back() {
    let bytes = bytes_of(&Lens::new());
    assert!(
        Lens::<Staff>::read_snapshot(&mut bytes.as_slice())
            .unwrap()
            .is_empty()
    );
}

#[test]
fn reading_stops_where_the_snapshot_ends() {
    let mut bytes = bytes_of(&town());
    bytes.extend(b"tables");
    let mut rest = bytes.as_slice();
    Lens::<Staff>::read_snapshot(&mut rest).unwrap();
    assert_eq!(rest, b"tables");
}

#[test]
fn a_staff_snapshot_is_not_read_as_a_public_picture() {
    let read = Lens::<Public>::read_snapshot(&mut bytes_of(&town()).as_slice());
    assert!(matches!(read, Err(SnapshotError::OtherPicture)));
}

#[test]
fn what_is_no_snapshot_is_refused() {
    let read = |bytes: &[u8]| Lens::<Staff>::read_snapshot(&mut &*bytes).unwrap_err();
    assert!(matches!(read(b""), SnapshotError::Read(_)));
    assert!(matches!(read(&[b'x'; 100]), SnapshotError::Damaged));
    let bytes = bytes_of(&town());
    assert!(matches!(read(&bytes[..bytes.len() - 1]), SnapshotError::Damaged));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_flipped_bit_anywhere_is_noticed(at: prop::sample::Index, bit in 0..8) {
        let mut bytes = bytes_of(&town());
        let at = at.index(bytes.len());
        bytes[at] ^= 1_u8 << bit;
        prop_assert!(Lens::<Staff>::read_snapshot(&mut bytes.as_slice()).is_err());
    }
}

#[test]
fn answers_are_the_same_afterwards() {
    let lens = town();
    let read = Lens::<Staff>::read_snapshot(&mut bytes_of(&lens).as_slice()).unwrap();
    let (filter, now) = (Filter::default(), NOW);
    assert_eq!(read.cells(&filter, 15, now), lens.cells(&filter, 15, now));
    assert_eq!(read.facets(&filter, now), lens.facets(&filter, now));
}
