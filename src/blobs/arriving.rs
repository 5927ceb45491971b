//! Files on their way in: written beside the others, made durable, and put in their place only when they are wanted.

use super::{BlobDamage, BlobError, Blobs, Pin, key};
use crate::domain::attachment::BlobHash;
use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use object_store::path::Path as Key;
use object_store::{ObjectStoreExt, WriteMultipart};
use sha2::{Digest, Sha256};
use std::fmt;
use std::pin::pin;

/// How much of a file is in memory at once. Stores take parts of 5 MiB at least.
const PART_BYTES: usize = 5 * 1024 * 1024;
/// As much of a file's beginning as tells what it is.
const HEAD_BYTES: usize = 1_024;

/// A file that arrived whole and durable, but is not kept yet.
#[derive(Debug)]
pub struct Arrived {
    blobs: Blobs,
    place: Option<Key>,
    /// What its bytes are called.
    pub hash: BlobHash,
    /// How many there are.
    pub bytes: u64,
    /// The first of them.
    pub head: Vec<u8>,
}

impl Blobs {
    /// Takes a file in, up to a size. It is kept only once [`Arrived::keep`] has been called.
    ///
    /// # Errors
    /// `TooLarge`, `Sender`, or the disk; nothing stays behind then.
    pub async fn receive<E: fmt::Display>(
        &self,
        stream: impl Stream<Item = Result<Bytes, E>>,
        bytes_max: u64,
    ) -> Result<Arrived, BlobError> {
        let place = self.uses.incoming.place(self.root().as_deref())?;
        let upload = self.store.put_multipart(&place).await?;
        let mut writer = WriteMultipart::new_with_chunk_size(upload, PART_BYTES);
        let (mut digest, mut bytes, mut head) = (Sha256::new(), 0_u64, Vec::new());
        let mut stream = pin!(stream);
        while let Some(chunk) = stream.next().await {
            let problem = match chunk {
                Ok(chunk) => {
                    bytes = bytes.saturating_add(chunk.len() as u64);
                    digest.update(&chunk);
                    let wanted = HEAD_BYTES.saturating_sub(head.len()).min(chunk.len());
                    head.extend_from_slice(chunk.get(..wanted).unwrap_or_default());
                    if bytes <= bytes_max {
                        writer.wait_for_capacity(1).await?;
                        writer.put(chunk);
                        continue;
                    }
                    BlobError::TooLarge { bytes_max }
                }
                Err(error) => BlobError::Sender(error.to_string()),
            };
            // What matters is why; what is left of it goes when the service starts again.
            let _ = writer.abort().await;
            return Err(problem);
        }
        writer.finish().await?;
        let hash = BlobHash(digest.finalize().into());
        Ok(Arrived { blobs: self.clone(), place: Some(place), hash, bytes, head })
    }
}

impl Arrived {
    /// Puts the file in its place, durably; the same bytes are there once. What lies there under its name and is damaged it
    /// replaces: nobody has a better copy. It is not deleted while the answer is held.
    ///
    /// # Errors
    /// The disk.
    pub async fn keep(mut self) -> Result<Pin, BlobError> {
        let mut pin = self.blobs.pin(self.hash);
        // Before others have to wait at the door, for a large file takes its time; pinned it is not removed meanwhile.
        let damage = self.blobs.check(self.hash).await?;
        let is_spoilt = matches!(damage, Some(BlobDamage::Differs | BlobDamage::Unreadable));
        let _door = self.blobs.uses.door.lock().await;
        let is_known = is_spoilt || self.blobs.exists(self.hash).await?;
        let Some(place) = self.place.take() else { return Ok(pin) };
        if is_known && !is_spoilt {
            self.blobs.store.delete(&place).await?;
            return Ok(pin);
        }
        self.blobs.store.rename(&place, &key(self.hash)).await?;
        self.close_to_others()?;
        pin.is_new = !is_known;
        Ok(pin)
    }

    /// Puts the file in its place unless a whole one is there: what is whole is never written over. Says whether it was put
    /// there.
    ///
    /// # Errors
    /// The disk.
    pub async fn mend(mut self) -> Result<bool, BlobError> {
        let _door = self.blobs.uses.door.lock().await;
        let Some(place) = self.place.take() else { return Ok(false) };
        if self.blobs.check(self.hash).await?.is_none() {
            self.blobs.store.delete(&place).await?;
            return Ok(false);
        }
        self.blobs.store.rename(&place, &key(self.hash)).await?;
        self.close_to_others()?;
        Ok(true)
    }

    /// Drops the file.
    ///
    /// # Errors
    /// The disk.
    pub async fn discard(mut self) -> Result<(), BlobError> {
        match self.place.take() {
            Some(place) => Ok(self.blobs.store.delete(&place).await?),
            None => Ok(()),
        }
    }

    #[cfg(unix)]
    fn close_to_others(&self) -> Result<(), BlobError> {
        use std::os::unix::fs::PermissionsExt as _;
        let Some(folder) = &self.blobs.folder else { return Ok(()) };
        let path = folder.path_to_filesystem(&key(self.hash))?;
        Ok(std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))?)
    }

    #[cfg(not(unix))]
    fn close_to_others(&self) -> Result<(), BlobError> {
        Ok(())
    }
}

impl Drop for Arrived {
    /// A file that nobody wanted after all. Where the store is no folder it goes when the service starts again.
    fn drop(&mut self) {
        let path = self.place.take().zip(self.blobs.folder.as_ref());
        if let Some(Ok(path)) = path.map(|(place, folder)| folder.path_to_filesystem(&place)) {
            let _ = std::fs::remove_file(path);
        }
    }
}
