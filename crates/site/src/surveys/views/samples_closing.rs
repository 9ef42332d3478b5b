//! Samples of the pages before a survey closes.

use super::closing::{ClosingPage, PlaceLine, RemarkField, StateLine};
use super::mark;
use crate::shared::testing::assert_page;
use crate::shared::{Fact, Frame};
use crate::surveys::model::State;

fn words() -> String {
    "見本のことば".to_owned()
}

#[test]
fn confirmations_are_sound() {
    for full in [true, false] {
        let n = usize::from(full);
        let href = || if full { "/surveys/1/collection?state=owing".to_owned() } else { String::new() };
        let state = |state: State| StateLine {
            label: state.label(),
            mark: mark(state),
            count: "3".to_owned(),
            note: "確定したデータに入りません",
            href: href(),
        };
        let place = || PlaceLine {
            name: "山口県".to_owned(),
            href: href(),
            asked: "19".to_owned(),
            owing: "5".to_owned(),
            not_opened: "2".to_owned(),
            working: "2".to_owned(),
            returned: "1".to_owned(),
        };
        assert_page(&ClosingPage {
            frame: Frame::sample("データを確定する"),
            action: "/surveys/1/data-sets/final".to_owned(),
            back: "/surveys/1/data-sets".to_owned(),
            verb: "データを確定する",
            changed: full,
            headline: words(),
            banner: if full { "warning" } else { "info" },
            consequence: words(),
            facts: vec![Fact { label: words(), value: words(), note: String::new(), fictitious: false }],
            states: State::EVERY.into_iter().map(state).collect(),
            places: (0..n).map(|_| place()).collect(),
            list: href(),
            seen: "ab12".to_owned(),
            remark: full.then(|| RemarkField { value: words(), error: words(), required: true }),
        });
    }
}
