//! What goes to a printer and comes from one.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use super::message::{Answer, Operation, Request, status_word};
use proptest::prelude::*;

fn answer(status: u16, values: &[(u8, &str, &[u8])]) -> Vec<u8> {
    let mut bytes = vec![2, 0];
    bytes.extend(status.to_be_bytes());
    bytes.extend([0, 0, 0, 1, 0x01]);
    for (tag, name, value) in values {
        bytes.push(*tag);
        for part in [name.as_bytes(), value] {
            bytes.extend((part.len() as u16).to_be_bytes());
            bytes.extend(part);
        }
    }
    bytes.push(0x03);
    bytes
}

#[test]
fn a_request_is_written_as_the_standard_shows_it() {
    let request = Request::new(Operation::PrintJob, "ipp://printer/ipp/print").job().page((6_000, 4_000)).bytes();
    assert_eq!(request[..9], [1, 1, 0, 2, 0, 0, 0, 1, 0x01]);
    let charset = [&[0x47, 0, 18][..], b"attributes-charset", &[0, 5], b"utf-8"].concat();
    assert_eq!(request[9..9 + charset.len()], charset);
    let size = [&[0x4a, 0, 0, 0, 11][..], b"x-dimension", &[0x21, 0, 0, 0, 4, 0, 0, 0x17, 0x70]].concat();
    assert!(request.windows(size.len()).any(|window| window == size));
    assert_eq!(request.last(), Some(&0x03));
    let read = Answer::read(&request).unwrap();
    assert_eq!(read.words("printer-uri"), ["ipp://printer/ipp/print"]);
}

#[test]
fn an_answer_gives_its_numbers_and_words() {
    let formats = [(0x49, "document-format-supported", &b"image/urf"[..]), (0x49, "", b"application/pdf")];
    let read = Answer::read(&answer(0, &formats)).unwrap();
    assert_eq!(read.words("document-format-supported"), ["image/urf", "application/pdf"]);
    let read = Answer::read(&answer(0x0406, &[(0x23, "job-state", &[0, 0, 0, 9]), (0x21, "job-id", &[1])])).unwrap();
    assert_eq!((read.status, read.number("job-state"), read.number("job-id")), (0x0406, Some(9), None));
    assert_eq!((status_word(0x040a), status_word(0x0999)), ("document-format-not-supported".into(), "0x0999".into()));
}

#[test]
fn an_answer_that_is_cut_anywhere_makes_no_sense() {
    let whole = answer(0, &[(0x23, "job-state", &[0, 0, 0, 9])]);
    for end in 0..whole.len() {
        assert_eq!(Answer::read(&whole[..end]), None, "{end}");
    }
    assert_eq!(Answer::read(b"<html>It works!</html>"), None);
}

proptest! {
    #[test]
    fn nothing_that_a_printer_says_can_do_harm(bytes in proptest::collection::vec(any::<u8>(), 0..400), version in 0_u8..4) {
        let _ = Answer::read(&bytes);
        let mut likely = vec![version, 0];
        likely.extend(bytes);
        if let Some(read) = Answer::read(&likely) {
            let _ = (read.number("job-id"), read.words("job-state-reasons"));
        }
    }
}
