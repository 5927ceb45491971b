//! IPP messages (RFC 8010, section 3): attributes in groups, each with a tag, a name and bytes.

/// What is asked of a printer (RFC 8011, section 5.4.15).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    PrintJob = 0x0002,
    CancelJob = 0x0008,
    GetJobAttributes = 0x0009,
    GetPrinterAttributes = 0x000b,
}

const OPERATION_GROUP: u8 = 0x01;
const JOB_GROUP: u8 = 0x02;
const END: u8 = 0x03;
const INTEGER: u8 = 0x21;
const ENUM: u8 = 0x23;
const BEGIN_COLLECTION: u8 = 0x34;
const END_COLLECTION: u8 = 0x37;
const NAME: u8 = 0x42;
const KEYWORD: u8 = 0x44;
const URI: u8 = 0x45;
const CHARSET: u8 = 0x47;
const LANGUAGE: u8 = 0x48;
const MIME: u8 = 0x49;
const MEMBER: u8 = 0x4a;
/// Tags below this begin a group of attributes.
const FIRST_VALUE: u8 = 0x10;
/// How many values an answer may have.
const VALUES_MAX: usize = 10_000;

/// A request in the making. Texts of ours are short, so that each has room in its 16 bits of length.
#[derive(Debug)]
pub struct Request(Vec<u8>);

impl Request {
    /// A request to a printer.
    pub fn new(operation: Operation, printer: &str) -> Self {
        let mut bytes = vec![1, 1];
        bytes.extend((operation as u16).to_be_bytes());
        bytes.extend(1_u32.to_be_bytes());
        bytes.push(OPERATION_GROUP);
        let request = Self(bytes);
        let request = request.with(CHARSET, "attributes-charset", b"utf-8");
        let request = request.with(LANGUAGE, "attributes-natural-language", b"en");
        request.with(URI, "printer-uri", printer.as_bytes()).name("requesting-user-name", "strongroom")
    }

    pub fn name(self, name: &str, value: &str) -> Self {
        self.with(NAME, name, value.as_bytes())
    }

    pub fn mime(self, name: &str, value: &str) -> Self {
        self.with(MIME, name, value.as_bytes())
    }

    pub fn integer(self, name: &str, value: i32) -> Self {
        self.with(INTEGER, name, &value.to_be_bytes())
    }

    /// Several values: those behind the first have no name.
    pub fn keywords(self, name: &str, values: &[&str]) -> Self {
        let each = values.iter().enumerate();
        each.fold(self, |request, (at, value)| request.with(KEYWORD, if at == 0 { name } else { "" }, value.as_bytes()))
    }

    /// What follows is about the job.
    pub fn job(mut self) -> Self {
        self.0.push(JOB_GROUP);
        self
    }

    /// A page of exactly this size, in hundredths of a millimetre, printed as large as it is.
    pub fn page(self, (width, height): (i32, i32)) -> Self {
        let request = self.keywords("print-scaling", &["none"]);
        let request = request.with(BEGIN_COLLECTION, "media-col", b"").member("media-size");
        let request = request.with(BEGIN_COLLECTION, "", b"");
        let request = request.member("x-dimension").with(INTEGER, "", &width.to_be_bytes());
        let request = request.member("y-dimension").with(INTEGER, "", &height.to_be_bytes());
        request.with(END_COLLECTION, "", b"").with(END_COLLECTION, "", b"")
    }

    fn member(self, name: &str) -> Self {
        self.with(MEMBER, "", name.as_bytes())
    }

    fn with(mut self, tag: u8, name: &str, value: &[u8]) -> Self {
        self.0.push(tag);
        for part in [name.as_bytes(), value] {
            let part = part.get(..part.len().min(1_023)).unwrap_or_default();
            self.0.extend((part.len() as u16).to_be_bytes());
            self.0.extend(part);
        }
        self
    }

    /// The message; a document may follow it.
    pub fn bytes(mut self) -> Vec<u8> {
        self.0.push(END);
        self.0
    }
}

/// What a printer answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Below 0x0100 it did what was asked.
    pub status: u16,
    values: Vec<Value>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Value {
    tag: u8,
    name: String,
    bytes: Vec<u8>,
}

impl Answer {
    /// Reads an answer; nothing if it makes no sense.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let (head, mut rest) = bytes.split_at_checked(8)?;
        let (version, status) = (head.first()?, u16::from_be_bytes([*head.get(2)?, *head.get(3)?]));
        if !(1..=2).contains(version) {
            return None;
        }
        let (mut values, mut name): (Vec<Value>, String) = (Vec::new(), String::new());
        loop {
            let tag = *take(&mut rest, 1)?.first()?;
            if tag == END {
                return Some(Self { status, values });
            }
            if tag < FIRST_VALUE {
                continue;
            }
            let said = part(&mut rest)?;
            if !said.is_empty() {
                name = String::from_utf8_lossy(said).into_owned();
            }
            let bytes = part(&mut rest)?.to_vec();
            if values.len() >= VALUES_MAX {
                return None;
            }
            values.push(Value { tag, name: name.clone(), bytes });
        }
    }

    /// The first number under a name.
    pub fn number(&self, name: &str) -> Option<i32> {
        let numbers = [INTEGER, ENUM];
        let value = self.values.iter().find(|value| value.name == name && numbers.contains(&value.tag))?;
        Some(i32::from_be_bytes(value.bytes.as_slice().try_into().ok()?))
    }

    /// All words under a name.
    pub fn words(&self, name: &str) -> Vec<&str> {
        let named = self.values.iter().filter(|value| value.name == name);
        named.filter_map(|value| std::str::from_utf8(&value.bytes).ok()).collect()
    }
}

/// Bytes behind their length in 16 bits.
fn part<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = take(rest, 2)?;
    take(rest, usize::from(u16::from_be_bytes([*length.first()?, *length.get(1)?])))
}

fn take<'a>(rest: &mut &'a [u8], count: usize) -> Option<&'a [u8]> {
    let (taken, left) = rest.split_at_checked(count)?;
    *rest = left;
    Some(taken)
}

/// A status as RFC 8011 calls it, or as a number.
pub fn status_word(status: u16) -> String {
    let word = match status {
        0x0400 => "bad-request",
        0x0401 => "forbidden",
        0x0402 => "not-authenticated",
        0x0403 => "not-authorized",
        0x0404 => "not-possible",
        0x0406 => "not-found",
        0x0408 => "request-entity-too-large",
        0x040a => "document-format-not-supported",
        0x040b => "attributes-or-values-not-supported",
        0x0500 => "internal-error",
        0x0501 => "operation-not-supported",
        0x0505 => "temporary-error",
        _ => return format!("0x{status:04x}"),
    };
    word.to_owned()
}
