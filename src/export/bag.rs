//! A bag: files in a folder of their own, with lists by which anybody can check that they are whole (RFC 8493), in one zip
//! whose parts are stored as they are, written while it is sent.

use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Read, Write};
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipWriter};

const CHUNK_BYTES: usize = 64 * 1024;

/// A bag in the making.
pub struct Bag<W: Write> {
    zip: ZipWriter<StreamWriter<W>>,
    name: String,
    payload: BTreeMap<String, String>,
    bytes: u64,
}

impl<W: Write> Bag<W> {
    /// Begins a bag. Its name is that of its folder: letters, digits, `-` and `_`.
    #[must_use]
    pub fn begin(out: W, name: &str) -> Self {
        let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
        let name: String = name.chars().map(|letter| if plain(letter) { letter } else { '_' }).collect();
        Self { zip: ZipWriter::new_stream(out), name, payload: BTreeMap::new(), bytes: 0 }
    }

    /// Puts a file in, by its name within `data/`, and hands back the SHA-256 of what was read.
    ///
    /// # Errors
    /// Whatever reading or sending fails with.
    pub fn add(&mut self, name: &str, mut content: impl Read) -> io::Result<String> {
        let path = format!("data/{name}");
        self.start(&path)?;
        let (mut digest, mut buffer) = (Sha256::new(), vec![0; CHUNK_BYTES]);
        loop {
            let read = content.read(&mut buffer)?;
            let part = buffer.get(..read).unwrap_or_default();
            if part.is_empty() {
                break;
            }
            digest.update(part);
            self.zip.write_all(part)?;
            self.bytes += part.len() as u64;
        }
        let digest = hex(&digest.finalize());
        self.payload.insert(path, digest.clone());
        Ok(digest)
    }

    /// Ends the bag with its lists. `info` is what `bag-info.txt` says besides, label by label.
    ///
    /// # Errors
    /// Whatever sending fails with.
    pub fn end(mut self, date: &str, info: &[(&str, String)]) -> io::Result<W> {
        let oxum = format!("{}.{}", self.bytes, self.payload.len());
        let mut about = format!("Bagging-Date: {date}\nPayload-Oxum: {oxum}\nBag-Software-Agent: Strongroom\n");
        for (label, value) in info {
            let _ = writeln!(about, "{label}: {}", value.replace(['\n', '\r'], " "));
        }
        let manifest: String = self.payload.iter().fold(String::new(), |mut lines, (path, digest)| {
            let _ = writeln!(lines, "{digest}  {path}");
            lines
        });
        let declaration = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n".to_owned();
        let tags = [("bag-info.txt", about), ("bagit.txt", declaration), ("manifest-sha256.txt", manifest)];
        let mut listed = String::new();
        for (name, content) in tags {
            let _ = writeln!(listed, "{}  {name}", hex(&Sha256::digest(content.as_bytes())));
            self.start(name)?;
            self.zip.write_all(content.as_bytes())?;
        }
        self.start("tagmanifest-sha256.txt")?;
        self.zip.write_all(listed.as_bytes())?;
        Ok(self.zip.finish().map_err(io::Error::other)?.into_inner())
    }

    fn start(&mut self, path: &str) -> io::Result<()> {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored).large_file(true);
        let path = format!("{}/{path}", self.name);
        self.zip.start_file(path, options).map_err(io::Error::other)
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::Bag;
    use std::io::Read as _;

    #[test]
    fn a_bag_lists_what_is_in_it_with_sizes_and_digests() {
        let mut bag = Bag::begin(Vec::new(), "NEW2026/1");
        bag.add("pages/NEW-0001.jpg", &b"one page"[..]).unwrap();
        bag.add("metadata.json", &b"{}"[..]).unwrap();
        let zip = bag.end("2026-11-22", &[("Source-Organization", "档案\n馆".to_owned())]).unwrap();
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(zip)).unwrap();
        let mut read = |name: &str| {
            let mut text = String::new();
            zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
            text
        };
        assert_eq!(read("NEW2026_1/data/pages/NEW-0001.jpg"), "one page");
        let manifest = read("NEW2026_1/manifest-sha256.txt");
        assert!(
            manifest.contains("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a  data/metadata.json")
        );
        let info = read("NEW2026_1/bag-info.txt");
        assert!(info.contains("Payload-Oxum: 10.2\n") && info.contains("Source-Organization: 档案 馆\n"), "{info}");
        assert_eq!(read("NEW2026_1/tagmanifest-sha256.txt").lines().count(), 3);
    }
}
