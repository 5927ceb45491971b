//! Where labels land on sheets.

use crate::label::drawing::Drawing;
use crate::label::{Form, LabelError, Medium, Start};

fn drawings(count: usize, (width_mm, height_mm): (f32, f32)) -> Vec<Drawing> {
    vec![Drawing { width_mm, height_mm, items: Vec::new() }; count]
}

#[test]
fn every_shipped_medium_fits_on_its_paper() {
    let all = Medium::shipped();
    for medium in &all {
        let end = |margin: f32, pitch: f32, label: f32, count: usize| margin + pitch * (count - 1) as f32 + label;
        let right = end(medium.margin_mm.0, medium.pitch_mm.0, medium.label_mm.0, medium.cells.0);
        let bottom = end(medium.margin_mm.1, medium.pitch_mm.1, medium.label_mm.1, medium.cells.1);
        assert!(right <= medium.page_mm.0 + 0.05 && bottom <= medium.page_mm.1 + 0.05, "{}", medium.id);
        // What is left over is the same on both sides.
        assert!((medium.page_mm.0 - right - medium.margin_mm.0).abs() < 0.6, "{}", medium.id);
        assert!((medium.page_mm.1 - bottom - medium.margin_mm.1).abs() < 2.2, "{}", medium.id);
        assert!(medium.pitch_mm.0 >= medium.label_mm.0 && medium.pitch_mm.1 >= medium.label_mm.1, "{}", medium.id);
    }
    let ids: std::collections::BTreeSet<_> = all.iter().map(|medium| &medium.id).collect();
    assert_eq!(ids.len(), all.len());
    assert_eq!(all.iter().filter(|medium| matches!(medium.form, Form::Roll { .. })).count(), 5);
}

#[test]
fn a_half_used_sheet_is_used_up() {
    let medium = Medium::named("a4-3x8", (70.0, 37.0)).unwrap();
    let pages = medium.impose(drawings(3, (60.0, 30.0)), Start { cell: 22, ..Start::default() }).unwrap();
    assert_eq!(pages.iter().map(|page| page.placed.len()).collect::<Vec<_>>(), [2, 1]);
    let first = &pages[0].placed[0];
    // The second column of the eighth row, in the middle of its place.
    assert_eq!((first.x_mm, first.y_mm), (75.0, 0.5 + 7.0 * 37.0 + 3.5));
    let next = &pages[1].placed[0];
    assert_eq!((next.x_mm, next.y_mm), (5.0, 4.0));
}

#[test]
fn a_printer_that_is_off_is_corrected_in_tenths_of_a_millimetre() {
    let medium = Medium::named("roll-60x40", (60.0, 40.0)).unwrap();
    let start = Start { cell: 0, right_tenths: 7, down_tenths: -12 };
    let pages = medium.impose(drawings(1, (60.0, 40.0)), start).unwrap();
    assert_eq!((pages[0].placed[0].x_mm, pages[0].placed[0].y_mm), (0.7, -1.2));
}

#[test]
fn a_label_larger_than_its_place_is_refused_and_no_medium_is_made_up() {
    let medium = Medium::named("roll-40x30", (40.0, 30.0)).unwrap();
    let refused = medium.impose(drawings(1, (60.0, 40.0)), Start::default()).unwrap_err();
    assert!(matches!(refused, LabelError::DoesNotFit { .. }), "{refused}");
    assert!(matches!(Medium::named("roll-1x1", (1.0, 1.0)), Err(LabelError::Unknown { .. })));
    assert!(matches!(Medium::named("a4", (400.0, 30.0)), Err(LabelError::DoesNotFit { .. })));
}

#[test]
fn plain_paper_takes_as_many_as_fit() {
    let spines = Medium::named("a4", (10.0, 120.0)).unwrap();
    assert_eq!(spines.cells, (19, 2));
    let page = Medium::named("a4", (210.0, 297.0)).unwrap();
    assert_eq!((page.cells, page.margin_mm), ((1, 1), (0.0, 0.0)));
}

#[test]
fn a_form_for_a4_goes_on_letter_upright_and_across_a_little_smaller() {
    for (size_mm, page_mm) in [((210.0, 297.0), (215.9, 279.4)), ((297.0, 210.0), (279.4, 215.9))] {
        let medium = Medium::named("letter", size_mm).unwrap();
        assert_eq!(medium.page_mm, page_mm);
        let pages = medium.impose(drawings(2, size_mm), Start::default()).unwrap();
        assert_eq!(pages.len(), 2);
        let (placed, by) = (&pages[0].placed[0], 279.4 / 297.0);
        assert!((placed.drawing.width_mm - size_mm.0 * by).abs() < 0.01 && placed.x_mm >= 0.0 && placed.y_mm >= 0.0);
        assert!((placed.x_mm * 2.0 + placed.drawing.width_mm - page_mm.0).abs() < 0.01, "it stands in the middle");
    }
    // A cover is larger than either sheet; what would have to be much smaller is refused.
    assert!(Medium::named("a4", (220.0, 310.0)).is_ok() && Medium::named("letter", (220.0, 310.0)).is_ok());
    assert!(matches!(Medium::named("letter", (297.0, 420.0)), Err(LabelError::DoesNotFit { .. })));
}
