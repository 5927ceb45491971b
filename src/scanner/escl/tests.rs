//! What scanners say, as they say it, and what nobody should.

#![allow(clippy::unwrap_used)]

use super::*;
use proptest::prelude::*;

const SAID: &str = include_str!("capabilities.xml");

fn stands(state: &str, adf: &str) -> Status {
    let text = format!(
        "<?xml version=\"1.0\"?><scan:ScannerStatus xmlns:scan=\"http://schemas.hp.com/imaging/escl/2011/05/03\" \
         xmlns:pwg=\"http://www.pwg.org/schemas/2010/12/sm\"><pwg:Version>2.6</pwg:Version><pwg:State>{state}</pwg:State>\
         <scan:AdfState>{adf}</scan:AdfState><scan:Jobs><scan:JobInfo><pwg:JobUri>/eSCL/ScanJobs/7</pwg:JobUri>\
         <pwg:JobState>Aborted</pwg:JobState><pwg:JobStateReasons><pwg:JobStateReason>AbortedBySystem\
         </pwg:JobStateReason></pwg:JobStateReasons></scan:JobInfo></scan:Jobs></scan:ScannerStatus>"
    );
    status(&text).unwrap()
}

#[test]
fn a_scanner_is_known_by_what_it_says_of_itself() {
    let known = capabilities(SAID).unwrap();
    assert_eq!((known.model.as_str(), known.version.as_str()), ("Stub OfficeScan 400", "2.63"));
    let platen = known.of(PaperSource::Platen, false).unwrap();
    assert_eq!((&platen.dpi[..], platen.wrapping()), (&[150, 200, 300, 400, 600][..], Some(Wrapping::Jpeg)));
    let feeder = known.of(PaperSource::Feeder, true).unwrap();
    assert_eq!((&feeder.dpi[..], &feeder.colours[..]), (&[200, 300][..], &[Colours::Grey, Colours::Colour][..]));
    assert_eq!(known.of(PaperSource::Platen, true), None);
}

#[test]
fn what_a_scanner_says_once_for_several_places_is_found_by_its_name() {
    let text = "<ScannerCapabilities><SettingProfiles><SettingProfile name=\"p\"><ColorMode>RGB24</ColorMode>\
                <DocumentFormat>application/pdf</DocumentFormat><DiscreteResolution><XResolution>300</XResolution>\
                <YResolution>300</YResolution></DiscreteResolution></SettingProfile></SettingProfiles><Adf>\
                <AdfSimplexInputCaps><SettingProfiles><SettingProfile ref=\"p\"/></SettingProfiles></AdfSimplexInputCaps>\
                <AdfOptions><AdfOption>Duplex</AdfOption></AdfOptions></Adf></ScannerCapabilities>";
    let known = capabilities(text).unwrap();
    let feeder = known.of(PaperSource::Feeder, true).unwrap();
    assert_eq!((&feeder.dpi[..], feeder.wrapping()), (&[300][..], Some(Wrapping::Pdf)));
    assert!(known.platen.is_none());
}

#[test]
fn what_is_wrong_with_a_scanner_is_told_apart() {
    let of = |state, adf| stands(state, adf).state;
    assert_eq!(of("Idle", "ScannerAdfLoaded"), ScannerState::Idle);
    assert_eq!(of("Processing", "ScannerAdfProcessing"), ScannerState::Busy);
    assert_eq!(of("Idle", "ScannerAdfJam"), ScannerState::Jammed);
    assert_eq!(of("Stopped", "ScannerAdfMultipickDetected"), ScannerState::Jammed);
    assert_eq!(of("Stopped", "ScannerAdfHatchOpen"), ScannerState::Open);
    assert_eq!(of("Down", ""), ScannerState::Stopped);
    let empty = stands("Idle", "ScannerAdfEmpty");
    assert_eq!((empty.is_loaded, empty.jobs.len()), (Some(false), 1));
    assert_eq!((empty.jobs[0].state.as_str(), empty.jobs[0].reason.as_str()), ("Aborted", "AbortedBySystem"));
}

#[test]
fn what_is_asked_of_a_scanner_is_xml_that_says_so() {
    let known = capabilities(SAID).unwrap();
    let wanted = Settings { source: PaperSource::Feeder, duplex: true, dpi: 300, colours: Colours::Grey };
    let inputs = known.of(wanted.source, wanted.duplex).unwrap();
    let text = settings(wanted, inputs, Wrapping::Pdf, &known.version);
    let document = Document::parse(&text).unwrap();
    let root = document.root_element();
    assert_eq!(root.tag_name().namespace(), Some("http://schemas.hp.com/imaging/escl/2011/05/03"));
    let says = |name: &str| all(root, name).next().and_then(|node| node.text()).map(str::to_owned);
    assert_eq!(says("InputSource").as_deref(), Some("Feeder"));
    assert_eq!(says("Duplex").as_deref(), Some("true"));
    assert_eq!((says("XResolution").as_deref(), says("ColorMode").as_deref()), (Some("300"), Some("Grayscale8")));
    assert_eq!(says("Height").as_deref(), Some("3508"));
}

#[test]
fn a_document_with_entities_or_of_a_million_nodes_is_none() {
    let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;&b;&b;\">]><ScannerStatus>&c;</ScannerStatus>";
    assert!(status(bomb).is_none());
    let outside =
        "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><ScannerStatus><State>&b;</State></ScannerStatus>";
    assert!(status(outside).is_none());
    assert!(status(&format!("<ScannerStatus>{}</ScannerStatus>", "<a/>".repeat(30_000))).is_none());
    // As deep as nodes are allowed: what is made of it does not matter, but that it ends.
    let _ = status(&format!("{}{}", "<ScannerStatus>".repeat(19_000), "</ScannerStatus>".repeat(19_000)));
    assert!(capabilities("<html><body>Login</body></html>").is_none());
}

#[test]
fn a_job_is_looked_for_on_the_scanner_whatever_machine_it_names() {
    let path = |location| job_path(location).unwrap_or_default();
    assert_eq!(path("http://10.0.0.9:8080/eSCL/ScanJobs/7"), "/eSCL/ScanJobs/7");
    assert_eq!(path("https://169.254.169.254/latest/meta-data/"), "/latest/meta-data", "asked of the scanner itself");
    assert_eq!(path("/eSCL/ScanJobs/a-b/"), "/eSCL/ScanJobs/a-b");
    for nonsense in ["", "/", "eSCL/7", "http://host", "/a b", "/a\r\nHost: x"] {
        assert_eq!(path(nonsense), "", "{nonsense}");
    }
}

proptest! {
    #[test]
    fn nothing_that_a_scanner_says_breaks_anything(text in ".{0,400}", at in 0..SAID.len(), letter in "[<>&\"a-z]") {
        let _ = (capabilities(&text), status(&text));
        if SAID.is_char_boundary(at) {
            let (before, after) = SAID.split_at(at);
            let _ = capabilities(&format!("{before}{letter}{after}"));
        }
    }
}
