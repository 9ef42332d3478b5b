//! One indicator as a chart, to stand on a slide by itself: every word it needs is in it.

use print::charts::{Caption, Group as Named, position};

use super::standing::Standing;
use super::{short_year, told};
use crate::model::{Indicator, Value};
use crate::shared::DEMO_MARK;

pub fn chart(town: &str, indicator: &Indicator, value: &Value, standing: &Standing, fictitious: bool) -> String {
    let groups: Vec<Named> = standing
        .groups
        .iter()
        .map(|group| Named { mark: group.mark, label: format!("{}（n={}）", group.label, group.n) })
        .collect();
    let told = told(indicator, value);
    let parts = if told.parts.is_empty() { String::new() } else { format!("（{}）", told.parts) };
    let mark = if fictitious { format!("【{DEMO_MARK}】") } else { String::new() };
    let caption = Caption {
        narrow: false,
        id: format!("s-{}", indicator.id),
        title: format!("{}（{town}）", indicator.name),
        base: format!(
            "{}：{}{}{parts}。図は{}の中央値",
            short_year(value.year),
            told.figure,
            told.unit,
            indicator.compared_unit()
        ),
        source: format!("出典：{}。{}{mark}", value.source, indicator.caution),
    };
    position(&caption, town, &groups, &[standing.line(indicator)])
}
