//! One indicator over the country.

use askama::Template;
use print::charts::{Caption, Tile, Value, tile_map_close};

use super::short_year;
use super::standing::figure;
use crate::model::Indicator;
use crate::shared::{Choice, DEMO_MARK, Frame};

/// Kind of group, its key, year, how many, first quartile, median, third quartile.
type SpreadRow = (String, String, i64, i64, i64, i64, i64);

#[derive(Template)]
#[template(path = "situation/templates/country.html")]
pub struct CountryPage {
    pub frame: Frame,
    pub choices: Vec<Choice>,
    pub name: String,
    pub about: String,
    pub caution: String,
    pub unit: String,
    pub source: String,
    /// Year, how many, median, the middle half.
    pub years: Vec<(String, i64, String, String)>,
    pub year: String,
    /// Prefecture, how many, median, the middle half.
    pub prefectures: Vec<(String, i64, String, String)>,
    /// Of shares per hundred: medians on a map, wide and narrow.
    pub map: Option<(String, String)>,
    pub fictitious: bool,
}

/// From so many on the middle half is told: fewer would give away single ones.
const ENOUGH_FOR_QUARTILES: i64 = 10;

fn middle(indicator: &Indicator, row: &SpreadRow) -> String {
    if row.3 < ENOUGH_FOR_QUARTILES {
        return String::new();
    }
    format!("{}～{}", figure(indicator, row.4), figure(indicator, row.6))
}

impl CountryPage {
    pub fn new(
        frame: Frame,
        indicator: &Indicator,
        spreads: &[SpreadRow],
        prefectures: &[(String, String)],
        choices: Vec<Choice>,
        demo: bool,
    ) -> Self {
        let of_country: Vec<&SpreadRow> = spreads.iter().filter(|row| row.0 == "country").collect();
        let newest = of_country.first().map(|row| row.2);
        let in_newest =
            |code: &str| spreads.iter().find(|row| row.0 == "prefecture" && row.1 == code && Some(row.2) == newest);
        let rows = prefectures.iter().filter_map(|(code, name)| {
            let row = in_newest(code)?;
            Some((name.clone(), row.3, figure(indicator, row.5), middle(indicator, row)))
        });
        let map = (indicator.is_share() && indicator.per == 100 && newest.is_some()).then(|| {
            let tiles: Vec<Tile> = prefectures
                .iter()
                .filter_map(|(code, _)| {
                    let row = in_newest(code)?;
                    let tenths = (row.5 + 50).div_euclid(100);
                    Some(Tile {
                        prefecture: code.get(..2)?.parse().ok()?,
                        value: Value::Percent { tenths, count: row.3 },
                    })
                })
                .collect();
            let year = newest.map(short_year).unwrap_or_default();
            let mark = if demo { format!("　{DEMO_MARK}") } else { String::new() };
            let caption = |id: &str, narrow: bool| Caption {
                id: id.to_owned(),
                title: format!("{}：市町村の中央値", indicator.name),
                base: format!("{}、{year}。値を入れた市町村が6以上の都道府県。括弧の件数は市町村の数", indicator.unit),
                source: format!("{}{mark}", indicator.source),
                narrow,
            };
            (
                tile_map_close(&caption("country", false), &tiles),
                tile_map_close(&caption("country-narrow", true), &tiles),
            )
        });
        Self {
            frame,
            choices,
            name: indicator.name.clone(),
            about: format!("/situation/indicators/{}", indicator.id),
            caution: indicator.caution.clone(),
            unit: indicator.compared_unit(),
            source: indicator.source.clone(),
            years: of_country
                .iter()
                .map(|row| (short_year(row.2), row.3, figure(indicator, row.5), middle(indicator, row)))
                .collect(),
            year: newest.map(short_year).unwrap_or_default(),
            prefectures: rows.collect(),
            map,
            fictitious: demo,
        }
    }
}
