//! Reed–Solomon over GF(256) with errors and erasures, as QR codes use it (ISO/IEC 18004, 7.5.2): polynomial 0x11d, first
//! root 1.
//!
//! Berlekamp and Massey's algorithm begun with the erasures' locator, Chien's search and Forney's formula, after Blahut,
//! "Theory and Practice of Error Control Codes" (1983), chapter 9.

/// Powers of 2 in the field, twice over, and their exponents.
struct Tables {
    power: [u8; 510],
    exponent: [u8; 256],
}

const TABLES: Tables = {
    let mut tables = Tables { power: [0; 510], exponent: [0; 256] };
    let (mut value, mut at) = (1u16, 0);
    while at < 255 {
        tables.power[at] = value as u8;
        tables.power[at + 255] = value as u8;
        tables.exponent[value as usize] = at as u8;
        value <<= 1;
        if value > 255 {
            value ^= 0x11d;
        }
        at += 1;
    }
    tables
};

fn times(a: u8, b: u8) -> u8 {
    if a == 0 || b == 0 {
        return 0;
    }
    TABLES.power[usize::from(TABLES.exponent[usize::from(a)]) + usize::from(TABLES.exponent[usize::from(b)])]
}

/// 2 to a power, of either sign.
fn power(of: i32) -> u8 {
    TABLES.power[of.rem_euclid(255) as usize]
}

fn inverse(a: u8) -> u8 {
    power(-i32::from(TABLES.exponent[usize::from(a)]))
}

/// A polynomial's value, its lowest coefficient first.
fn value(polynomial: &[u8], at: u8) -> u8 {
    polynomial.iter().rev().fold(0, |sum, coefficient| times(sum, at) ^ coefficient)
}

/// What is left when a word is divided by the code's roots; all zero if it is a word of the code.
fn syndromes(word: &[u8], checks: usize) -> Vec<u8> {
    (0..checks).map(|root| word.iter().fold(0, |sum, byte| times(sum, power(root as i32)) ^ byte)).collect()
}

/// Corrects a word whose last so many bytes are checks. Erased bytes are not believed; of the others at most so many may be
/// wrong. Says how many were, or `None` if that is not enough: then the word is as it was.
pub(super) fn correct(word: &mut [u8], checks: usize, erased: &[usize], max_wrong: usize) -> Option<usize> {
    if word.len() > 255 || checks >= word.len() || erased.len() > checks {
        return None;
    }
    let syndromes = syndromes(word, checks);
    if syndromes.iter().all(|syndrome| *syndrome == 0) {
        return Some(0);
    }
    let exponent_of = |at: usize| (word.len() - 1 - at) as i32;
    let locator = locator(&syndromes, erased.iter().map(|at| power(exponent_of(*at))));
    let count = locator.iter().rposition(|coefficient| *coefficient != 0)?;
    let places: Vec<usize> = (0..word.len()).filter(|at| value(&locator, power(-exponent_of(*at))) == 0).collect();
    let wrong = count.checked_sub(erased.len())?;
    if places.len() != count || wrong > max_wrong || 2 * wrong + erased.len() > checks {
        return None;
    }
    let mut corrected = word.to_vec();
    for at in places {
        corrected[at] ^= error(&syndromes, &locator, exponent_of(at))?;
    }
    let is_word = self::syndromes(&corrected, checks).iter().all(|syndrome| *syndrome == 0);
    is_word.then(|| {
        word.copy_from_slice(&corrected);
        wrong
    })
}

/// The polynomial whose roots are where errors are, erasures among them.
fn locator(syndromes: &[u8], erased: impl ExactSizeIterator<Item = u8>) -> Vec<u8> {
    let (checks, given) = (syndromes.len(), erased.len());
    let mut locator = vec![0; checks + 1];
    locator[0] = 1;
    for place in erased {
        for at in (1..=checks).rev() {
            locator[at] ^= times(locator[at - 1], place);
        }
    }
    let (mut former, mut length) = (locator.clone(), given);
    for step in given + 1..=checks {
        let off = (0..step).fold(0, |sum, at| sum ^ times(locator[at], syndromes[step - 1 - at]));
        former.rotate_right(1);
        former[0] = 0;
        if off == 0 {
            continue;
        }
        let next: Vec<u8> = locator.iter().zip(&former).map(|(old, former)| old ^ times(off, *former)).collect();
        if 2 * length < step + given {
            former = locator.iter().map(|coefficient| times(*coefficient, inverse(off))).collect();
            length = step + given - length;
        }
        locator = next;
    }
    locator
}

/// By how much the byte at a place is off.
fn error(syndromes: &[u8], locator: &[u8], exponent: i32) -> Option<u8> {
    let place = power(-exponent);
    // The product of syndromes and locator, without what lies beyond the checks.
    let evaluator: Vec<u8> = (0..syndromes.len())
        .map(|at| (0..=at).fold(0, |sum, part| sum ^ times(locator[part], syndromes[at - part])))
        .collect();
    // In this field a derivative keeps the odd powers only.
    let odd: Vec<u8> = locator.iter().skip(1).step_by(2).copied().collect();
    let slope = value(&odd, times(place, place));
    (slope != 0).then(|| times(power(exponent), times(value(&evaluator, place), inverse(slope))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A word of the code: the message, then the checks that make all syndromes zero.
    fn word(message: &[u8], checks: usize) -> Vec<u8> {
        let mut generator = vec![1u8];
        for root in 0..checks {
            generator.push(0);
            for at in (1..generator.len()).rev() {
                generator[at] ^= times(generator[at - 1], power(root as i32));
            }
        }
        let mut rest = message.to_vec();
        rest.resize(message.len() + checks, 0);
        for at in 0..message.len() {
            let factor = rest[at];
            for (part, coefficient) in generator.iter().enumerate() {
                rest[at + part] ^= times(*coefficient, factor);
            }
        }
        [message, &rest[message.len()..]].concat()
    }

    proptest! {
        #[test]
        fn errors_and_erasures_within_the_bound_are_corrected(
            message in proptest::collection::vec(any::<u8>(), 1..60),
            checks in 2usize..30,
            spoilt in proptest::collection::hash_map(0usize..90, 1u8.., 0..30),
            wrong in 0usize..15,
        ) {
            let right = word(&message, checks);
            let mut spoilt: Vec<(usize, u8)> = spoilt.into_iter().filter(|(at, _)| *at < right.len()).collect();
            spoilt.truncate(checks.saturating_sub(wrong.min(spoilt.len())));
            let wrong = wrong.min(spoilt.len());
            let mut read = right.clone();
            for (at, by) in &spoilt {
                read[*at] ^= by;
            }
            let erased: Vec<usize> = spoilt.iter().skip(wrong).map(|(at, _)| *at).collect();
            if 2 * wrong + erased.len() <= checks {
                prop_assert!(correct(&mut read, checks, &erased, wrong).is_some());
                prop_assert_eq!(read, right);
            }
        }

        #[test]
        fn whatever_comes_either_becomes_a_word_or_stays_as_it_is(
            read in proptest::collection::vec(any::<u8>(), 0..120),
            checks in 0usize..40,
            erased in proptest::collection::btree_set(0usize..120, 0..12),
        ) {
            let erased: Vec<usize> = erased.into_iter().filter(|at| *at < read.len()).collect();
            let mut corrected = read.clone();
            if correct(&mut corrected, checks, &erased, usize::MAX).is_some() {
                prop_assert!(syndromes(&corrected, checks).iter().all(|syndrome| *syndrome == 0));
            } else {
                prop_assert_eq!(corrected, read);
            }
        }
    }
}
