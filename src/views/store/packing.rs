//! How values are made small: LZ4 against a dictionary. sled writes pages, so small values mean far fewer bytes.

use sha2::{Digest, Sha256};

/// Shorter values are kept as they are.
const PACKED_FROM_BYTES: usize = 48;
/// A value that claims to be longer than this when unpacked is damaged.
const VALUE_BYTES_MAX: usize = 16 * 1024 * 1024;
/// LZ4 looks back no further.
const DICTIONARY_BYTES_MAX: usize = 64 * 1024;

const PLAIN: u8 = 0;
const LZ4: u8 = 1;

#[derive(Debug, Clone, Copy)]
pub(super) struct Packing {
    dictionary: &'static [u8],
}

impl Packing {
    pub(super) fn new(dictionary: &'static [u8]) -> Self {
        let start = dictionary.len().saturating_sub(DICTIONARY_BYTES_MAX);
        Self { dictionary: dictionary.get(start..).unwrap_or_default() }
    }

    /// Tells dictionaries apart: values packed with one cannot be read with another.
    pub(super) fn fingerprint(self) -> [u8; 4] {
        let mut short = [0; 4];
        for (to, from) in short.iter_mut().zip(Sha256::digest(self.dictionary)) {
            *to = from;
        }
        short
    }

    pub(super) fn pack(self, value: &[u8]) -> Vec<u8> {
        if value.len() >= PACKED_FROM_BYTES && value.len() <= VALUE_BYTES_MAX {
            let packed = lz4_flex::block::compress_prepend_size_with_dict(value, self.dictionary);
            if packed.len() < value.len() {
                return tagged(LZ4, &packed);
            }
        }
        // Nothing at all stays nothing: keys without values are common.
        if value.is_empty() { Vec::new() } else { tagged(PLAIN, value) }
    }

    /// `None` for bytes that `pack` cannot have made.
    pub(super) fn unpack(self, value: &[u8]) -> Option<Vec<u8>> {
        match value.split_first() {
            None => Some(Vec::new()),
            Some((&PLAIN, plain)) => Some(plain.to_vec()),
            Some((&LZ4, packed)) => {
                let (size, packed) = lz4_flex::block::uncompressed_size(packed).ok()?;
                if size > VALUE_BYTES_MAX {
                    return None;
                }
                let value = lz4_flex::block::decompress_with_dict(packed, size, self.dictionary).ok()?;
                (value.len() == size).then_some(value)
            }
            Some(_) => None,
        }
    }
}

fn tagged(tag: u8, bytes: &[u8]) -> Vec<u8> {
    let mut whole = Vec::with_capacity(bytes.len() + 1);
    whole.push(tag);
    whole.extend_from_slice(bytes);
    whole
}

#[cfg(test)]
mod tests {
    use super::Packing;
    use proptest::prelude::*;

    const DICTIONARY: &[u8] = br#"{"code":"NEW2026-000001-7","business_type":"NEW","department":1,"note":""}"#;

    #[test]
    fn a_value_like_the_dictionary_becomes_much_smaller() {
        let value = br#"{"code":"NEW2026-004711-3","business_type":"NEW","department":4,"note":""}"#;
        let packed = Packing::new(DICTIONARY).pack(value);
        assert!(packed.len() < value.len() / 2, "{}", packed.len());
        assert!(Packing::new(b"").pack(value).len() > packed.len());
        assert_ne!(Packing::new(b"").fingerprint(), Packing::new(DICTIONARY).fingerprint());
    }

    proptest! {
        #[test]
        fn what_is_packed_is_unpacked_the_same(value in prop::collection::vec(any::<u8>(), 0..2_000), zeros in 0_usize..500) {
            let packing = Packing::new(DICTIONARY);
            for value in [value.clone(), [value, vec![0; zeros]].concat()] {
                prop_assert_eq!(packing.unpack(&packing.pack(&value)), Some(value));
            }
        }

        #[test]
        fn damaged_bytes_are_refused_or_read_but_never_a_panic_or_a_flood(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            for tag in [0, 1, 2] {
                let bytes = [vec![tag], bytes.clone()].concat();
                let _ = Packing::new(DICTIONARY).unpack(&bytes);
            }
        }
    }
}
