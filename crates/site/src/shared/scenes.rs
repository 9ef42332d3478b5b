//! 場面: where care happens, as cases, documents and the search are filtered by.

/// Id and label, in order.
pub const SCENES: &[(&str, &str)] = &[
    ("nichijo", "日常の療養支援"),
    ("nyutaiin", "入退院支援"),
    ("kyuhen", "急変時の対応"),
    ("mitori", "看取り"),
    ("ninchisho", "認知症の対応"),
    ("kansensho", "感染症発生時の対応"),
    ("saigai", "災害時の対応"),
    ("kaso_chusankan", "過疎地域・中山間地域での取組"),
    ("sonota", "その他"),
];
