//! Samples of the pages on which answers are checked, asked about, put right and cut.

use super::data_sets::{CutDesk, DataSetLine, DataSetPage, DataSetsPage, ReopeningLine};
use crate::shared::testing::assert_page;
use crate::shared::{Fact, Frame, Link};

fn words() -> String {
    "見本のことば".to_owned()
}

fn fact() -> Fact {
    Fact { label: "回収".to_owned(), value: "3 / 5（60.0%）".to_owned(), note: words(), fictitious: false }
}

#[test]
fn pages_of_data_sets_are_sound() {
    for full in [true, false] {
        let n = usize::from(full);
        let line = || DataSetLine {
            name: "第1号（中間締め）".to_owned(),
            href: "/surveys/1/data-sets/1".to_owned(),
            at: words(),
            by: words(),
            figure: words(),
            remark: words(),
            hash: "ab12".to_owned(),
        };
        let error = || if full { "理由を書いてください。".to_owned() } else { String::new() };
        assert_page(&DataSetsPage {
            frame: Frame::sample("締めたデータ"),
            base: "/surveys/1/data-sets".to_owned(),
            state: "受付中",
            mark: "doing",
            facts: vec![fact()],
            rows: (0..n).map(|_| line()).collect(),
            reopenings: (0..n)
                .map(|_| ReopeningLine { at: words(), after: words(), by: words(), reason: words() })
                .collect(),
            desk: CutDesk {
                may_cut: full,
                may_reopen: full,
                correction: full,
                remark_error: error(),
                final_error: error(),
                reason_error: error(),
                ..CutDesk::default()
            },
            room: "/surveys/1/collection".to_owned(),
        });
        for computed in ["", "ab", "cd"] {
            assert_page(&DataSetPage {
                frame: Frame::sample("データ第1号（中間締め）"),
                facts: vec![fact()],
                hash: "ab".to_owned(),
                computed: computed.to_owned(),
                check: "/surveys/1/data-sets/1?check=1".to_owned(),
                file: "fy2026_municipality_1.jsonl".to_owned(),
                downloads: vec![Link::new("回答（CSV）", "/x.csv")],
                back: "/surveys/1/data-sets".to_owned(),
            });
        }
    }
}
