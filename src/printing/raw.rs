//! Printers that print what comes in at a port (9100 as a rule, after HP's JetDirect).

use super::send::{Errand, Trouble};
use super::wire::{Heard, Wire};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// How long a printer that took everything may leave the line open; many never close it.
const CLOSES_WITHIN: Duration = Duration::from_secs(5);
/// How much a printer may say that nobody asked.
const CHATTER_BYTES: usize = 64 * 1024;

/// Sends a job: it is printed when the printer has taken all bytes. One that breaks the line had not.
///
/// # Errors
/// It is off, hangs, or broke the line.
pub fn send(errand: &Errand<'_>, addresses: &[SocketAddr]) -> Result<(), Trouble> {
    let mut wire = Wire::call(addresses, errand.patience, errand.is_wanted)?;
    wire.send(errand.bytes)?;
    wire.end();
    let until = Instant::now() + CLOSES_WITHIN.min(errand.patience.stall);
    let (mut buffer, mut heard) = ([0; 4_096], 0);
    while heard < CHATTER_BYTES && Instant::now() < until {
        match wire.hear(&mut buffer, until) {
            Ok(Heard::Bytes(count)) => heard += count,
            Ok(Heard::End | Heard::Nothing) | Err(Trouble::Unwanted) => break,
            Err(trouble) => return Err(trouble),
        }
    }
    Ok(())
}
