//! How long a text may be that somebody sends, in characters. Decisions refuse or cut what is longer by these numbers, and
//! the interface's description names the same ones.

/// A folder's code, its own or a foreign one.
pub const CODE_CHARS: usize = 64;
/// A text that names something: a code as it was typed, or the address that a scanner reads from a label.
pub const NAMING_CHARS: usize = 500;
/// What a folder's own code is made from.
pub const CODE_TEMPLATE_CHARS: usize = 48;
/// A business type's code.
pub const TYPE_CODE_CHARS: usize = 8;
/// A name within a business type: its own, a field's, a choice's.
pub const TYPE_NAME_CHARS: usize = 60;
/// The id of a field, a role, a document, or of what changed.
pub const ID_CHARS: usize = 64;
/// A custom field's value.
pub const FIELD_CHARS: usize = 2_000;
/// A folder's note.
pub const NOTE_CHARS: usize = 10_000;
/// What somebody says to what he does: a purpose, a remark, why.
pub const REMARK_CHARS: usize = 2_000;
/// Words of somebody's that are kept as they were said: a code nobody knows, a place that does not exist.
pub const WORDS_CHARS: usize = 200;
/// A subject's name, address, note, number.
pub const SUBJECT_CHARS: usize = 1_000;
/// The code of a department or class, and the archive's fonds.
pub const ORGANISATION_CODE_CHARS: usize = 32;
/// The name of a department, a class, a mapping, the archive.
pub const ORGANISATION_NAME_CHARS: usize = 100;
/// An address of the archive.
pub const URL_CHARS: usize = 200;
/// The code of a storeroom or box.
pub const PLACE_CODE_CHARS: usize = 16;
/// The name of a storeroom, zone or lane.
pub const PLACE_NAME_CHARS: usize = 200;
/// What codes of slots are made from.
pub const PLACE_TEMPLATE_CHARS: usize = 64;
/// Why a place is blocked, moved, chosen.
pub const PLACE_REASON_CHARS: usize = 200;
/// What a saved search is called.
pub const SEARCH_NAME_CHARS: usize = 80;
/// What is typed in a saved search.
pub const SEARCH_TYPED_CHARS: usize = 256;
/// What is chosen in a saved search, as it stands in an address.
pub const SEARCH_CHOSEN_CHARS: usize = 1_000;
/// The name somebody signs in with.
pub const ACCOUNT_NAME_CHARS: usize = 64;
/// A person's name.
pub const DISPLAY_NAME_CHARS: usize = 100;
/// What is said of one paper of a case, or what one beyond its checklist is called.
pub const PAPER_CHARS: usize = 500;
/// The code of a template or printer.
pub const TEMPLATE_CODE_CHARS: usize = 64;
/// A printer's address.
pub const PRINTER_ADDRESS_CHARS: usize = 200;
/// A certificate's SHA-256 as people copy it, with something between the digits.
pub const FINGERPRINT_CHARS: usize = 128;
/// A device's own name.
pub const DEVICE_NAME_CHARS: usize = 64;
