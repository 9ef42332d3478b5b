//! The gate. Nobody reaches the data but through a [`ReadTx`] or [`WriteTx`] of a named
//! [`Action`]; both are made here, after the product's table ([`Policy::decide`]) was asked, and
//! both carry the scope the table answered with.

use std::fmt::Debug;
use std::future::Future;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use crate::audit::Entry;
use crate::core::Core;
use crate::database::{Connection, DatabaseError, Reader, Sql, Writer};
use crate::web::ErrorView;

/// One verb a person (or a named job) can do. The product declares them in its table.
pub trait Action: Send + Sync + 'static {
    type Policy: Policy;
    /// `cases.publish`: feature, dot, verb.
    const NAME: &'static str;
}

/// Who acts: a visitor, a person in one of her roles, a job, the console.
pub trait Actor: Clone + Debug + Send + Sync + 'static {
    fn visitor() -> Self;
    fn is_visitor(&self) -> bool;
    /// `person`, `visitor`, `job`, `console`.
    fn kind(&self) -> &'static str;
    fn person(&self) -> Option<i64>;
    /// For the audit log: name, organisation and role at the time.
    fn label(&self) -> String;
}

/// Why the gate stays shut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Denied {
    /// Nobody is signed in, and somebody who is might pass.
    SignIn,
    /// Signed in, but not one of those who may: `who_may` says who, in words.
    Refused { who_may: String },
}

/// Somebody recognised by her session.
#[derive(Debug)]
pub struct Known<A> {
    pub actor: A,
    /// A note about the session itself (when it was last seen). It changes nothing a person did, so
    /// it needs neither permit nor audit row; only the door runs it.
    pub note: Option<Sql>,
}

/// The product's decisions: who may, and on whose data.
pub trait Policy: Sized + Send + Sync + 'static {
    type Actor: Actor;
    type Scope: Clone + Debug + Send + Sync + 'static;
    type Settings: Send + Sync + 'static;

    /// Tables no page for visitors is ever made from (sessions, codes …): changing only these leaves the
    /// pages kept for visitors as they are. The foundation's own (jobs, mails, audit) belong to them already.
    const NEVER_PUBLIC: &'static [&'static str] = &[];

    fn decide(actor: &Self::Actor, action: &'static str) -> Result<Self::Scope, Denied>;

    /// Whose session is this? `session` is the fingerprint of the cookie's token.
    fn identify(
        core: &Arc<Core<Self>>,
        db: &mut Connection,
        session: &str,
    ) -> impl Future<Output = Result<Option<Known<Self::Actor>>, DatabaseError>> + Send;

    /// In which capacity does somebody recognised knock at this path? By default in the one her session says. A product
    /// may narrow her there to what she is on one thing; a widening would add up permissions, which nobody sees.
    fn capacity(
        core: &Arc<Core<Self>>,
        db: &mut Connection,
        actor: Self::Actor,
        path: &str,
    ) -> impl Future<Output = Result<Self::Actor, DatabaseError>> + Send {
        let _ = (core, db, path);
        std::future::ready(Ok(actor))
    }

    /// A page was given out, made anew or kept. `who`: what the reader's session, browser or network is known by; empty where nothing
    /// is known. Called for every page: it must be quick.
    fn was_read(core: &Core<Self>, path: &str, who: impl FnOnce() -> String) {
        let _ = (core, path, who);
    }

    /// A page that says what went wrong and helps onward, in the product's own look.
    fn error_page(core: &Core<Self>, actor: &Self::Actor, view: &ErrorView) -> String;
}

#[derive(Debug, thiserror::Error)]
pub enum GateError {
    #[error("denied: {0:?}")]
    Denied(Denied),
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl<P: Policy> Core<P> {
    /// Opens reading for `actor`, if the table lets her.
    pub async fn read<A: Action<Policy = P>>(
        self: &Arc<Self>,
        actor: P::Actor,
        request_id: &str,
    ) -> Result<ReadTx<A>, GateError> {
        let scope = P::decide(&actor, A::NAME).map_err(GateError::Denied)?;
        let connection = Connection::reading(&self.database).await?;
        Ok(ReadTx::new(Reader::new(connection, self.clone(), actor, scope, A::NAME, request_id.to_owned())))
    }

    /// Opens writing for `actor`, if the table lets her.
    pub async fn write<A: Action<Policy = P>>(
        self: &Arc<Self>,
        actor: P::Actor,
        request_id: &str,
    ) -> Result<WriteTx<A>, GateError> {
        Ok(WriteTx::new(self.writer(actor, A::NAME, request_id).await?))
    }

    /// What [`Self::write`] hands out, before it bears the action's type.
    pub(crate) async fn writer(
        self: &Arc<Self>,
        actor: P::Actor,
        action: &'static str,
        request_id: &str,
    ) -> Result<Writer<P>, GateError> {
        let scope = P::decide(&actor, action).map_err(GateError::Denied)?;
        let connection = Connection::writing(&self.database).await?;
        Ok(Writer::new(Reader::new(connection, self.clone(), actor, scope, action, request_id.to_owned())))
    }
}

/// The permission to read for the action `A`, with the connection to do it.
pub struct ReadTx<A: Action>(Reader<A::Policy>, PhantomData<A>);

impl<A: Action> ReadTx<A> {
    /// Only for a reader that was opened for `A::NAME`.
    pub(crate) fn new(reader: Reader<A::Policy>) -> Self {
        debug_assert_eq!(reader.action(), A::NAME);
        Self(reader, PhantomData)
    }
}

impl<A: Action> Deref for ReadTx<A> {
    type Target = Reader<A::Policy>;
    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<A: Action> DerefMut for ReadTx<A> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

/// The permission to change for the action `A`. Dropped without [`WriteTx::commit`], nothing
/// happened.
pub struct WriteTx<A: Action>(Writer<A::Policy>, PhantomData<A>);

impl<A: Action> WriteTx<A> {
    /// Only for a writer that was opened for `A::NAME`.
    pub(crate) fn new(writer: Writer<A::Policy>) -> Self {
        debug_assert_eq!(writer.action(), A::NAME);
        Self(writer, PhantomData)
    }

    /// Stores the change together with its audit row and the jobs and mails it queued.
    ///
    /// # Errors
    /// Whatever the database says; nothing is stored then.
    pub async fn commit(mut self, entry: Entry) -> Result<(), DatabaseError> {
        self.0.record(entry).await?;
        self.commit_recorded().await
    }

    /// Did any step write its audit row? A batch that found nothing to do has none and need not be committed.
    pub fn has_records(&self) -> bool {
        self.0.audited > 0
    }

    /// For a batch whose steps each wrote their audit row with [`Writer::record`].
    ///
    /// # Errors
    /// [`DatabaseError::Unaudited`] when none did.
    pub async fn commit_recorded(self) -> Result<(), DatabaseError> {
        if self.0.audited == 0 {
            return Err(DatabaseError::Unaudited);
        }
        let reader = self.0.into_reader();
        let core = reader.core().clone();
        reader.into_connection().commit(A::Policy::NEVER_PUBLIC).await?;
        core.job_bell.notify_waiters();
        Ok(())
    }
}

impl<A: Action> Deref for WriteTx<A> {
    type Target = Writer<A::Policy>;
    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<A: Action> DerefMut for WriteTx<A> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}
