use super::*;
pub(super) fn pages(_source: BufReader<File>, _task: &Task<'_>, _each: Each<'_>) -> Result<u32, ScanFault> {
    Err(ScanFault::Unsupported { kind: "TIFF".into() })
}
