//! THE table: who may do what. Rows are actions, columns are roles, cells say how far:
//!
//! `-` not · `own` what one made oneself · `org` one's organisation · `mun` one's municipality
//! (a coordinator's contracted ones, a health centre's area) · `pref` one's prefecture (a regional
//! bureau's ones) · `prog` one's programmes · `all` everything.
//!
//! Behind `+` stand the roles *on a thing* that may, on that thing only and while the role lasts (`on_things.rs`):
//! `respondent` of one answer, by a link or a printed code; `plan_reader`, `plan_commenter`, `plan_writer` of a plan its town let them
//! into. What every visitor may, they may too; nothing else.
//!
//! `snapshots/who_can_do_what.txt` shows the same in Japanese; a test keeps the two together.

use super::table::actions;

#[rustfmt::skip]
actions! {
//                                                                                     来   市   市   県   県   保   厚   コ   団   事   所   運   操   定
//                                                                                     訪   担   管   担   管   健   生   ー   体   務   管   用   作   期
//                                                                                     者   当   理   当   理   所   局   デ        局   課   管   盤   処
    LookAtHome          "home.look"                 "トップページを見る"               all  all  all  all  all  all  all  all  all  all  all  all  all  all ;
    LookAtOpenData      "open_data.look"            "オープンデータと仕様を見る"       all  all  all  all  all  all  all  all  all  all  all  all  all  all ;
    LookAtRegions       "regions.look"              "地域の情報を見る"                 all  all  all  all  all  all  all  all  all  all  all  all  all  all ;
    ImportRegions       "regions.import"            "地域の台帳を取り込む"             -    -    -    -    -    -    -    -    -    -    -    all  all  - ;

    SignIn              "people.sign_in"            "ログインする"                     all  all  all  all  all  all  all  all  all  all  all  all  -    - ;
    SignOut             "people.sign_out"           "ログアウトする"                   all  all  all  all  all  all  all  all  all  all  all  all  -    - ;
    Register            "people.register"           "登録する・登録を申請する"         all  all  all  all  all  all  all  all  all  all  all  all  -    - ;
    LookAtAccount       "people.look_account"       "自分の登録を見る"                 -    own  own  own  own  own  own  own  own  own  own  own  -    - ;
    ChangeAccount       "people.change_account"     "立場を選ぶ・ログインを終わらせる" -    own  own  own  own  own  own  own  own  own  own  own  -    - ;
    ChangeProfile       "people.change_profile"     "自分の登録の内容を変える"         -    own  own  own  own  own  own  own  own  own  own  own  -    - ;
    ChangeMail          "people.change_mail"        "自分のメールアドレスを変える"     -    own  own  own  own  own  own  own  own  own  own  own  -    - ;
    LookAtOrganisations "people.look_organisations" "組織と所属する人を見る"           -    mun  mun  pref pref mun  pref org  org  prog prog all  all  - ;
    LookAtContacts      "people.look_contacts"      "連絡先と最後のログインを見る"     -    -    mun  -    pref -    -    -    -    prog prog all  -    - ;
    CreateOrganisation  "people.add_organisation"   "組織を加える"                     -    -    -    -    pref -    -    -    -    prog -    all  all  - ;
    InvitePerson        "people.invite"             "招待する・コード票を作る"         -    -    mun  -    pref -    -    -    -    prog -    all  -    - ;
    EndMembership       "people.end_membership"     "所属を終わりにする"               -    -    mun  -    pref -    -    -    -    prog -    all  -    - ;
    DecideRegistration  "people.decide_request"     "登録の申請を認める・断る"         -    -    mun  -    pref -    -    -    -    prog -    all  -    - ;
    LookAtSignIns       "people.look_sign_ins"      "組織のログイン履歴を見る"         -    -    mun  -    pref -    -    -    -    org  -    all  -    - ;
    LookAtLists         "people.look_lists"         "選択肢の一覧を見る"               -    -    -    -    -    -    -    -    -    all  all  all  all  - ;
    EditLists           "people.edit_lists"         "選択肢を変える"                   -    -    -    -    -    -    -    -    -    all  -    all  all  - ;
    CreateAccount       "people.create_account"     "人を登録する（サーバーでの操作）" -    -    -    -    -    -    -    -    -    -    -    -    all  - ;
    TidyPeople          "people.tidy"               "期限の切れたコードと古いログイン履歴を消す" - - -    -    -    -    -    -    -    -    -    -    all  all ;

    LookAtProgrammes    "programmes.look"           "事業と年度を見る"                 all  all  all  all  all  all  all  all  all  all  all  all  all  all ;
    LookAtComingYears   "programmes.look_at_coming" "始まる前の年度を見る"             -    -    -    -    org  -    -    -    -    prog all  all  all  - ;
    CreateProgramme     "programmes.create"         "事業を作る"                       -    -    -    -    org  -    -    -    -    -    org  all  all  - ;
    EditProgramme       "programmes.edit"           "事業の年度と設定を変える"         -    -    -    -    org  -    -    -    -    prog prog -    all  - ;
    AssignOffice        "programmes.assign"         "事業の事務局を決める"             -    -    -    -    -    -    -    -    -    -    prog -    all  - ;

    LookAtCases         "cases.look"                "公開された事例を見る"             all  all  all  all  all  all  all  all  all  all  all  all  all  all ;
    LookAtDraftCases    "cases.look_at_drafts"      "公開前の事例の状態を見る"         -   mun mun   pref pref  -    -    mun  org  prog prog -    all  -    ;
    DraftCases          "cases.draft"               "事例を書く・直す"                 -   mun mun   pref pref  -    -    mun  org  prog -    -    all  -    ;
    SubmitCases         "cases.submit"              "事例を事務局に出す"               -   mun mun   pref pref  -    -    mun  org  prog -    -    all  -    ;
    DecideCases         "cases.decide"              "所属の事例を承認する・書いた人に返す" - -  mun   -    pref  -    -    -    -    -    -    -    all  -    ;
    ReviewCases         "cases.review"              "事例を確かめて公開する・返す"     -   -   -     -    -     -    -    -    -    prog -    -    all  -    ;
    ArchiveCases        "cases.archive"             "公開した事例を下げる"             -   -   mun   -    pref  -    -    -    -    prog -    -    all  -    ;
    DiscardCases        "cases.discard"             "自分の下書きを破棄する・戻す"     -   mun mun   pref pref  -    -    mun  org  prog -    -    all  -    ;
    AnswerCoOwnership   "cases.answer_co_ownership" "事例をいっしょに持つことに答える" -   mun mun   -    -    -    -    mun  -    -    -    -    -    -    ;
    KeepCaseReadings    "cases.keep_readings"       "事例が開かれた回数を書きとめる（毎分）" - - -    -    -    -    -    -    -    -    -    -    -    all ;
    RemoveDiscardedCases "cases.remove_discarded"   "破棄した事例を消す（30日後）"     -    -    -    -    -    -    -    -    -    -    -    -    -    all ;
    CommentOnCases      "cases.comment"             "事例を書いた側に声を送る"         -    all  all  all  all  all  all  all  all  all  all  all  -    -    ;
    AnswerCaseComments  "cases.answer_comments"     "事例に届いた声に返事をする"       -    mun  mun  pref pref -    -    mun  org  -    -    -    -    -    ;
    LikeCases           "cases.like"                "事例に「役に立った」を付ける"     -    own  own  own  own  own  own  own  own  own  own  own  -    -    ;
    SaveCases           "cases.save"                "事例を自分の一覧に保存する"       -    own  own  own  own  own  own  own  own  own  own  own  -    -    ;
    LookAtCaseCollections "cases.look_at_collections" "事例の募集を見る"               -    mun  mun  pref pref -    -    mun  org  prog prog -    all  - ;
    CollectCases        "cases.collect"             "事例を募集する・締め切る"         -    -    -    pref pref -    -    -    -    prog -    -    all  - ;
    EditTroubles        "cases.edit_troubles"       "困りごとの入口を直す"             -    -    -    -    -    -    -    -    -    prog prog -    all  - ;

    LookAtLibrary       "library.look"              "手引き・資料を見る"               all  all  all  all  all  all  all  all  all  all  all  all  all  all ;
    LookAtMembersLibrary "library.look_signed_in"   "ログインした人の資料を見る"       -    all  all  all  all  all  all  all  all  all  all  all  all  - ;
    LookAtOfficeLibrary "library.look_office"       "事務局だけ・下げた資料を見る" - -   -    -    -    -    -    -    -    prog prog -    all  - ;
    EditLibrary         "library.edit"              "資料を加える・直す・下げる"       -    -    -    -    -    -    -    -    -    prog prog -    all  - ;

    Search              "search.search"             "ことばでさがす"                   all  all  all  all  all  all  all  all  all  all  all  all  all  all ;
    EditSynonyms        "search.edit_synonyms"      "同じ意味のことばを直す"           -    -    -    -    -    -    -    -    -    prog prog -    all  - ;
    LookAtSearchLog     "search.look_at_log"        "検索の記録を見る"                 -    -    -    -    -    -    -    -    -    prog prog all  all  - ;
    HandleSearchTasks   "search.handle_tasks"       "検索の記録から仕事を作る・終える" -    -    -    -    -    -    -    -    -    prog prog -    all  - ;
    KeepSearchLog       "search.keep_log"           "検索の回数を書きとめる（毎分）"   -    -    -    -    -    -    -    -    -    -    -    -    -    all ;
    RateAnswers         "ask.rate"                  "答えが役に立ったかを伝える"       all  all  all  all  all  all  all  all  all  all  all  all  -    - ;
    Ask                 "ask.ask"                   "資料に聞く"                       all  all  all  all  all  all  all  all  all  all  all  all  all  all ;
    ComposeAnswers      "ask.compose"               "答えをAIにまとめさせる"           -    all  all  all  all  all  all  all  all  all  all  all  -    - ;
    LookAtComposing     "ask.look_at_composing"     "AIのまとめの使われ方を見る"       -    -    -    -    -    -    -    -    -    prog prog all  all  - ;
    SetComposing        "ask.set_composing"         "AIのまとめを止める・上限を変える" -    -    -    -    -    -    -    -    -    prog prog all  all  - ;
    TidyComposed        "ask.tidy_composed"         "AIのまとめの控えを消す（90日後）" -    -    -    -    -    -    -    -    -    -    -    -    all  all ;
    RebuildSearch       "search.rebuild"            "検索の索引を作り直す"             -    -    -    -    -    -    -    -    -    -    -    -    all  - ;

    LookAtSurveys       "surveys.look"              "調査の一覧を見る"                 all  all  all  all  all  all  all  all  all  all  all  all  all  all ;
    LookAtQuestionnaire "surveys.look_at_questions" "調査票を見る"                     -    all  all  all  all  all  all  all  all  all  all  all  all  - ;
    LookAtAnswers       "surveys.look_at_answers"   "調査の回答を見る"                 -    mun  mun  pref pref -    -    mun  -    prog prog -    all  - + respondent;
    AnswerSurvey        "surveys.answer"            "調査に答える・提出する"           -    mun  mun  pref pref -    -    -    -    -    -    -    -    - + respondent;
    SubstituteAnswer    "surveys.substitute"        "代わりに入力する（代理入力）"     -    -    -    -    -    -    -    -    -    prog -    -    all  - ;
    CollectAnswers      "surveys.collect"           "回収室を見る・差し戻す"           -    -    -    pref pref -    -    -    -    prog -    -    all  - ;
    AcceptAnswers       "surveys.accept"            "回答を確定する・締切を延ばす"     -    -    -    -    -    -    -    -    -    prog -    -    all  - ;
    ShareAnswers        "surveys.share"             "回答を名前とともに見せる・やめる" -   mun  mun  pref pref -    -    -    -    -    -    -    -    - ;
    RemindRespondents   "surveys.remind"            "回答していない団体に催促する"     -    -    -    pref pref -    -    -    -    prog -    -    all  - ;
    IssueSheets         "surveys.issue_sheets"      "回答票（Excel）を配る"            -    -    -    pref pref -    -    -    -    prog -    -    all  - ;
    InviteRespondents   "surveys.invite"            "回答のお願いを送る"               -    -    -    -    -    -    -    -    -    prog -    -    all  - ;
    CollectSheets       "surveys.collect_sheets"    "回答票（Excel）を取り込む"        -    -    -    -    -    -    -    -    -    prog -    -    all  - ;
    EnterByCode         "surveys.enter_by_code"     "案内のコードで調査に答え始める"   all  all  all  all  all  all  all  all  all  all  all  all  -    - ;
    BeginAsCoordinator  "surveys.begin"             "受けもつ市町村の案内で答え始める" -    -    -    -    -    -    -    mun  -    -    -    -    -    - ;
    LookAtPersonalAnswers "surveys.look_at_personal" "個人の回答を見る"              -    -    -    -    -    -    -    -    -    prog -    -    all  all + respondent;
    LookAtLinks         "surveys.look_at_links"     "回答の案内と回収数を見る"         -    mun  mun  pref pref -    -    -    -    prog prog -    all  - ;
    PassOnLinks         "surveys.pass_on_links"     "案内を渡す・止める、人数を伝える" -    mun  mun  pref pref -    -    -    -    prog -    -    all  - ;
    SetAsideAnswers     "surveys.set_aside"         "重なった回答などを外す・戻す"     -    -    -    -    -    -    -    -    -    prog -    -    all  - ;
    TidySurveyCodes     "surveys.tidy_codes"        "案内のコードを試した記録を消す"   -    -    -    -    -    -    -    -    -    -    -    -    all  all ;
    ReceiveSheets       "surveys.receive_sheets"    "メールで届いた回答票を受け取る"   -    -    -    -    -    -    -    -    -    -    -    -    all  - ;
    TidySheets          "surveys.tidy_sheets"       "預かった回答票を消す（30日後）"   -    -    -    -    -    -    -    -    -    -    -    -    -    all ;
    EditSurveys         "surveys.edit"              "調査を作る・始める・閉じる"       -    -    -    -    -    -    -    -    -    prog prog -    all  - ;
    LookAtFindings      "surveys.look_at_findings"  "指摘・照会・整理の記録を見る"     -    -    -    pref pref -    -    -    -    prog prog -    all  - ;
    CheckAnswers        "surveys.check"             "回答を照会する・指摘を済みにする" -    -    -    -    -    -    -    -    -    prog -    -    all  - ;
    SetCriteria         "surveys.set_criteria"      "指摘の規則と範囲を決める"         -    -    -    -    -    -    -    -    -    prog -    -    all  - ;
    HoldAgainst         "surveys.hold_against"      "回答を指摘の規則に当てる"         -    -    -    -    -    -    -    -    -    -    -    -    all  all ;
    ReleaseAnswers      "surveys.release"           "回答をほかの団体の比較に加える"   -    -    -    -    -    -    -    -    -    -    -    -    all  all ;
    SendSurveyLetters   "surveys.send_letters"      "調査の知らせをまとめて送る"       -    -    -    -    -    -    -    -    -    -    -    -    -    all ;
    TakeSheets          "surveys.take_sheets"       "回答票をまとめて取り込む"         -    -    -    -    -    -    -    -    -    -    -    -    -    all ;
    CleanAnswers        "surveys.clean"             "回答を整理する・整理を取り消す"   -    -    -    -    -    -    -    -    -    prog -    -    all  - ;
    LookAtTexts         "surveys.look_at_texts"     "自由記述を読む"                   -    -    -    pref pref -    -    -    -    prog prog -    all  - ;
    CodeTexts           "surveys.code_texts"        "自由記述を分類する・抜粋する"     -    -    -    -    -    -    -    -    -    prog -    -    all  - ;
    LookAtDataSets      "surveys.look_at_data_sets" "締めたデータを見る・保存する"     -    -    -    -    -    -    -    -    -    prog prog -    all  - ;
    CutDataSets         "surveys.cut"               "データを締める・確定する"         -    -    -    -    -    -    -    -    -    prog -    -    all  - ;

    LookAtTables        "surveys.look_at_tables"    "公表前の集計表を見る"             -    mun  mun  pref pref -    -    mun  -    prog prog -    all  - ;
    CheckTables         "surveys.check_tables"      "集計表の食い違いを確かめる"       -    -    -    -    -    -    -    -    -    prog prog -    all  - ;
    PublishTables       "surveys.publish_tables"    "集計表を公表する・取り下げる"     -    -    -    -    -    -    -    -    -    prog -    -    all  - ;
    LookAtPublished     "surveys.look_at_published" "公表した集計表を見る"             all  all  all  all  all  all  all  all  all  all  all  all  all  all ;

    LookAtIndicators    "situation.indicators"         "指標の一覧を見る"            all  all  all  all  all  all  all  all  all  all  all  all  all  all ;
    EditIndicators      "situation.edit_indicators" "指標を加える・直す"               -    -    -    -    -    -    -    -    -    prog prog -    all  - ;
    LookAtSituation     "situation.look"            "市町村の現在地を見る"             -    mun  mun  pref pref mun  pref mun  -    all  all  -    all  - ;
    EnterValues         "situation.enter"           "市町村の数字を入れる・直す"       -    mun  mun  pref pref -    -    mun  -    -    -    -    all  - ;
    SupportMunicipalities "situation.support"       "市町村への支援を記録し、連絡する" -    -    -    pref pref -    -    -    -    -    -    -    all  - ;
    LookAtOwnSupports   "situation.look_at_supports" "自分の市町村が受けた支援の記録を見る" - mun mun pref pref -   -    -    -    -    -    -    all  - ;
    RemarkOnSupports    "situation.remark"          "受けた支援の記録にひとこと書く"   -    mun  mun  -    -    -    -    -    -    -    -    -    all  - ;
    ImportValues        "situation.import"          "数字をファイルから取り込む"       -    mun  mun  pref pref -    -    mun  -    all  -    -    all  - ;
    RespreadValues      "situation.respread"        "ほかと比べる値を作りなおす"       -    -    -    -    -    -    -    -    -    -    -    -    all  all ;
    TidyImports         "situation.tidy_imports"    "取り込みのファイルを消す"         -    -    -    -    -    -    -    -    -    -    -    -    -    all ;

    LookAtPlanExamples  "plans.look_at_examples"    "ロジックモデルの例を見る"         all  all  all  all  all  all  all  all  all  all  all  all  all  all ;
    LookAtPlans         "plans.look"                "ロジックモデルを見る"             -    mun  mun  pref pref -    -    mun  -    -    -    -    all  - + plan_reader + plan_commenter + plan_writer;
    WritePlans          "plans.write"               "ロジックモデルを書く・直す"       -    mun  mun  -    -    -    -    mun  -    -    -    -    all  - + plan_writer;
    CommentOnPlans      "plans.comment"             "ロジックモデルにコメントする"     -    mun  mun  pref pref -    -    mun  -    -    -    -    all  - + plan_commenter + plan_writer;
    SharePlans          "plans.share"               "ロジックモデルを人に見せる・やめる" -    mun  mun  -    -    -    -    -    -    -    -    -    all  - ;
    MakeCaseOfPlans     "plans.make_case"           "振り返りを事例の下書きにする（町として）" - mun mun -    -    -    -    -    -    -    -    -    all  - ;
    RemindPlans         "plans.remind"              "振り返りの日を知らせる"           -    -    -    -    -    -    -    -    -    -    -    -    -    all ;

    LookAtWideAreas     "wide_area.look"            "公開された広域の取組を見る"       all  all  all  all  all  all  all  all  all  all  all  all  all  all ;
    LookAtOwnWideAreas  "wide_area.look_at_own"     "公開前の広域の取組を見る"         -    mun  mun  pref pref mun  pref mun  -    all  all  -    all  - ;
    WriteWideAreas      "wide_area.write"           "広域の取組を作る・直す（幹事）"   -    mun  mun  -    -    -    -    -    -    -    -    -    all  - ;
    TakePartInWideAreas "wide_area.take_part"       "広域への参加に答える・欄を書く"   -    mun  mun  -    -    -    -    -    -    -    -    -    all  - ;
    CalculateShares     "wide_area.calculate"       "費用の分け方を試算する"           all  all  all  all  all  all  all  all  all  all  all  all  all  all ;

    LookAtAims          "groundwork.look"           "あるべき姿と計画のたたき台を見る" -    mun  mun  pref pref -    -    mun  -    -    -    -    all  - ;
    WriteAims           "groundwork.write_aims"     "あるべき姿を書く・直す"           -    mun  mun  -    -    -    -    -    -    -    -    -    all  - ;
    LookAtUndertakings  "groundwork.look_at_undertakings" "既存事業の棚卸しを見る"     -    mun  mun  pref pref -    -    -    -    -    -    -    all  - ;
    WriteUndertakings   "groundwork.write_undertakings" "既存事業を書く・判断する"     -    mun  mun  -    -    -    -    -    -    -    -    -    all  - ;
    ShareGroundwork     "groundwork.share"          "足もとの整理を県に見せる・やめる" -    mun  mun  -    -    -    -    -    -    -    -    -    all  - ;
    DraftAssessment     "groundwork.draft_assessment" "交付金の自己評価を下書きする"   -    mun  mun  -    -    -    -    -    -    -    -    -    all  - ;
    EditAssessmentItems "groundwork.edit_items"     "自己評価の項目の文を直す"         -    -    -    -    -    -    -    -    -    prog prog -    all  - ;
    LookAtRoles         "groundwork.look_at_roles"  "コーディネーターの役割を見る"     -    mun  mun  pref pref -    -    own  org  -    -    -    all  - ;
    WriteRoles          "groundwork.write_roles"    "コーディネーターの役割を書く"     -    mun  mun  -    -    -    -    -    -    -    -    -    all  - ;
    AgreeToRoles        "groundwork.agree"          "コーディネーターの役割に合意する" -    mun  mun  -    -    -    -    -    org  -    -    -    all  - ;
    RemarkOnRoles       "groundwork.remark"         "自分の役割にひとこと書く"         -    -    -    -    -    -    -    own  -    -    -    -    all  - ;
    RemindOfReviews     "groundwork.remind"         "役割の見直しの日を知らせる"       -    -    -    -    -    -    -    -    -    -    -    -    -    all ;

    LookAtOperations    "operations.look"           "運用の状態を見る"                 -    -    -    -    -    -    -    -    -    -    -    all  all  - ;
    LookAtAudit         "operations.audit"          "操作の記録を見る"                 -    -    -    -    -    -    -    -    -    -    -    all  all  - ;
    RetryJob            "operations.retry"          "止まった処理をやり直す"           -    -    -    -    -    -    -    -    -    -    -    all  all  - ;
    TidyJobs            "operations.tidy"           "終わった処理の記録を片づける"     -    -    -    -    -    -    -    -    -    -    -    -    all  all ;

    LookAtDemo          "demo.look"                 "デモの人物とメールを見る"         all  all  all  all  all  all  all  all  all  all  all  all  -    - ;
    DemoSignIn          "demo.sign_in"              "デモの人物になる"                 all  all  all  all  all  all  all  all  all  all  all  all  -    - ;
}
