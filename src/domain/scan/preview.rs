//! Previews of pages: how wide they are, and what their files are called. Whoever makes pictures names them so, whoever
//! shows them looks there, and whoever makes room tells by it which may go.

/// For lists.
pub const SMALL_PX: u32 = 240;
/// To read.
pub const LARGE_PX: u32 = 1_200;
/// Those that every page has.
pub const WIDTHS_PX: [u32; 2] = [SMALL_PX, LARGE_PX];

const EXTENSION: &str = ".jpg";

/// The name of a page's preview of one of the two widths.
#[must_use]
pub fn preview_name(index: u32, width_px: u32) -> String {
    format!("{index:04}-{width_px}{EXTENSION}")
}

/// The name of a picture that somebody asked for: of a width, or as the page was scanned, turned by quarters.
#[must_use]
pub fn view_name(index: u32, width_px: Option<u32>, quarters: u8) -> String {
    let width = width_px.map_or("full".to_owned(), |width| width.to_string());
    format!("{index:04}-{width}-{}{EXTENSION}", quarters % 4)
}

/// Whether a file of that name is a picture that may be thrown away for want of room: all but those of lists, which are
/// small, wanted by the dozen, and say how their page lies.
#[must_use]
pub fn is_large(name: &str) -> bool {
    let Some(name) = name.strip_suffix(EXTENSION) else { return false };
    let mut parts = name.split('-');
    let is_page = parts.next().is_some_and(|page| !page.is_empty() && page.bytes().all(|byte| byte.is_ascii_digit()));
    is_page && parts.next().is_some_and(|width| width.parse() != Ok(SMALL_PX))
}

#[cfg(test)]
mod tests {
    use super::{LARGE_PX, SMALL_PX, is_large, preview_name, view_name};

    #[test]
    fn names_say_which_pictures_are_large() {
        let large = [preview_name(7, LARGE_PX), view_name(7, None, 1), view_name(12_345, Some(LARGE_PX), 5)];
        assert_eq!(large, ["0007-1200.jpg", "0007-full-1.jpg", "12345-1200-1.jpg"]);
        assert!(large.iter().all(|name| is_large(name)));
        let others = [preview_name(0, SMALL_PX), view_name(0, Some(SMALL_PX), 2)];
        assert!(!others.iter().any(|name| is_large(name)));
        for name in ["0000-1200.jpg.part", "notes.jpg", "-1200.jpg", "0000.text", "0000.jpg"] {
            assert!(!is_large(name), "{name}");
        }
    }
}
