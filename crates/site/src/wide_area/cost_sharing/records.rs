//! The result as CSV: one record per scenario and municipality, one value per cell.

use super::{Input, Outcome, hundredths, one_decimal, order};
use crate::shared::{DEMO_MARK, guarded};

/// # Errors
/// Those of the writer; into memory there are none.
pub fn csv(title: &str, input: &Input, outcomes: &[Outcome], demo: bool) -> Result<Vec<u8>, csv::Error> {
    let mut out = csv::Writer::from_writer(Vec::from("\u{feff}".as_bytes()));
    let keys = input.keys_in_use();
    let mut heads: Vec<String> =
        ["試算", "案", "総額（円）", "端数の単位（円）", "全国地方公共団体コード", "市町村", "幹事"]
            .map(str::to_owned)
            .to_vec();
    for key in &keys {
        let key = &input.keys[*key];
        heads.push(guarded(&format!("{}の重み", key.label)));
        if key.id != "equal" {
            heads.push(guarded(&format!("{}に使った数", key.label)));
            heads.push(guarded(&format!("{}に使った数の出典", key.label)));
        }
        heads.push(guarded(&format!("{}（円）", key.label)));
    }
    heads.extend(["端数の単位に満たない額（円）", "負担額（円）", "割合（%）", "備考"].map(str::to_owned));
    out.write_record(&heads)?;
    let order = order(&input.towns);
    for (scenario, outcome) in input.scenarios.iter().zip(outcomes) {
        let mut takers = input.takers(scenario);
        takers.sort_by_key(|town| order[*town]);
        for at in takers {
            let (town, Some(share)) = (&input.towns[at], &outcome.shares[at]) else { continue };
            let mut record = vec![
                guarded(title),
                guarded(&scenario.name),
                scenario.total.to_string(),
                input.unit.to_string(),
                town.code.clone(),
                guarded(&town.name),
                if input.lead == Some(at) { "1" } else { "0" }.to_owned(),
            ];
            let mut fictitious = demo;
            for key in &keys {
                record.push(hundredths(scenario.weights[*key]));
                if input.keys[*key].id != "equal" {
                    record.push(town.figures[*key].map(|figure| figure.to_string()).unwrap_or_default());
                    record.push(guarded(&town.origins[*key].words));
                    fictitious |= town.origins[*key].fictitious;
                }
                record.push(share.parts[*key].to_string());
            }
            record.push(share.below_unit.to_string());
            record.push(share.sum.to_string());
            record.push(one_decimal(share.tenths(scenario.total)));
            record.push(if fictitious { DEMO_MARK } else { "" }.to_owned());
            out.write_record(&record)?;
        }
    }
    out.into_inner().map_err(|error| error.into_error().into())
}
