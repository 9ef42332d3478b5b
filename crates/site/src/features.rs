//! What the ground asks of the features that stand on it: who holds a role on a thing
//! and what stands on a place's page. One line per feature.

use std::sync::Arc;

use foundation::database::{Connection, Sql};

use crate::beyond::{Answer, Beyond, DrawnPlan, Groundwork, KeptPlan, Place};
use crate::permissions::{Actor, AppCore, Held, Reader, ThingRole};
use crate::regions::CaseLine;

pub struct Features;

impl Beyond for Features {
    fn respondent_at<'a>(
        &self,
        core: &'a Arc<AppCore>,
        db: &'a mut Connection,
        person: i64,
        path: &'a str,
    ) -> Answer<'a, Option<Held>> {
        Box::pin(crate::surveys::held_at(core, db, person, path))
    }

    fn plan_shown_at<'a>(
        &self,
        core: &'a Arc<AppCore>,
        db: &'a mut Connection,
        actor: &'a Actor,
        path: &'a str,
    ) -> Answer<'a, Option<(ThingRole, Held)>> {
        Box::pin(crate::plans::shown_at(core, db, actor, path))
    }

    fn respondent_by_session<'a>(
        &self,
        core: &'a Arc<AppCore>,
        db: &'a mut Connection,
        session: &'a str,
    ) -> Answer<'a, Option<(Held, i64, Option<Sql>)>> {
        Box::pin(crate::surveys::identify(core, db, session))
    }

    fn cases_of<'a>(&self, db: &'a mut Reader, place: Place<'a>) -> Answer<'a, Vec<CaseLine>> {
        match place {
            Place::Municipality(code) => Box::pin(crate::cases::lines_of_municipality(db, code)),
            Place::Prefecture(code) => Box::pin(crate::cases::lines_of_prefecture(db, code)),
        }
    }

    fn cases_by_municipality<'a>(&self, db: &'a mut Reader) -> Answer<'a, Vec<(String, i64)>> {
        Box::pin(crate::cases::count_by_municipality(db))
    }

    fn count_holding<'a>(&self, db: &'a mut Reader, needles: &'a [String]) -> Answer<'a, i64> {
        Box::pin(crate::cases::count_holding(db, needles))
    }

    fn groundwork_of<'a>(&self, db: &'a mut Reader, code: &'a str) -> Answer<'a, Groundwork> {
        Box::pin(crate::groundwork::told_of(db, code))
    }

    fn plans_kept<'a>(&self, db: &'a mut Reader, codes: &'a [String]) -> Answer<'a, Vec<KeptPlan>> {
        Box::pin(crate::plans::kept_of(db, codes))
    }

    fn plan_drawn<'a>(&self, db: &'a mut Reader, plan: i64, version: i64) -> Answer<'a, Option<DrawnPlan>> {
        Box::pin(crate::plans::drawn(db, plan, version))
    }
}
