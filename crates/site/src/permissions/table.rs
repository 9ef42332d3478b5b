//! The shape of the table, and the macro that lets `who_may.rs` be read as one.

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
        }
    }
}

/// A row: one action and its fourteen cells, in the order of [`Role::EVERY`].
#[derive(Clone, Copy, Debug)]
pub struct ActionRow {
    pub name: &'static str,
    pub label: &'static str,
    pub cells: [Reach; Role::EVERY.len()],
}

impl ActionRow {
    pub fn reach(&self, role: Role) -> Reach {
        Role::EVERY.iter().position(|r| *r == role).map_or(Reach::None, |column| self.cells[column])
    }

    /// Who may, in words, for the page that refuses: 「市町村 管理者、事務局」.
    pub fn who_may(&self) -> String {
        let roles: Vec<_> = Role::EVERY
            .iter()
            .filter(|role| !matches!(role, Role::Job | Role::Console))
            .filter(|role| self.reach(**role) != Reach::None)
            .map(|role| role.label())
            .collect();
        if roles.is_empty() { "運用の担当者（サーバーでの操作）".to_owned() } else { roles.join("、") }
    }
}

/// `Marker "name" "ラベル" cell × 14;`
macro_rules! actions {
    ($($marker:ident $name:literal $label:literal $a:tt $b:tt $c:tt $d:tt $e:tt $f:tt $g:tt $h:tt $i:tt $j:tt $k:tt $l:tt $m:tt $n:tt;)+) => {
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
            $( super::ActionRow { name: $name, label: $label, cells: [$crate::permissions::table::cell!($a), $crate::permissions::table::cell!($b), $crate::permissions::table::cell!($c), $crate::permissions::table::cell!($d), $crate::permissions::table::cell!($e), $crate::permissions::table::cell!($f), $crate::permissions::table::cell!($g), $crate::permissions::table::cell!($h), $crate::permissions::table::cell!($i), $crate::permissions::table::cell!($j), $crate::permissions::table::cell!($k), $crate::permissions::table::cell!($l), $crate::permissions::table::cell!($m), $crate::permissions::table::cell!($n)] }, )+
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

pub(super) use {actions, cell};
