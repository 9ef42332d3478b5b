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
    LookAtProgrammes "programmes.look"   "事業と年度を見る"               all all all   all  all   all all all all all all all all all ;
    EditProgramme   "programmes.edit"    "事業の年度と設定を変える"       -   -   -     -    -     -   -   -   -   prog prog - all -   ;
    AssignOffice    "programmes.assign"  "事業の事務局を決める"           -   -   -     -    -     -   -   -   -   -   prog -  all -   ;
    LookAtOperations "operations.look"   "運用の状態を見る"               -   -   -     -    -     -   -   -   -   -   -   all all -   ;
    LookAtAudit     "operations.audit"   "操作の記録を見る"               -   -   -     -    -     -   -   -   -   -   -   all all -   ;
    RetryJob        "operations.retry"   "止まった処理をやり直す"         -   -   -     -    -     -   -   -   -   -   -   all all -   ;
    TidyJobs        "operations.tidy"    "終わった処理の記録を片づける"   -   -   -     -    -     -   -   -   -   -   -   -   all all ;
}
