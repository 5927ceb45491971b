//! The check character of folder codes: ISO/IEC 7064:2003, MOD 37,36 (the hybrid system for letters and digits).
//!
//! It finds every single wrong character and nearly every swap of two neighbours. Dashes and other marks between the
//! characters do not count, so a code read aloud without them still checks.

const ALPHABET: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const MODULUS: u32 = 36;

/// The check character for a code without one. `None` if no letter or digit is in it, or a letter outside A–Z.
#[must_use]
pub fn check_character(body: &str) -> Option<char> {
    // P starts at M, then P = ((P + a) mod M, 0 counting as M) * 2 mod (M + 1); the check character c makes
    // (P + c) mod M = 1.
    let product = product(body)?;
    let check = (MODULUS + 1 - product) % MODULUS;
    ALPHABET.get(check as usize).map(|byte| char::from(*byte))
}

/// The code with its check character behind it; unchanged if it can have none.
#[must_use]
pub fn append_check_character(body: &str) -> String {
    let mut code = body.to_owned();
    code.extend(check_character(body));
    code
}

/// Whether the last character of a code is the right check character for what stands before it. This tells "mistyped" from
/// "unknown" when no folder carries the code.
#[must_use]
pub fn check_character_fits(code: &str) -> bool {
    let mut chars = code.chars();
    let Some(last) = chars.next_back() else { return false };
    check_character(chars.as_str()) == Some(last.to_ascii_uppercase())
}

fn product(body: &str) -> Option<u32> {
    let mut product = MODULUS;
    let mut seen = false;
    for c in body.chars() {
        let value = match c {
            '0'..='9' | 'A'..='Z' | 'a'..='z' => c.to_digit(36)?,
            _ if c.is_ascii_punctuation() || c == ' ' => continue,
            _ => return None,
        };
        seen = true;
        let sum = match (product + value) % MODULUS {
            0 => MODULUS,
            sum => sum,
        };
        product = sum * 2 % (MODULUS + 1);
    }
    seen.then_some(product)
}
