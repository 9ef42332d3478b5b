//! What the ground asks of features that stand on it. The product hands it in (`features.rs`), so that no arrow
//! points upwards.

use std::pin::Pin;
use std::sync::Arc;

use foundation::database::{Connection, DatabaseError, Sql};

use crate::permissions::{Actor, AppCore, Held, Reader, ThingRole};
use crate::regions::CaseLine;

/// An answer that takes a look into the database.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, DatabaseError>> + Send + 'a>>;

pub trait Beyond: Send + Sync {
    /// Does this person hold the role of a respondent today on the thing that stands at this path?
    fn respondent_at<'a>(
        &self,
        core: &'a Arc<AppCore>,
        db: &'a mut Connection,
        person: i64,
        path: &'a str,
    ) -> Answer<'a, Option<Held>>;

    /// Which role does she, in the membership she acts in, hold today on the plan that stands at this path? Whom its town named, or
    /// whose organisation.
    fn plan_shown_at<'a>(
        &self,
        core: &'a Arc<AppCore>,
        db: &'a mut Connection,
        actor: &'a Actor,
        path: &'a str,
    ) -> Answer<'a, Option<(ThingRole, Held)>>;

    /// Whose session is it, if it is a respondent's without an account? What she holds, the number of the session, and
    /// what the log is told.
    fn respondent_by_session<'a>(
        &self,
        core: &'a Arc<AppCore>,
        db: &'a mut Connection,
        session: &'a str,
    ) -> Answer<'a, Option<(Held, i64, Option<Sql>)>>;

    /// The published cases of a municipality or, with the code of one, of a prefecture: for the page of the place.
    fn cases_of<'a>(&self, db: &'a mut Reader, place: Place<'a>) -> Answer<'a, Vec<CaseLine>>;

    /// Of every municipality that a published case is about, how many are.
    fn cases_by_municipality<'a>(&self, db: &'a mut Reader) -> Answer<'a, Vec<(String, i64)>>;

    /// How many published texts hold one of the needles (folded): what a change of the synonyms reaches.
    fn count_holding<'a>(&self, db: &'a mut Reader, needles: &'a [String]) -> Answer<'a, i64>;

    /// What a municipality wrote down about itself, as far as the reader may read it: where it wants to be in each scene, and in
    /// which scenes it does something.
    fn groundwork_of<'a>(&self, db: &'a mut Reader, code: &'a str) -> Answer<'a, Groundwork>;

    /// The kept versions of these municipalities' logic models, as far as the reader may read them; the newest first.
    fn plans_kept<'a>(&self, db: &'a mut Reader, codes: &'a [String]) -> Answer<'a, Vec<KeptPlan>>;

    /// A kept version of a logic model, for who was shown it: whoever asks has made sure of that.
    fn plan_drawn<'a>(&self, db: &'a mut Reader, plan: i64, version: i64) -> Answer<'a, Option<DrawnPlan>>;
}

/// あるべき姿 and the scenes of a municipality's own undertakings; empty for who may not read them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Groundwork {
    /// The newest of each scene, in the order of scenes.
    pub aims: Vec<Aim>,
    /// Scenes with an undertaking that goes on, in the running fiscal year.
    pub scenes: Vec<String>,
}

/// Where a municipality wants to be in a scene.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Aim {
    pub scene: String,
    pub fiscal_year: i64,
    pub desired: String,
    /// Where, and on which day (as stored), it was agreed to; empty until then.
    pub agreed_by: String,
    pub agreed_on: String,
}

/// A logic model as it was kept on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeptPlan {
    pub plan: i64,
    pub version: i64,
    pub title: String,
    /// When it was kept, as stored, and what was said about it.
    pub at: String,
    pub note: String,
}

/// The same as a picture, and in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DrawnPlan {
    pub title: String,
    pub at: String,
    /// SVG, and its width and height.
    pub svg: String,
    pub width: u32,
    pub height: u32,
    /// Of each level from the end back, what stands in its boxes.
    pub levels: Vec<(String, Vec<String>)>,
    pub fictitious: bool,
}

#[derive(Clone, Copy, Debug)]
pub enum Place<'a> {
    Municipality(&'a str),
    Prefecture(&'a str),
}
