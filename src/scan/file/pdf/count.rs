//! How many pages a PDF says it has, before it is opened: hayro looks at every page when it opens a file, and a million of
//! them are more than a child may hold.

/// Where a file says how many objects it has, seen from its end or from where it says.
const NEAR_BYTES: usize = 64 << 10;
/// So much of a file with very many objects is searched.
const SEARCHED_BYTES: usize = 64 << 20;
/// What tells a page tree's count from that of bookmarks stands this near.
const BESIDE_BYTES: usize = 120;

/// Whether a file says that it has more pages than so many. One that says nothing, or says it in objects that are packed, is
/// opened and counted.
pub(super) fn says_more_than(bytes: &[u8], most: u32) -> bool {
    let Some(objects) = objects(bytes).filter(|objects| *objects > u64::from(most)) else { return false };
    let searched = bytes.get(..SEARCHED_BYTES).unwrap_or(bytes);
    numbers_behind(searched, b"/Count").any(|(at, count)| {
        let beside = bytes.get(at.saturating_sub(BESIDE_BYTES)..bytes.len().min(at + BESIDE_BYTES)).unwrap_or_default();
        let is_of_bookmarks = [&b"/First"[..], b"/Last", b"/Outlines"].iter().any(|word| find(beside, word).is_some());
        count > u64::from(most) && count <= objects && !is_of_bookmarks
    })
}

/// How many objects the last table says there are.
fn objects(bytes: &[u8]) -> Option<u64> {
    let tail = &bytes[bytes.len().saturating_sub(NEAR_BYTES)..];
    let table = numbers_behind(tail, b"startxref").last().and_then(|(_, at)| usize::try_from(at).ok());
    let packed = table.and_then(|at| bytes.get(at..)).map(|table| &table[..table.len().min(NEAR_BYTES)]);
    let parts = [Some(tail), packed];
    parts.into_iter().flatten().flat_map(|part| numbers_behind(part, b"/Size")).map(|(_, size)| size).max()
}

/// Every number that stands behind a word, with where that ends.
fn numbers_behind<'a>(bytes: &'a [u8], word: &'a [u8]) -> impl Iterator<Item = (usize, u64)> + 'a {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let at = from + find(bytes.get(from..)?, word)? + word.len();
            from = at;
            let rest = bytes.get(at..)?;
            let start = rest.iter().take(8).take_while(|byte| byte.is_ascii_whitespace()).count();
            let digits = rest[start..].iter().take(12).take_while(|byte| byte.is_ascii_digit());
            let number = digits.fold(None, |number, digit| Some(number.unwrap_or(0) * 10 + u64::from(digit - b'0')));
            if let Some(number) = number {
                return Some((at, number));
            }
        }
    })
}

fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).position(|part| part == word)
}

#[cfg(test)]
mod tests {
    use super::says_more_than;

    #[test]
    fn a_file_is_believed_that_it_has_too_many_pages_only_if_it_has_as_many_objects() {
        let file = |count: &str, size: u32| {
            format!(
                "%PDF-1.4\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] {count} >>\nendobj\ntrailer\n<< /Size {size} >>\nstartxref\n0\n%%EOF\n"
            )
        };
        assert!(says_more_than(file("/Count 1000000", 1_000_003).as_bytes(), 10_000));
        assert!(!says_more_than(file("/Count 1000000", 12).as_bytes(), 10_000), "it cannot");
        assert!(!says_more_than(file("/Count 9999", 1_000_003).as_bytes(), 10_000));
        assert!(
            !says_more_than(file("/First 5 0 R /Last 6 0 R /Count 20000", 1_000_003).as_bytes(), 10_000),
            "bookmarks"
        );
        assert!(!says_more_than(b"", 0) && !says_more_than(b"/Size /Count 99999999999999999999 startxref", 0));
        let packed = b"....../Size 70000\n/Type /XRef stream /Count 60000 startxref 6\n%%EOF";
        assert!(says_more_than(packed, 10_000));
    }
}
