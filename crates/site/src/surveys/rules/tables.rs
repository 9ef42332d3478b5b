//! 業務規則 of tables: which groups somebody sees who may not read every single answer, and when a table is published.

pub use super::position::LEAST_IN_A_GROUP;
use crate::shared::{Rule, day_words, number};
use crate::surveys::model::SurveyState;

/// The longest summary of a section.
pub const SUMMARY_CHARACTERS: usize = 4000;

/// Most banners of one table.
pub const MOST_BANNERS: usize = 8;

pub const RULES: &[Rule] = &[
    Rule {
        id: "surveys.tables_one_thing",
        value: "絞り込み一つか表側",
        sentence: "一つ一つの答えを読めない人が表を作るときは、一度に、絞り込み一つか、絞り込みのない表側だけを選べる。表側は、どの表を足し引きしても5団体に満たない集まりの答えが分からないものだけを示す",
        source: "PRODUCT 3.8（近隣の答えは5団体以上の集まりで）",
    },
    Rule {
        id: "surveys.tables_of_persons",
        value: "単位とブロック",
        sentence: "個人（コーディネーター）の回答の表は、事務局のほかには、データを確定してから、単位（市町村・都道府県）とブロックの表側だけで示す。一つ一つの答えは、事務局だけが読む",
        source: "REQ-170、調査の進め方（提案）",
    },
    Rule {
        id: "surveys.tables_weights",
        value: "事務局・厚生労働省",
        sentence: "ウエイトを付けた集計は、すべての答えを読める人だけに示し、公表しない。件数から一つの団体の答えが分かるため",
        source: "REQ-195、調査の進め方（提案）",
    },
    Rule {
        id: "surveys.tables_data_set",
        value: "締めたデータを見る人",
        sentence: "締めたデータから作った表は、締めたデータを見られる人だけに示し、番号、日時、照合値を添える。公表する表は、いまの回答から作る",
        source: "REQ-201、調査の進め方（提案）",
    },
];

/// Why a table is not shown, not published, not withdrawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Fewer answers than make a group.
    TooFew(usize),
    /// The condition leaves out so few that the rest would tell of them.
    RestTooFew(usize),
    /// Put beside other tables, it would tell of fewer than make a group.
    TellsOfFew,
    /// Answers of persons are counted for others only when nothing changes any more.
    PersonsNotFrozen,
    /// Nothing is published of a survey that is still answered.
    NotClosed(SurveyState),
    NothingChosen,
    /// The same table is public already.
    Published(jiff::civil::Date),
    Withdrawn,
    /// A numbered data set, or weights: for those who may read every answer.
    NotForEverybody,
}

impl Refusal {
    pub fn sentence(&self) -> String {
        let few = |n: usize| number(i64::try_from(n).unwrap_or(i64::MAX));
        match self {
            Self::TooFew(0) => "まだ回答がありません。提出されると、ここに集計が出ます。".to_owned(),
            Self::TooFew(n) => format!(
                "この範囲の回答は{}件です。公表前の集計では、{LEAST_IN_A_GROUP}件以上の集まりだけを示します。範囲を広げてください。",
                few(*n)
            ),
            Self::RestTooFew(n) => format!(
                "この絞り込みから外れる回答が{}件だけで、全体との差からその答えが分かってしまいます。別の絞り込みにしてください。",
                few(*n)
            ),
            Self::TellsOfFew => {
                "この設問でこの絞り込みをすると、ほかの表との差から、5団体に満たない集まりの答えが分かってしまいます。別の絞り込みにしてください。"
                    .to_owned()
            }
            Self::PersonsNotFrozen => {
                "個人の回答の集計は、データを確定してから示します。途中の集計を見比べて、一人の答えが分かることを防ぐためです。"
                    .to_owned()
            }
            Self::NotClosed(state) => format!(
                "いまの状態（{}）では公表できません。受付を閉じてから公表してください。",
                state.label()
            ),
            Self::NothingChosen => "公表する設問を選んでください。".to_owned(),
            Self::Published(day) => format!(
                "この表は、{}に公表しています。直すときは、公表した表を取り下げてから、もう一度公表してください。",
                day_words(*day)
            ),
            Self::NotForEverybody => {
                "ウエイトを付けた表と、締めたデータから作った表は公表できません。ウエイトを外し、「いまの回答」を選んでから公表してください。"
                    .to_owned()
            }
            Self::Withdrawn => "この表は、すでに取り下げています。".to_owned(),
        }
    }
}

