//! Files of any size, outside the database, through one object-store interface. A folder by
//! default; the same calls work on an S3-compatible store.

use std::path::Path as FilePath;
use std::sync::Arc;

use bytes::Bytes;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};

#[derive(Clone)]
pub struct Files(Arc<dyn ObjectStore>);

#[derive(Debug, thiserror::Error)]
#[error("ファイルの保管場所に届きません: {0}")]
pub struct FileError(#[from] object_store::Error);

impl Files {
    /// A folder of this machine; made if it is missing.
    pub fn folder(path: &FilePath) -> Result<Self, FileError> {
        std::fs::create_dir_all(path)
            .map_err(|e| object_store::Error::Generic { store: "folder", source: Box::new(e) })?;
        Ok(Self(Arc::new(object_store::local::LocalFileSystem::new_with_prefix(path)?)))
    }

    pub fn in_memory() -> Self {
        Self(Arc::new(object_store::memory::InMemory::new()))
    }

    /// The same files in memory: a world of its own for every test.
    #[cfg(feature = "testing")]
    pub async fn copied(&self) -> Result<Self, FileError> {
        use futures::StreamExt as _;
        let copy = Self::in_memory();
        let mut all = self.0.list(None);
        while let Some(found) = all.next().await {
            let at = found?.location;
            copy.0.put(&at, self.0.get(&at).await?.bytes().await?.into()).await?;
        }
        Ok(copy)
    }

    pub async fn put(&self, key: &str, content: Bytes) -> Result<(), FileError> {
        self.0.put(&Path::from(key), content.into()).await?;
        Ok(())
    }

    /// `None` when there is no such file.
    pub async fn get(&self, key: &str) -> Result<Option<Bytes>, FileError> {
        match self.0.get(&Path::from(key)).await {
            Ok(found) => Ok(Some(found.bytes().await?)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(other) => Err(other.into()),
        }
    }

    pub async fn delete(&self, key: &str) -> Result<(), FileError> {
        match self.0.delete(&Path::from(key)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(other) => Err(other.into()),
        }
    }
}
