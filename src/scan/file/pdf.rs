use super::*;
pub(super) fn pages(_path: &Path, _task: &Task<'_>, _each: Each<'_>) -> Result<u32, ScanFault> {
    Err(ScanFault::Unsupported { kind: "PDF".into() })
}
