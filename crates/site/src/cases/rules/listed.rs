//! The rules of the cases as people read them, with their sources.

use crate::shared::Rule;

pub const RULES: &[Rule] = &[
    Rule {
        id: "cases.needed_to_submit",
        value: "5項目と札3種",
        sentence: "事務局に出すには、題名・要約・困りごと・背景・概要と、困りごとの入口・場面・実施内容が一つ以上要る",
        source: "REQ-285、REQ-286、REQ-289",
    },
    Rule {
        id: "cases.title_only_for_drafts",
        value: "題名",
        sentence: "下書きは、題名があればいつでも残せる",
        source: "REQ-287",
    },
    Rule {
        id: "cases.way",
        value: "6つの状態",
        sentence: "下書き・差戻し→所属の承認待ち→確認中→公開中→公開終了の順に進む。承認待ちと確認中からは理由を付けて差し戻せる",
        source: "REQ-287",
    },
    Rule {
        id: "cases.own_decision_first",
        value: "2段階",
        sentence: "市町村・都道府県の担当者やコーディネーターが出した事例は、まずその所属の管理者が承認し、そのあと事務局が確かめる。管理者本人が出したとき、管理者が登録されていないとき、事務局の代理投稿のとき、年度の設定で承認を省いたときは、そのまま事務局に出る。都道府県は管内の事例の状態を見られる",
        source: "REQ-287、市町村としての意思決定のため",
    },
    Rule {
        id: "cases.read_before_handed_in",
        value: "書いた側だけ",
        sentence: "事務局に出すまでの内容は、書いた側（共に持つ市町村、契約したコーディネーターをふくむ）だけが読む。事務局・所管課・都道府県には、どこの、どの状態の事例かだけを見せる。出したあとは事務局と所管課が読み、都道府県が市町村の事例を読むのは公開されてからである。出すまでの経過と理由は、出したあとも書いた側だけに見せる",
        source: "REQ-287、市町村としての意思決定のため",
    },
    Rule {
        id: "cases.correction",
        value: "一度に一つ",
        sentence: "公開中の事例は、書いた側が別の下書きで直す（一つの事例に、一度に一つ）。直しははじめと同じ道を通り、公開されると番号・アドレス・公開日・声をそのままに内容だけが入れかわる。それまで公開中の内容は変わらない",
        source: "REQ-287",
    },
    Rule {
        id: "cases.from_answers",
        value: "40問",
        sentence: "調査の自由記述の答えを40問まで、問いのことばから当てはまる欄に写して事例を書き始められる。保存するまで何も残さない",
        source: "REQ-175、REQ-204",
    },
    Rule {
        id: "cases.discard_own_unpublished",
        value: "30日",
        sentence: "書いた側は、下書きと差し戻された事例を破棄できる。30日のあいだは元に戻せ、そのあと消える",
        source: "REQ-287、消し忘れと消しすぎの両方を防ぐため",
    },
    Rule {
        id: "cases.withdrawn_says_so",
        value: "410",
        sentence: "公開を終えた事例のアドレスでは、公開が終わったことだけを知らせ、内容は見せない。事務局は公開に戻せる",
        source: "REQ-287",
    },
    Rule {
        id: "cases.archive_needs_reason",
        value: "理由と確かめ",
        sentence: "公開を終えるときは、理由を必ず書き、一般の方から見えなくなることを確かめる",
        source: "REQ-287、押しまちがいを防ぐため",
    },
    Rule {
        id: "cases.first_publication_counts",
        value: "はじめの公開日",
        sentence: "もう一度公開しても、公開日ははじめに公開した日のままで、新しい事例の先頭には戻らない",
        source: "REQ-287",
    },
    Rule {
        id: "cases.places_of_the_owner",
        value: "持ち主による",
        sentence: "市町村の事例はその市町村を地域の最初に置き、共に取り組む市町村を続けてよい。都道府県の事例はその中の市町村、団体の事例はどの市町村でもよい（一つ以上）",
        source: "REQ-282、REQ-284",
    },
    Rule {
        id: "cases.several_own_one",
        value: "市町村の事例",
        sentence: "市町村の事例は、「地域」に書いたほかの市町村といっしょに持てる。いっしょに持つ市町村の人も、公開前から見て直せ、知らせを受ける。承認・破棄・公開を終えることは、事例を出した市町村だけが決める",
        source: "REQ-164、REQ-167、共同で委託する市町村の事例のため",
    },
    Rule {
        id: "cases.cost_shares_add_up",
        value: "100%",
        sentence: "費用の分け方は8行までで、すべての割合を書いたときは合わせて100%（四捨五入の差0.5ポイントまで）、一部だけのときは100%までとする。割合の分からない行は空のままでよい",
        source: "REQ-164",
    },
    Rule {
        id: "cases.bodies_own_theirs",
        value: "団体",
        sentence: "団体が書いた事例は、どの市町村についてのものでもその団体の事例であり、団体の名で公開する",
        source: "REQ-008、REQ-282",
    },
    Rule {
        id: "cases.letters_at_steps",
        value: "5つの時",
        sentence: "出したときは事務局に（所属の承認が要るときは、先に所属の管理者に）、差戻し・公開・公開終了のときは出した人と書いた側に、メールで知らせる（した本人と、サーバーでの取り込みを除く）",
        source: "REQ-287",
    },
    Rule {
        id: "cases.collected_forms",
        value: "300件",
        sentence: "収集様式（Excel）は一度に300件まで取り込める。直すところのないファイルだけが下書きになり、直すところはシートとセルで示す。同じ内容をもう一度取り込んでも事例は増えない。書ける範囲は画面で書くときと同じ",
        source: "REQ-175、REQ-282、REQ-284",
    },
    Rule {
        id: "cases.voices",
        value: "1,000文字、1日10通",
        sentence: "ログインした人は、公開中の事例を書いた側に声を送れる（1,000文字、一人1日10通まで）。声と返事を見るのは、送った人、書いた側、その都道府県と、事務局・所管課だけで、一般には出さない。声は、返事をするか済みにするまで、書いた側の「待っているもの」に出る",
        source: "PRODUCT 3.3（書いた人への声）、REQ-286（個人の情報を公開しない）",
    },
    Rule {
        id: "cases.likes_and_saved",
        value: "一人1回",
        sentence: "「役に立った」は一人1回で、数だけを示し、だれが押したかは示さない。保存した事例は本人だけが見る（メモは200文字まで）。公開が終わった事例は、内容を出さずに一覧に残る",
        source: "REQ-292、PRODUCT 3.3",
    },
    Rule {
        id: "cases.figures_are_numbers",
        value: "数・単位・時点",
        sentence: "地域の数字は数で書き（約・以上などと幅は添えられる）、単位と、いつの数字かを必ず添える。出典に時点がないときは「不明」とする",
        source: "REQ-165、機械可読性に関するルール",
    },
    Rule {
        id: "cases.shared_lists_have_a_holder",
        value: "1事業",
        sentence: "困りごとの入口と同義語は、事例集をもつ事業の事務局と所管課だけが直す。だれが直したかを残す",
        source: "REQ-288、REQ-289",
    },
    Rule {
        id: "cases.statistics_by_band",
        value: "小数第1位",
        sentence: "人口規模×場面・実施内容の割合は、公開中の事例を分母とする複数回答で、分母を示し、四捨五入して小数第1位まで示す。いくつかの区分にまたがる事例は、それぞれに一度ずつ数え、全体では一度だけ数える",
        source: "REQ-290",
    },
    Rule {
        id: "cases.return_needs_reason",
        value: "1,000文字まで",
        sentence: "差し戻すときは、理由を必ず書く",
        source: "REQ-287",
    },
    Rule {
        id: "cases.proxy_records_both",
        value: "両方",
        sentence: "代理投稿では、書いた人と、だれのために書いたかの両方を残す",
        source: "REQ-284",
    },
    Rule {
        id: "cases.keywords_at_most",
        value: "12個",
        sentence: "キーワードは12個まで、鍵になった人・組織は8つまで、それぞれ30文字まで",
        source: "REQ-162、REQ-289",
    },
    Rule {
        id: "cases.rows_at_most",
        value: "12行",
        sentence: "担い手と地域の数字は12行まで、地域は60市町村まで",
        source: "REQ-165",
    },
    Rule {
        id: "cases.editorial_hints",
        value: "示すだけ",
        sentence: "電話番号・メールアドレス・住所・人の名前らしいところ、批判や未定の言い切りと読まれそうな文、数字のない効果は、その場所とともに、出す前に一度示し、書いた人が確かめたと答えれば出せる。承認する人と事務局にも示す。どの種類を示すかは年度の設定による（確かさが7割に届かない種類は、はじめは示さない）。決めるのは人である",
        source: "REQ-286",
    },
    Rule {
        id: "cases.readings",
        value: "1年・1日1回",
        sentence: "よく読まれている順は、この1年（365日）に事例のページが開かれた回数による。一つのログイン・ブラウザー・回線からは、一つの事例につき1日1回だけ数える。日と事例ごとの回数だけを残し、だれが開いたかは残さない。400日で消す",
        source: "REQ-168",
    },
];
