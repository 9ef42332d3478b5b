//! The shape of the table, and the macro that lets `who_may.rs` be read as one.

use super::on_things::ThingRole;
use super::roles::Role;

/// A cell: how far a permission reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// `-`
    None,
    /// Things she made herself.
    Own,
    /// Her organisation.
    Organisation,
    /// Her municipality; a coordinator's contracted ones; a health centre's area.
    Municipality,
    /// Her prefecture; a regional bureau's ones.
    Prefecture,
    /// Her programmes.
    Programme,
    All,
    /// The one thing she holds a role on.
    Thing,
}

impl Reach {
    /// One character, for a narrow cell.
    pub fn short_label(self) -> &'static str {
        match self {
            Self::None => "–",
            Self::Own => "自",
            Self::Organisation => "所",
            Self::Municipality => "市",
            Self::Prefecture => "県",
            Self::Programme => "事",
            Self::All => "全",
            Self::Thing => "物",
        }
    }
}

/// A row: one action and its fourteen cells, in the order of [`Role::EVERY`]; behind a `+` the roles on a thing that
/// may do it, on that thing. (Such a cell has no "how far": it stands or it does not.)
#[derive(Clone, Copy, Debug)]
pub struct ActionRow {
    pub name: &'static str,
    pub label: &'static str,
    pub cells: [Reach; Role::EVERY.len()],
    pub on_thing: &'static [ThingRole],
}

impl ActionRow {
    pub fn reach(&self, role: Role) -> Reach {
        Role::EVERY.iter().position(|r| *r == role).map_or(Reach::None, |column| self.cells[column])
    }

    /// For somebody with a role on a thing, who stands at it (`Some`) or anywhere else: the thing's column, and what
    /// every visitor may.
    pub fn reach_on_thing(&self, role: Option<ThingRole>) -> Reach {
        if role.is_some_and(|role| self.on_thing.contains(&role)) {
            return Reach::Thing;
        }
        match self.reach(Role::Visitor) {
            Reach::All => Reach::All,
            _ => Reach::None,
        }
    }

    /// Who may, in words, for the page that refuses: 「市町村 管理者、事務局」.
    pub fn who_may(&self) -> String {
        let roles: Vec<_> = Role::EVERY
            .iter()
            .filter(|role| !matches!(role, Role::Job | Role::Console))
            .filter(|role| self.reach(**role) != Reach::None)
            .map(|role| role.label())
            .chain(self.on_thing.iter().map(|role| role.label()))
            .collect();
        if roles.is_empty() { "運用の担当者（サーバーでの操作）".to_owned() } else { roles.join("、") }
    }
}

/// `Marker "name" "ラベル" cell × 14;` or `… cell × 14 + role_on_a_thing;`
macro_rules! actions {
    ($($marker:ident $name:literal $label:literal $a:tt $b:tt $c:tt $d:tt $e:tt $f:tt $g:tt $h:tt $i:tt $j:tt $k:tt $l:tt $m:tt $n:tt $(+ $on:ident)*;)+) => {
        $(
            #[doc = $label]
            #[derive(Clone, Copy, Debug)]
            pub struct $marker;
            impl foundation::Action for $marker {
                type Policy = super::Renkei;
                const NAME: &'static str = $name;
            }
        )+
        pub const TABLE: &[super::ActionRow] = &[
            $( super::ActionRow { name: $name, label: $label, cells: [$crate::permissions::table::cell!($a), $crate::permissions::table::cell!($b), $crate::permissions::table::cell!($c), $crate::permissions::table::cell!($d), $crate::permissions::table::cell!($e), $crate::permissions::table::cell!($f), $crate::permissions::table::cell!($g), $crate::permissions::table::cell!($h), $crate::permissions::table::cell!($i), $crate::permissions::table::cell!($j), $crate::permissions::table::cell!($k), $crate::permissions::table::cell!($l), $crate::permissions::table::cell!($m), $crate::permissions::table::cell!($n)], on_thing: &[$($crate::permissions::table::on_thing!($on)),*] }, )+
        ];
    };
}

macro_rules! cell {
    (-) => {
        $crate::permissions::Reach::None
    };
    (own) => {
        $crate::permissions::Reach::Own
    };
    (org) => {
        $crate::permissions::Reach::Organisation
    };
    (mun) => {
        $crate::permissions::Reach::Municipality
    };
    (pref) => {
        $crate::permissions::Reach::Prefecture
    };
    (prog) => {
        $crate::permissions::Reach::Programme
    };
    (all) => {
        $crate::permissions::Reach::All
    };
}

macro_rules! on_thing {
    (respondent) => {
        $crate::permissions::ThingRole::Respondent
    };
    (plan_reader) => {
        $crate::permissions::ThingRole::PlanReader
    };
    (plan_commenter) => {
        $crate::permissions::ThingRole::PlanCommenter
    };
    (plan_writer) => {
        $crate::permissions::ThingRole::PlanWriter
    };
}

pub(super) use {actions, cell, on_thing};
