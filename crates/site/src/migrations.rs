//! The product's migrations, in the order of their file names. A new one is a file in
//! `migrations/` and a line here; `tests/it/house_rules.rs` notices a forgotten line.

use foundation::database::{MigrationText, Migrations};

macro_rules! texts {
    ($($file:literal),+ $(,)?) => {
        &[$(MigrationText { file: $file, text: include_str!(concat!("../migrations/", $file)) }),+]
    };
}

pub const TEXTS: &[MigrationText] = texts![
    "20261121010000_regions_create.sql",
    "20261121020000_people_create.sql",
    "20261121030000_cases_create.sql",
    "20261121040000_programmes_create.sql",
    "20261121041000_programmes_checks.sql",
    "20261121050000_search_create.sql",
    "20261121080000_cases_belong_to_a_programme.sql",
    "20261121090000_regions_facts_by_date.sql",
    "20261121093000_regions_newest_facts.sql",
    "20261121100000_people_limits.sql",
    "20261121101000_people_invitations.sql",
    "20261121102000_people_telephone.sql",
    "20261121110000_cases_owners_and_versions.sql",
    "20261121111000_search_retired_words.sql",
    "20261121120000_surveys_create.sql",
    "20261127150000_surveys_data_sets.sql",
    "20261127150100_surveys_data_sets_fixed.sqlite.sql",
    "20261127150100_surveys_data_sets_fixed.postgres.sql",
    "20261127140000_surveys_links.sql",
    "20261127120000_surveys_shares.sql",
    "20261127130100_surveys_intakes.sql",
    "20261127110000_surveys_published_tables.sql",
    "20261127151000_surveys_checking.sql",
    "20261127160000_surveys_editing.sql",
    "20261127152000_surveys_texts.sql",
    "20261127161000_surveys_criteria.sql",
    "20261127162000_surveys_released.sql",
    "20261128100000_surveys_entries.sql",
    "20261128110000_library_create.sql",
    "20261128113000_search_index.sql",
    "20261128113100_search_fts.sqlite.sql",
    "20261128113100_search_fts.postgres.sql",
    "20261128120000_cases_fields.sql",
    "20261128121000_cases_own_decision.sql",
    "20261128122000_cases_voices.sql",
    "20261128130000_ask_composed.sql",
    "20261128180000_cases_handed_in.sql",
    "20261128181000_cases_comments_settled.sql",
    "20261128182000_cases_corrections.sql",
    "20261128193000_search_copies.sql",
    "20261129070000_situation_create.sql",
    "20261129080000_plans_create.sql",
    "20261129090000_plans_versions.sql",
    "20261129100000_plans_reviews.sql",
    "20261129103000_situation_spreads.sql",
    "20261129103100_situation_imports.sql",
    "20261129104000_situation_prefectures.sql",
    "20261129105000_cases_consents.sql",
    "20261129105100_cases_readings.sql",
    "20261129110000_wide_area_create.sql",
    "20261129120000_groundwork_create.sql",
    "20261129130000_situation_letters.sql",
    "20261129141000_plans_shares.sql",
    "20261129142000_plans_cases.sql",
    "20261129143000_situation_remarks.sql",
    "20261129144000_situation_spreads_whole.sql",
    "20261129150000_regions_register_number.sql",
    "20261129160000_cases_attached.sql",
    "20261129161000_cases_collections.sql",
];

pub fn all() -> Migrations {
    Migrations::with_own(TEXTS)
}