/// Which groups go together into one because too few are in them: those under [`LEAST_IN_A_GROUP`], and, while these are too
/// few together, the smallest of the others. An empty group tells of nobody and stays.
pub fn together(sizes: &[usize]) -> Vec<bool> {
    let mut joined: Vec<bool> = sizes.iter().map(|size| (1..LEAST_IN_A_GROUP).contains(size)).collect();
    loop {
        let sum: usize = sizes.iter().zip(&joined).filter(|(_, joined)| **joined).map(|(size, _)| size).sum();
        if sum == 0 || sum >= LEAST_IN_A_GROUP {
            return joined;
        }
        let smallest = (0..sizes.len()).filter(|at| !joined[*at] && sizes[*at] > 0).min_by_key(|at| sizes[*at]);
        match smallest {
            Some(at) => joined[at] = true,
            None => return joined,
        }
    }
}

/// May a table of `kept` of `all` answers be shown to somebody who sees groups only?
pub fn may_narrow(kept: usize, all: usize) -> Result<(), Refusal> {
    let rest = all.saturating_sub(kept);
    if kept < LEAST_IN_A_GROUP {
        Err(Refusal::TooFew(kept))
    } else if (1..LEAST_IN_A_GROUP).contains(&rest) {
        Err(Refusal::RestTooFew(rest))
    } else {
        Ok(())
    }
}

/// 「公表できるのは、受付を閉じた調査か、確定した調査の表」
pub fn may_publish(state: SurveyState) -> Result<(), Refusal> {
    match state {
        SurveyState::Closed | SurveyState::Frozen => Ok(()),
        SurveyState::Draft | SurveyState::Open => Err(Refusal::NotClosed(state)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_under_five_go_together_until_they_are_five() {
        assert_eq!(together(&[5, 6, 7]), [false, false, false]);
        assert_eq!(together(&[4, 6, 7]), [true, true, false], "four alone are too few: the smallest joins");
        assert_eq!(together(&[4, 1, 7]), [true, true, false], "five together are enough");
        assert_eq!(together(&[2, 2, 9, 8]), [true, true, false, true]);
        assert_eq!(together(&[0, 4, 30]), [false, true, true], "nobody is in the first");
        assert_eq!(together(&[3]), [true]);
        assert_eq!(together(&[]), Vec::<bool>::new());
    }

    #[test]
    fn neither_what_is_shown_nor_what_is_left_out_is_under_five() {
        assert_eq!(may_narrow(4, 100), Err(Refusal::TooFew(4)));
        assert_eq!(may_narrow(5, 100), Ok(()));
        assert_eq!(may_narrow(96, 100), Err(Refusal::RestTooFew(4)));
        assert_eq!(may_narrow(95, 100), Ok(()));
        assert_eq!(may_narrow(100, 100), Ok(()));
        assert_eq!(may_narrow(0, 0), Err(Refusal::TooFew(0)));
    }

    #[test]
    fn only_what_is_no_longer_answered_is_published() {
        for (state, fits) in [
            (SurveyState::Draft, false),
            (SurveyState::Open, false),
            (SurveyState::Closed, true),
            (SurveyState::Frozen, true),
        ] {
            assert_eq!(may_publish(state).is_ok(), fits, "{state:?}");
        }
    }
}
