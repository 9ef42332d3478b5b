//! THE table: who may do what. Rows are actions, columns are roles, cells say how far:
//!
//! `-` not · `own` what one made oneself · `org` one's organisation · `mun` one's municipality
//! (a coordinator's contracted ones, a health centre's area) · `pref` one's prefecture (a regional
//! bureau's ones) · `prog` one's programmes · `all` everything.
//!
//! `snapshots/who_can_do_what.txt` shows the same in Japanese; a test keeps the two together.

use super::table::actions;

#[rustfmt::skip]
actions! {
//                                                                     来  市町村    都道府県    保  厚  コ  団  事  所  運  操  定
//                                                                     訪  担  管    担   管    健  生  ー  体  務  管  用  作  期
//                                                                     者  当  理    当   理    所  局  デ      局  課  管  盤  処
    LookAtHome      "home.look"          "トップページを見る"             all all all   all  all   all all all all all all all all all ;
    LookAtRegions   "regions.look"       "地域の情報を見る"               all all all   all  all   all all all all all all all all all ;
    ImportRegions   "regions.import"     "地域の台帳を取り込む"           -   -   -     -    -     -   -   -   -   -   -   all all -   ;

    LookAtCases     "cases.look"         "公開された事例を見る"           all all all   all  all   all all all all all all all all all ;
    LookAtDraftCases "cases.look_at_drafts" "公開前の事例と経過を見る"    -   mun mun   pref pref  -   -   mun org all all -   all -   ;
    DraftCases      "cases.draft"        "事例を書く・直す"               -   mun mun   pref pref  -   -   mun org all -   -   all -   ;
    SubmitCases     "cases.submit"       "事例を事務局に出す"             -   mun mun   pref pref  -   -   mun org all -   -   all -   ;
    ReviewCases     "cases.review"       "事例を確かめて公開する・返す"   -   -   -     -    -     -   -   -   -   all -   -   all -   ;
    ArchiveCases    "cases.archive"      "公開した事例を下げる"           -   -   mun   -    pref  -   -   -   -   all -   -   all -   ;
    EditTroubles    "cases.edit_troubles" "困りごとの入口を直す"          -   -   -     -    -     -   -   -   -   all -   -   all -   ;

    Search          "search.search"      "ことばでさがす"                 all all all   all  all   all all all all all all all all all ;
    EditSynonyms    "search.edit_synonyms" "同じ意味のことばを直す"       -   -   -     -    -     -   -   -   -   all -   all all -   ;
}
