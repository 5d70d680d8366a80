//! Numbers as bytes, little end first, for [`crate::snapshot`].

/// Something of a fixed number of bytes.
pub(crate) trait Fixed: Sized {
    fn put(&self, to: &mut Vec<u8>);
    /// `None` where the bytes are too few.
    fn take(from: &mut &[u8]) -> Option<Self>;
}

macro_rules! fixed {
    ($($number:ty),*) => { $(
        impl Fixed for $number {
            #[inline]
            fn put(&self, to: &mut Vec<u8>) {
                to.extend_from_slice(&self.to_le_bytes());
            }

            #[inline]
            fn take(from: &mut &[u8]) -> Option<Self> {
                let (bytes, rest) = from.split_first_chunk()?;
                *from = rest;
                Some(Self::from_le_bytes(*bytes))
            }
        }
    )* };
}

fixed!(u8, u16, u32, u64, i32, i64);

pub(crate) fn put_all<T: Fixed>(all: &[T], to: &mut Vec<u8>) {
    (all.len() as u64).put(to);
    all.iter().for_each(|one| one.put(to));
}

pub(crate) fn take_all<T: Fixed>(from: &mut &[u8]) -> Option<Vec<T>> {
    let len = usize::try_from(u64::take(from)?).ok()?;
    // No size of this program is zero: what does not fit the bytes that are left is not reserved.
    if len > from.len() {
        return None;
    }
    let mut all = Vec::with_capacity(len);
    for _ in 0..len {
        all.push(T::take(from)?);
    }
    Some(all)
}
