//! The texts of a case: one line per field, in the order of form and page. What stands here is the
//! whole truth: column, label, longest length in characters, whether 事務局に出す needs it, and the
//! help for writing (REQ-160, REQ-285, REQ-286, in our own words).

macro_rules! fields {
    ($($variant:ident $column:ident $label:literal $most:literal $need:ident $shape:ident $help:literal;)+) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Field { $($variant,)+ }

        /// One column per field.
        #[derive(Clone, Debug, Default, PartialEq, Eq, sqlx_macros::FromRow, serde::Serialize, serde::Deserialize)]
        #[serde(default)]
        pub struct Texts { $(pub $column: String,)+ }

        impl Field {
            pub const EVERY: &'static [Field] = &[$(Field::$variant,)+];

            /// Name of the column and of the form's control.
            pub fn id(self) -> &'static str { match self { $(Self::$variant => stringify!($column),)+ } }
            pub fn label(self) -> &'static str { match self { $(Self::$variant => $label,)+ } }
            pub fn most_characters(self) -> usize { match self { $(Self::$variant => $most,)+ } }
            /// Needed when the case is sent to the office.
            pub fn is_needed(self) -> bool { match self { $(Self::$variant => shape!($need),)+ } }
            /// Several paragraphs, or one line.
            pub fn is_long(self) -> bool { match self { $(Self::$variant => shape!($shape),)+ } }
            pub fn help(self) -> &'static str { match self { $(Self::$variant => $help,)+ } }
        }

        impl Texts {
            pub fn get(&self, field: Field) -> &str { match field { $(Field::$variant => &self.$column,)+ } }
            pub fn set(&mut self, field: Field, text: String) { match field { $(Field::$variant => self.$column = text,)+ } }
        }
    };
}

macro_rules! shape {
    (needed) => {
        true
    };
    (may) => {
        false
    };
    (long) => {
        true
    };
    (line) => {
        false
    };
}

#[rustfmt::skip]
fields! {
    Title           title            "題名"               80   needed line "何をして、どう変わったかを一文で。数字があれば入れてください。";
    Summary         summary          "要約"               200  needed long "だれが、何に困り、何をして、どうなったかを二文までで。一覧と検索の結果に出ます。";
    Trouble         trouble          "困りごと"           200  needed long "取組の前に困っていたことを、いちばん先に読む人のことばで。読む人はここから入ります。";
    District        district         "地区や島の名前"     60   may    line "市町村より小さな範囲の取組のときだけ。例：平郡島、永源寺地区";
    WideArea        wide_area        "広い地域の呼び名"   60   may    line "いくつかの市町村で進める取組のときだけ。例：峡南地域の5町、○○広域連合";
    Actor           actor            "動かしている組織"   100  may    line "行政でなくてもかまいません。医師会、NPO、診療所など。";
    Theme           theme            "テーマ"             100  may    line "取組をひとことで言うと。";
    Background      background       "取組の背景"         2000 needed long "地域のようすを、人口や高齢化率などの数字とその年で示してください。なぜ始めたのかが分かるように。";
    Issues          issues           "地域の課題"         2000 may    long "何が足りず、だれがどう困っていたか。住民や医療・介護の人の声、使ったデータと調べた方法も。";
    Outline         outline          "取組の概要"         4000 needed long "だれを対象に、だれが、いつから、何をしているか。手順が追えるように。行の頭に「- 」を付けると箇条書きになります。";
    Cooperation     cooperation      "連携のしくみ"       2000 may    long "どの職種・どの機関が、どこで、どのようにつながっているか。";
    Structure       structure        "進める体制"         2000 may    long "中心になっている人や組織、事務局、会議、委託の形。鍵になった人は役割で書いてください（お名前は書きません）。";
    Support         support          "県や市町村の支え"   1000 may    long "都道府県、保健所、市町村から受けた支え。お金、人、場所、仲立ちなど。何があって助かったかを。";
    Budget          budget           "予算と費用の分け方" 500  may    long "年間のおよその額と財源。いくつかの市町村で出し合うときは、分け方の割合を下の表にも書けます。";
    Changes         changes          "取組の移り変わり"   2000 may    long "始めたころから今までに、何がどう変わったか。年を付けて順に書くと、読む人が自分の町のいまの位置を見つけられます。";
    Hardships       hardships        "苦労した点と工夫"   2000 may    long "つまずいたことには、どう乗りこえたかを必ず組にして。ほかの組織への批判にならない書き方で。";
    Failures        failures         "うまくいかなかったこと" 1000 may  long "やってみて続かなかったこと、思ったほど広がらなかったこと。だれのせいかではなく、何が起きたかを。";
    TurningPoints   turning_points   "早めたこと・遅らせたこと" 1000 may long "進みが速くなった、または止まったきっかけ。人が代わった、制度が変わった、災害があったなど、いつのことかも。";
    Trying          trying           "頑張っていること"   1000 may    long "担当として心がけていること、手間をかけてでも続けていること。";
    NotTrying       not_trying       "頑張らないこと"     1000 may    long "しないと決めたこと、あえて広げなかったこと、やめたこと。まねる人にはとても役に立ちます。";
    Effects         effects          "取組の効果"         2000 may    long "前と後の数字を、年とともに。数字にならない変化は、だれのどんな声かを。まだ分からないときは空のままで出せます。";
    Measuring       measuring        "目標と測り方"       1000 may    long "いつまでに何をどこまで、という目標と、何をだれがどうやって測るか。数の目標がないときは、だれの動きや考えがどう変わればよいかを。";
    Future          future           "今後の方針"         2000 may    long "近いうちのことと先のことを分け、時期の見通しがあれば添えて。決まっていないことは言い切らず、「考えている」と書いてください。";
    Vision          vision           "あるべき姿"         1000 may    long "この地域で、住民の暮らしがどうなっていればよいか。だれが、いつ、どのように決めたかも。";
    VisionIndicator vision_indicator "姿に近づいたことを測る指標" 500 may long "何を、どこから、どれくらいの間隔で測っているか。";
    Advice          advice           "ほかの地域へのアドバイス" 1000 may long "これから始める地域に伝えたいこと。最初の一歩、先に声をかけるとよい相手、急がなくてよいことなど。";
    SourceTitle     source_title     "出典"               300  may    line "もとになった資料の名前と年月。ご自身の取組なら、空のままでかまいません。";
    SourcePlace     source_place     "出典の場所"         300  may    line "章やページ。";
}

impl Field {
    /// Names the place, who acts, the source: found by, but tells nothing by itself.
    pub fn is_name(self) -> bool {
        matches!(self, Self::District | Self::WideArea | Self::Actor | Self::SourceTitle | Self::SourcePlace)
    }

    /// Stands under a heading of its own, on the page and on paper; what does not stands at the top or beside.
    pub fn has_heading(self) -> bool {
        !self.is_name() && !matches!(self, Self::Title | Self::Summary | Self::Trouble | Self::Theme)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_is_what_is_got() {
        let mut texts = Texts::default();
        for field in Field::EVERY {
            texts.set(*field, field.label().to_owned());
        }
        for field in Field::EVERY {
            assert_eq!(texts.get(*field), field.label());
            assert!(field.most_characters() > 0 && !field.help().is_empty());
        }
    }
}
