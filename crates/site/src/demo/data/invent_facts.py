#!/usr/bin/env python3
"""Invents the demo's facts about municipalities. Nothing it writes is a statistic.

    python3 invent_facts.py MUNICIPALITIES PREFECTURES SYNTHETIC PUBLISHED OUT [LINKS]

MUNICIPALITIES, PREFECTURES  the region master (municipalities.csv, prefectures.csv)
SYNTHETIC   1,741 invented survey answers: id, prefecture, gaito, kaso, chusankan, shokibo, f2, ...
PUBLISHED   the published count of municipalities with and without a class, per prefecture
OUT         folder for municipality_facts.csv and areas.csv
LINKS       optional file: code,synthetic_id, the answer row each municipality was given

What is real: names and codes; how many municipalities of each prefecture are in no class (該当/非該当);
how many in the country are in each combination of classes; the classes of the seven municipalities that the
report describes; two figures of theirs (PINNED). What is invented: everything else. Which municipality has
which class, every other population and age figure, every area. Populations start from rough size bands, so
that a large city looks large, and are then bent until "population under 10,000" means 小規模自治体.

Known oddities that follow from the counts: where the answers give a prefecture fewer small municipalities than it
really has, villages of a few hundred people get 10,000 and more (islands of Tokyo, Okinawa, Nagano); where they
give more, a city falls below (津久見市). Real figures must never be looked up here.

Areas are neighbours by rough position (positions.csv beside this file), so that they look like areas; they are
nobody's real 医療圏.

Deterministic: one generator, one seed, no clock, no hash order.

demand2040, the outlook on care demand towards 2040:
    still_growing       介護サービスの需要が2040年以降も拡大すると認識している
    grows_then_shrinks  介護サービスの需要が当面拡大し、その後減少に転じると認識している
    shrinking           既に介護サービスの需要が減少局面に入っていると認識している
    no_forecast         特に長期的な予測は把握していない
    (empty)             no answer; one municipality
"""

import csv
import math
import random
import sys
from collections import Counter, defaultdict
from pathlib import Path

SEED = 20402
SMALL = 10_000  # 小規模自治体: fewer inhabitants than this

DEMAND = {
    "介護サービスの需要が2040年以降も拡大すると認識している": "still_growing",
    "介護サービスの需要が当面拡大し、その後減少に転じると認識している": "grows_then_shrinks",
    "既に介護サービスの需要が減少局面に入っていると認識している": "shrinking",
    "特に長期的な予測は把握していない": "no_forecast",
    "": "",
}
# Larger places tend to the front of this list.
DEMAND_ORDER = ["still_growing", "grows_then_shrinks", "no_forecast", "", "shrinking"]

# kaso, chusankan, shokibo -> municipalities in the country
NATIONAL = {"111": 219, "100": 155, "010": 166, "001": 146, "110": 197, "101": 62, "011": 30, "000": 766}

# The seven municipalities of the report's case sheets: classes as printed there.
CASES = {
    "252131": "110",  # 滋賀県東近江市
    "352128": "100",  # 山口県柳井市
    "063649": "111",  # 山形県真室川町
    "182010": "010",  # 福井県福井市
    "193666": "111",  # 山梨県南部町
    "403482": "001",  # 福岡県久山町
    "016349": "111",  # 北海道鹿追町
}
# code -> population, ageing rate in percent (None: invented). Printed on the same sheets.
PINNED = {"063649": (6329, None), "016349": (5085, 31.5)}
AT_LEAST = {"063649": 40.0}  # printed as "over 40 %"

# Rough size bands in thousands, from general knowledge, not from a table. prefecture number + name.
BANDS = """
01札幌市1960 01函館市240 01旭川市320 01小樽市106 01釧路市157 01帯広市163 01北見市112 01苫小牧市168 01江別市119 01千歳市98
01夕張市6.5 01歌志内市2.7 01三笠市7.5 01赤平市8.8 01音更町43 01七飯町27 01幕別町25 01芽室町18 01中標津町22 01倶知安町16 01新ひだか町20
01音威子府村0.7 01神恵内村0.8 01西興部村1.0 01初山別村1.1 01島牧村1.3 01幌加内町1.3 01赤井川村1.2 01占冠村1.4 01泊村1.5 01中頓別町1.6
02青森市265 02八戸市217 02弘前市162 02西目屋村1.2 02今別町2.2 02新郷村2.1 02佐井村1.7 02風間浦村1.6 02蓬田村2.5
03盛岡市282 03奥州市110 03一関市106 03北上市92 03花巻市91 03普代村2.3 03田野畑村3.0 03野田村3.8
04仙台市1097 04石巻市134 04大崎市122 04大衡村5.6 04七ヶ宿町1.2 05秋田市297 05大館市66 05横手市81 05大仙市74 05由利本荘市71 05上小阿仁村1.9 05大潟村2.9 05東成瀬村2.3
06山形市243 06鶴岡市117 06酒田市95 06米沢市77 06大蔵村2.8 06鮭川村3.7 06戸沢村4.0 06真室川町6.3
07いわき市322 07郡山市320 07福島市275 07会津若松市113 07檜枝岐村0.5 07昭和村1.1 07三島町1.3 07金山町1.7 07葛尾村1.3 07川内村2.2 07大熊町9 07双葉町5 07飯舘村4.7 07北塩原村2.4 07湯川村2.9 07鮫川村2.8
08水戸市269 08つくば市252 08日立市167 08ひたちなか市154 08土浦市142 08古河市138 08取手市105 08東海村38 08美浦村14 08阿見町49 08境町24 08大子町14 08河内町7.9 08五霞町7.8
09宇都宮市513 09小山市167 09栃木市151 09足利市138 09那須塩原市115 09佐野市113 09壬生町38 09高根沢町29 09塩谷町9.5 09茂木町11
10高崎市366 10前橋市328 10太田市221 10伊勢崎市212 10桐生市101 10大泉町41 10玉村町35 10吉岡町22 10上野村1.0 10南牧村1.4 10神流町1.5 10川場村3.0 10高山村3.3 10片品村3.8 10榛東村14 10嬬恋村8.8 10昭和村6.8
11さいたま市1345 11川口市605 11川越市353 11所沢市343 11越谷市342 11草加市250 11春日部市229 11上尾市228 11熊谷市190 11新座市166 11狭山市148 11久喜市150 11入間市143 11三郷市142 11深谷市140 11朝霞市143 11戸田市142 11鴻巣市117 11富士見市113 11ふじみ野市114 11加須市111 11坂戸市99 11八潮市93 11蕨市75 11和光市84 11志木市76 11伊奈町45 11杉戸町43 11三芳町37 11宮代町33 11寄居町31 11毛呂山町32 11上里町30 11松伏町28 11東秩父村2.5
12千葉市983 12船橋市648 12市川市499 12松戸市498 12柏市435 12市原市264 12流山市212 12八千代市205 12浦安市171 12習志野市176 12佐倉市168 12野田市152 12木更津市136 12成田市131 12我孫子市130 12印西市111 12鎌ケ谷市109 12酒々井町20 12大多喜町8.2 12神崎町5.6 12長生村13.5 12芝山町6.6 12鋸南町6.6 12御宿町7.0 12勝浦市15.4
13千代田区68 13中央区180 13港区266 13新宿区352 13文京区240 13台東区216 13墨田区284 13江東区538 13品川区425 13目黒区286 13大田区748 13世田谷区941 13渋谷区243 13中野区345 13杉並区592 13豊島区303 13北区359 13荒川区218 13板橋区590 13練馬区752 13足立区695 13葛飾区454 13江戸川区690
13八王子市577 13町田市430 13府中市262 13調布市243 13西東京市207 13小平市199 13三鷹市195 13日野市191 13立川市185 13東村山市151 13武蔵野市150 13多摩市147 13青梅市130 13国分寺市130 13小金井市126 13東久留米市115 13昭島市114 13瑞穂町32 13日の出町16.5 13奥多摩町4.6 13檜原村1.9 13大島町7.0 13八丈町7.0 13利島村0.3 13新島村2.4 13神津島村1.8 13三宅村2.3 13御蔵島村0.3 13青ヶ島村0.2 13小笠原村2.8
14横浜市3770 14川崎市1550 14相模原市725 14藤沢市445 14横須賀市373 14平塚市258 14茅ヶ崎市247 14大和市244 14厚木市223 14小田原市187 14鎌倉市171 14秦野市160 14海老名市141 14座間市132 14伊勢原市101 14綾瀬市83 14寒川町48 14愛川町39 14葉山町31 14大磯町31 14二宮町27 14湯河原町22 14開成町18.6 14清川村2.9 14真鶴町6.6 14中井町8.9
15新潟市770 15長岡市257 15上越市182 15三条市92 15加茂市24 15見附市38 15糸魚川市38 15胎内市26 15小千谷市32 15妙高市29 15魚沼市33 15阿賀野市39 15新発田市92 15粟島浦村0.3 15出雲崎町3.9 15関川村4.8 15刈羽村4.3 15聖籠町13.9 15弥彦村7.4 15津南町8.7 15湯沢町7.9 15田上町10.6 15阿賀町9.1
16富山市405 16高岡市162 16射水市89 16舟橋村3.3 16朝日町10.5 16立山町24 16入善町22 16上市町18.5 17金沢市456 17白山市112 17小松市105 17川北町6.1 17津幡町37 17内灘町26 17穴水町7.2 18福井市255 18坂井市87 18越前市79 18鯖江市68 18池田町2.1 18おおい町7.7 18高浜町9.7 18南越前町9.6 18美浜町8.9
19甲府市185 19甲斐市75 19南アルプス市71 19笛吹市66 19昭和町21 19富士河口湖町26 19丹波山村0.5 19小菅村0.6 19早川町0.8 19道志村1.5 19鳴沢村3.1 19西桂町3.9 19山中湖村5.3 19忍野村9.7 19南部町6.5 19身延町9.5
20長野市362 20松本市236 20上田市152 20佐久市98 20飯田市95 20安曇野市96 20平谷村0.4 20売木村0.5 20北相木村0.7 20王滝村0.7 20根羽村0.8 20南相木村0.9 20大鹿村0.9 20天龍村1.0 20栄村1.5 20泰阜村1.5 20生坂村1.6 20小川村2.2 20木祖村2.6 20麻績村2.6 20小谷村2.6 20南牧村3.1 20下條村3.5 20大桑村3.3 20青木村4.1 20筑北村4.0 20朝日村4.3 20木島平村4.3 20野沢温泉村3.3 20南箕輪村15.8 20箕輪町24.5 20軽井沢町21 20御代田町16 20下諏訪町18.5 20辰野町18 20宮田村8.6 20山形村8.3 20白馬村9.0 20原村7.8
21岐阜市396 21大垣市157 21各務原市143 21多治見市105 21可児市100 21白川村1.5 21東白川村2.0 21七宗町3.3 21岐南町26 21養老町26 21垂井町26 21坂祝町8.0 21富加町5.6 21関ケ原町6.5
22浜松市780 22静岡市677 22富士市240 22沼津市183 22磐田市163 22藤枝市139 22焼津市134 22富士宮市125 22掛川市112 22三島市104 22長泉町43 22函南町36 22清水町31 22吉田町29 22松崎町5.7 22西伊豆町6.7 22河津町6.5 22川根本町5.8 22南伊豆町7.4
23名古屋市2326 23豊田市416 23岡崎市381 23一宮市375 23豊橋市367 23春日井市304 23安城市187 23豊川市184 23西尾市167 23刈谷市153 23小牧市145 23稲沢市132 23瀬戸市126 23半田市116 23東海市113 23江南市97 23大府市92 23東浦町49 23幸田町42 23東郷町43 23武豊町43 23蟹江町37 23扶桑町34 23大治町32 23阿久比町28 23大口町24 23豊山町15.6 23南知多町15.5 23美浜町21 23飛島村4.5 23豊根村0.9 23東栄町2.7 23設楽町4.2
24四日市市302 24津市268 24鈴鹿市193 24松阪市156 24桑名市136 24伊勢市119 24菰野町40 24東員町25 24木曽岬町5.9 24大紀町7.3 24度会町7.6 24御浜町7.7 24大台町8.3
25大津市344 25草津市140 25長浜市112 25東近江市111 25彦根市112 25甲賀市88 25近江八幡市81 25愛荘町20.7 25日野町20.6 25竜王町11.3 25豊郷町7.1 25甲良町6.3 25多賀町7.2
26京都市1440 26宇治市176 26亀岡市85 26舞鶴市76 26長岡京市80 26木津川市77 26福知山市75 26笠置町1.0 26南山城村2.2 26伊根町1.8 26和束町3.2 26井手町6.8 26宇治田原町8.7 26精華町36 26大山崎町16 26久御山町15
27大阪市2770 27堺市812 27東大阪市480 27豊中市405 27枚方市393 27吹田市385 27高槻市348 27茨木市287 27八尾市261 27寝屋川市226 27岸和田市185 27和泉市182 27守口市141 27箕面市139 27門真市116 27大東市116 27松原市115 27富田林市106 27羽曳野市106 27河内長野市98 27熊取町42 27島本町31 27忠岡町16 27田尻町8.3 27能勢町8.9 27豊能町17.7 27千早赤阪村4.7 27太子町12.7 27河南町15 27岬町14
28神戸市1500 28姫路市523 28西宮市482 28尼崎市455 28明石市306 28加古川市256 28宝塚市223 28伊丹市197 28川西市149 28三田市107 28芦屋市92 28播磨町33 28稲美町30 28太子町33 28猪名川町29 28神河町10.2 28市川町10.6 28上郡町13.3 28新温泉町12.6 28香美町15
29奈良市348 29橿原市119 29生駒市116 29大和郡山市82 29香芝市78 29田原本町31 29斑鳩町28 29広陵町34 29王寺町24 29三郷町22 29野迫川村0.3 29上北山村0.4 29下北山村0.7 29黒滝村0.6 29川上村1.1 29天川村1.2 29曽爾村1.2 29御杖村1.3 29東吉野村1.4 29十津川村2.8 29山添村3.0 29明日香村5.2
30和歌山市351 30田辺市67 30橋本市59 30紀の川市57 30岩出市53 30北山村0.4 30古座川町2.3 30太地町2.8 30高野町2.6 30すさみ町3.4 30九度山町3.6 30由良町5.0 30白浜町19.5 30有田川町25 30かつらぎ町15.4
31鳥取市183 31米子市146 31日吉津村3.5 31江府町2.5 31日野町2.6 31若桜町2.7 31日南町3.9 31三朝町5.9 32松江市198 32出雲市172 32知夫村0.6 32海士町2.2 32西ノ島町2.5 32川本町3.0 32飯南町4.4 32美郷町4.1
33岡山市717 33倉敷市471 33津山市96 33新庄村0.8 33西粟倉村1.3 33久米南町4.4 33奈義町5.5 33早島町12.6 33里庄町10.9 34広島市1185 34福山市455 34呉市204 34東広島市197 34尾道市126 34廿日市市116 34三原市87 34府中町52 34海田町30 34熊野町23 34坂町12.6 34安芸太田町5.4 34大崎上島町6.8 34神石高原町8.0
35下関市247 35山口市191 35宇部市158 35周南市135 35岩国市125 35防府市113 35柳井市29 35阿武町2.9 35上関町2.2 35和木町5.9 36徳島市248 36阿南市68 36藍住町35 36北島町23 36石井町25 36上勝町1.3 36佐那河内村2.1 36牟岐町3.5 36神山町4.6 36勝浦町4.7
37高松市413 37丸亀市108 37直島町3.0 37琴平町8.2 37三木町26 37宇多津町18.5 37綾川町23 37多度津町22 38松山市503 38今治市147 38新居浜市113 38西条市104 38四国中央市81 38松野町3.5 38上島町6.2 38松前町30 38砥部町20 38久万高原町7.0 38伊方町8.0
39高知市318 39南国市46 39大川村0.4 39馬路村0.8 39北川村1.2 39三原村1.4 39東洋町2.1 39安田町2.3 39田野町2.4 39奈半利町2.9 39芸西村3.6 39本山町3.2 39大豊町3.1 39土佐町3.6 39梼原町3.2 39いの町21 39四万十町15
40福岡市1640 40北九州市918 40久留米市301 40飯塚市124 40大牟田市106 40春日市111 40筑紫野市106 40大野城市102 40糸島市100 40宗像市97 40粕屋町48 40志免町46 40篠栗町31 40宇美町37 40須恵町29 40新宮町33 40苅田町37 40岡垣町31 40水巻町27 40久山町9.2 40東峰村1.8 40赤村2.8 40大任町4.9 40吉富町6.6 40小竹町6.8 40上毛町7.3 40糸田町8.2
41佐賀市230 41唐津市115 41鳥栖市74 41玄海町5.0 41大町町5.9 41太良町7.9 41江北町9.6 41上峰町9.8 41基山町17 42長崎市393 42佐世保市236 42諫早市133 42大村市96 42松浦市20.5 42西海市25 42壱岐市24 42平戸市28 42対馬市27 42五島市34 42長与町40 42時津町29 42小値賀町2.1 42東彼杵町7.4 42佐々町13.9
43熊本市737 43八代市119 43天草市72 43合志市64 43菊陽町44 43大津町36 43益城町34 43五木村0.9 43産山村1.3 43水上村1.9 43球磨村2.4 43山江村3.2 43湯前町3.5 43南小国町3.7 43相良村3.9 43津奈木町4.1 43西原村6.5
44大分市475 44別府市113 44中津市82 44日田市60 44津久見市15.3 44姫島村1.7 44九重町8.3 44玖珠町13.6 44日出町27.5 45宮崎市398 45都城市158 45延岡市114 45西米良村1.0 45諸塚村1.3 45椎葉村2.3 45日之影町3.3 45五ヶ瀬町3.2 45木城町4.8 45三股町25 45新富町16
46鹿児島市588 46霧島市123 46鹿屋市99 46薩摩川内市91 46姶良市78 46三島村0.4 46十島村0.7 46大和村1.4 46宇検村1.6 46西之表市14.2 46長島町9.6 46大崎町12 46さつま町19 46屋久島町11.5
47那覇市315 47沖縄市142 47うるま市126 47浦添市115 47宜野湾市100 47名護市65 47豊見城市66 47糸満市61 47読谷村42 47南風原町41 47西原町35 47八重瀬町32 47北谷町28 47与那原町20 47中城村22.5 47北中城村18 47嘉手納町13 47本部町12.6 47恩納村11 47金武町11 47渡名喜村0.3 47北大東村0.6 47粟国村0.7 47渡嘉敷村0.7 47座間味村0.9 47多良間村1.0 47伊平屋村1.1 47南大東村1.3 47伊是名村1.3 47与那国町1.7 47東村1.7 47大宜味村3.0 47国頭村4.5 47竹富町4.3 47伊江村4.2
"""

# Cities with a health centre of their own: each is one health-centre area in the demo (and each ward is).
OWN_HEALTH_CENTRE = """
01札幌市 01函館市 01旭川市 01小樽市 02青森市 02八戸市 03盛岡市 04仙台市 05秋田市 06山形市 07福島市 07郡山市 07いわき市 08水戸市
09宇都宮市 10前橋市 10高崎市 11さいたま市 11川越市 11越谷市 11川口市 12千葉市 12船橋市 12柏市 13八王子市 13町田市
14横浜市 14川崎市 14相模原市 14横須賀市 14藤沢市 14茅ヶ崎市 15新潟市 16富山市 17金沢市 18福井市 19甲府市 20長野市 20松本市
21岐阜市 22静岡市 22浜松市 23名古屋市 23豊橋市 23岡崎市 23一宮市 23豊田市 24四日市市 25大津市 26京都市
27大阪市 27堺市 27豊中市 27吹田市 27高槻市 27枚方市 27八尾市 27寝屋川市 27東大阪市 28神戸市 28姫路市 28尼崎市 28明石市 28西宮市
29奈良市 30和歌山市 31鳥取市 32松江市 33岡山市 33倉敷市 34広島市 34呉市 34福山市 35下関市 37高松市 38松山市 39高知市
40北九州市 40福岡市 40久留米市 42長崎市 42佐世保市 43熊本市 44大分市 45宮崎市 46鹿児島市 47那覇市
"""

# Neighbours that the case sheets show working together stay in one area of every kind.
TOGETHER = {
    "01": ["帯広市"] + "音更町 士幌町 上士幌町 鹿追町 新得町 清水町 芽室町 中札内村 更別村 大樹町 広尾町 幕別町 池田町 豊頃町 本別町 足寄町 陸別町 浦幌町".split(),
    "06": "新庄市 金山町 最上町 舟形町 真室川町 大蔵村 鮭川村 戸沢村".split(),
    "19": "市川三郷町 早川町 身延町 南部町 富士川町".split(),
    "35": "柳井市 周防大島町 上関町 田布施町 平生町".split(),
    "25": "東近江市 近江八幡市 日野町 竜王町".split(),
    "40": "古賀市 宇美町 篠栗町 志免町 須恵町 新宮町 久山町 粕屋町".split(),
}

KINDS = [
    ("secondary_medical", "secondary", "{p} 第{n}医療圏（架空）"),
    ("home_care", "homecare", "{p} 第{n}在宅医療圏（架空）"),
    ("health_centre", "healthcentre", "{p} 第{n}保健所管内（架空）"),
]


def read(path):
    with open(path, encoding="utf-8-sig", newline="") as f:
        return list(csv.DictReader(f))


def write(path, header, rows):
    with open(path, "w", encoding="utf-8", newline="") as f:
        out = csv.writer(f, lineterminator="\n")
        out.writerow(header)
        out.writerows(rows)


def bands():
    out = {}
    for word in BANDS.split():
        i = len(word)
        while word[i - 1] in "0123456789.":
            i -= 1
        assert word[:i] not in out, word
        out[word[:i]] = float(word[i:]) * 1000
    return out


def tidy(number):
    """Rounded, so that no figure pretends to be counted."""
    step = 1000 if number >= 100_000 else 100 if number >= 10_000 else 10
    return int(round(number / step) * step)


def first_size(rng, kind):
    middle, spread, low, high = {
        "city": (48_000, 0.42, 19_000, 95_000),
        "town": (10_500, 0.5, 2_600, 28_000),
        "village": (3_800, 0.6, 700, 12_000),
    }[kind]
    return min(high, max(low, middle * math.exp(rng.gauss(0, spread))))


def assign_classes(rng, places, rows):
    """places: [code, size] of one prefecture; rows: its synthetic answers. -> {code: row}, {code: population}"""
    small_rows = sum(r["shokibo"] == "1" for r in rows)
    order = sorted(places, key=lambda p: (p[1], p[0]))
    # A case municipality sits on the printed side of the line, at the cost of a neighbour.
    for code, classes in CASES.items():
        at = next((i for i, p in enumerate(order) if p[0] == code), None)
        if at is None:
            continue
        if classes[2] == "1" and at >= small_rows:
            order.insert(small_rows - 1, order.pop(at))
        if classes[2] == "0" and at < small_rows:
            order.insert(small_rows, order.pop(at))
    small, large = order[:small_rows], order[small_rows:]

    population = {}
    for i, (code, size) in enumerate(small):
        if code in PINNED:
            population[code] = PINNED[code][0]
        else:
            # 9,8xx at most; places that had to shrink stay in their order
            population[code] = tidy(size if size < SMALL - 300 else SMALL - 800 + 600 * (i + 1) / (len(small) + 1))
    for code, size in large:
        population[code] = tidy(size if size >= SMALL else SMALL + 200 + size * 0.3)

    by_class = defaultdict(list)
    for r in rows:
        by_class[r["kaso"] + r["chusankan"] + r["shokibo"]].append(r)

    given = {}
    for group, ladder, noise in (
        (small, ["111", "101", "011", "001"], 0.5),
        (large, ["110", "010", "100", "000"], 0.35),
    ):
        ranked = sorted(group, key=lambda p: (math.log(p[1]) + rng.gauss(0, noise), p[0]))
        if ladder[-1] == "000":
            # the smaller ones are in a class; which class is a matter of chance, with 110 leaning to the small end
            n = len(group) - len(by_class["000"])
            head, tail = ranked[:n], ranked[n:]
            slots = ["110"] * len(by_class["110"]) + ["010"] * len(by_class["010"]) + ["100"] * len(by_class["100"])
            keyed = sorted(range(n), key=lambda i: (i / max(n, 1) + rng.gauss(0, 0.3), i))
            classes = {head[i][0]: slots[rank] for rank, i in enumerate(keyed)}
            classes |= {p[0]: "000" for p in tail}
        else:
            slots = [c for c in ladder for _ in by_class[c]]
            classes = {p[0]: slots[i] for i, p in enumerate(ranked)}
        for code, wanted in CASES.items():
            if code in classes and classes[code] != wanted:
                other = min(c for c in classes if classes[c] == wanted and c not in CASES)
                classes[code], classes[other] = wanted, classes[code]
        given |= classes

    rows_given = {}
    for c, members in by_class.items():
        codes = [code for code in given if given[code] == c]
        codes.sort(key=lambda code: (-math.log(population[code]) + rng.gauss(0, 0.6), code))
        members = sorted(members, key=lambda r: (DEMAND_ORDER.index(DEMAND[r["f2"]]), r["id"]))
        assert len(codes) == len(members), c
        rows_given |= dict(zip(codes, members))
    return rows_given, population


def ages(rng, code, population, classes):
    # a class often covers only a part of a larger city: the larger, the less it ages the whole
    weight = min(1.0, max(0.15, 1 - math.log10(population / SMALL) / 1.3))
    base = 27.5 + weight * (9.5 * (classes[0] == "1") + 2.5 * (classes[1] == "1") + 3.0 * (classes[2] == "1"))
    base -= 2.2 * max(0.0, math.log10(population / 50_000))
    if classes == "000" and population >= 200_000:
        base -= 1.5
    rate = min(60.0, max(18.0, base + rng.gauss(0, 3.2)))
    older, oldest = rng.uniform(0.50, 0.60), rng.uniform(0.30, 0.38)
    if code in AT_LEAST:
        rate = max(rate, AT_LEAST[code] + 1.5)
    if code in PINNED and PINNED[code][1] is not None:
        a65 = round(population * PINNED[code][1] / 100)
    else:
        a65 = round(population * rate / 100)
        a65 = tidy(a65) if population >= SMALL else round(a65, -1)
        if a65 / population > 0.60 or a65 / population < 0.18:
            a65 = round(population * rate / 100)
    fit = tidy if population >= SMALL else (lambda n: round(n, -1) or round(n))
    a75 = min(a65, fit(round(a65 * older)))
    a85 = min(a75, max(1, fit(round(a75 * oldest))))
    return a65, a75, a85


def placed(places, positions):
    """Positions of all places: where none is known, that of the nearest neighbours in code order (a 郡 is one run)."""
    known = [i for i, p in enumerate(places) if p[0] in positions]
    out = {}
    for i, p in enumerate(places):
        if p[0] in positions:
            out[p[0]] = positions[p[0]]
            continue
        near = sorted(known, key=lambda k: (places[k][2] != p[2], abs(k - i)))[:2]
        out[p[0]] = tuple(sum(positions[places[k][0]][axis] for k in near) / len(near) for axis in (0, 1))
    return out


def parted(codes, at, wanted):
    """Neighbours together: the longer side is cut, in proportion, until there are as many parts as wanted."""
    if wanted <= 1 or len(codes) <= 1:
        return [sorted(codes)]
    height = max(at[c][0] for c in codes) - min(at[c][0] for c in codes)
    width = (max(at[c][1] for c in codes) - min(at[c][1] for c in codes)) * 0.82  # a degree of longitude at 35°
    axis = 0 if height >= width else 1
    row = sorted(codes, key=lambda c: (at[c][axis], c))
    first = wanted // 2
    cut = min(len(row) - 1, max(1, round(len(row) * first / wanted)))
    return parted(row[:cut], at, first) + parted(row[cut:], at, wanted - first)


def areas_of(rng, number, places, positions):
    """places: [code, name, kind, population] in code order -> three lists of groups of codes."""
    at = placed(places, positions)
    groups = []
    together = TOGETHER.get(number, [])
    if together:
        held = [p for p in places if p[1] in together]
        assert len(held) == len(together), number
        groups.append([p[0] for p in held])
    rest = [p[0] for p in places if p[1] not in together]
    groups += parted(rest, at, min(21, max(3, round(len(places) / 5.4))) - len(groups))
    groups.sort()
    secondary = groups

    home = []
    spare = 21 - len(secondary)
    for g in secondary:
        pinned = together and any(p[0] in g for p in places if p[1] in together)
        if len(g) >= 6 and spare > 0 and not pinned and rng.random() < 0.45:
            home += parted(g, at, 2)
            spare -= 1
        else:
            home.append(g)

    own = {p[0] for p in places if number + p[1] in OWN_HEALTH_CENTRE.split() or p[2] == "ward"}
    centre = [[c] for c in sorted(own)] + [left for g in secondary if (left := [c for c in g if c not in own])]
    return secondary, sorted(home), sorted(centre)


def main(municipalities, prefectures, synthetic, published, out, links=None):
    rng = random.Random(SEED)
    master, answers = read(municipalities), read(synthetic)
    names = {p["code"]: p["name"] for p in read(prefectures)}
    table = defaultdict(dict)
    for row in read(published):
        table[row["row_label"]][row["column_label"]] = row["value"]
    band = bands()
    positions = {p["code"]: (float(p["lat"]), float(p["lon"])) for p in read(Path(__file__).parent / "positions.csv")}
    known = {m["prefecture_code"][:2] + m["name"] for m in master}
    assert not set(band) - known, set(band) - known
    assert len(OWN_HEALTH_CENTRE.split()) == 87 and not set(OWN_HEALTH_CENTRE.split()) - known

    facts, area_rows, link_rows = [], [], []
    for prefecture, name in names.items():
        number = prefecture[:2]
        here = [m for m in master if m["prefecture_code"] == prefecture]
        rows = [r for r in answers if r["prefecture"] == name]
        assert len(here) == len(rows) == int(table[name]["市町村数"]), name
        sizes = [(m["code"], band.get(number + m["name"]) or first_size(rng, m["kind"])) for m in here]
        given, population = assign_classes(rng, sizes, rows)

        area_of = {}
        here_by_code = [(m["code"], m["name"], m["kind"], population[m["code"]]) for m in here]
        groups = areas_of(random.Random(SEED + int(number)), number, here_by_code, positions)
        for (kind, prefix, label), parts in zip(KINDS, groups):
            for i, members in enumerate(parts, 1):
                key = f"{prefix}-{number}-{i:02}"
                area_rows.append((key, kind, label.format(p=name, n=i), prefecture))
                for code in members:
                    assert (code, kind) not in area_of
                    area_of[code, kind] = key

        for m in here:
            code, row = m["code"], given[m["code"]]
            flags = row["kaso"] + row["chusankan"] + row["shokibo"]
            a65, a75, a85 = ages(rng, code, population[code], flags)
            facts.append(
                (code, *flags, population[code], a65, a75, a85, DEMAND[row["f2"]])
                + tuple(area_of[code, kind] for kind, _, _ in KINDS)
            )
            link_rows.append((code, row["id"]))

    check(facts, area_rows, master, names, table)
    out = Path(out)
    write(out / "municipality_facts.csv",
          "code kaso chusankan shokibo population age65 age75 age85 demand2040"
          " secondary_area home_care_area health_centre_area".split(), facts)
    write(out / "areas.csv", "id kind name prefecture_code".split(), area_rows)
    if links:
        assert len({s for _, s in link_rows}) == 1741
        write(links, ["code", "synthetic_id"], link_rows)


def check(facts, area_rows, master, names, table):
    assert [f[0] for f in facts] == [m["code"] for m in master] and len(facts) == 1741
    flags = {f[0]: "".join(f[1:4]) for f in facts}
    assert Counter(flags.values()) == Counter(NATIONAL), Counter(flags.values())
    totals = [sum(v[i] == "1" for v in flags.values()) for i in range(3)]
    assert totals == [633, 612, 457], totals
    for prefecture, name in names.items():
        mine = [v for c, v in flags.items() if c[:2] == prefecture[:2]]
        assert sum(v != "000" for v in mine) == int(table[name]["該当"]), name
        assert sum(v == "000" for v in mine) == int(table[name]["非該当"]), name
    for code, classes in CASES.items():
        assert flags[code] == classes, code
    ids = {a[0]: a for a in area_rows}
    assert len(ids) == len(area_rows) and len({a[2] for a in area_rows}) == len(area_rows)
    used = set()
    for code, _, _, small, population, a65, a75, a85, demand, *mine in facts:
        assert (small == "1") == (population < SMALL), code
        assert population > a65 >= a75 >= a85 > 0, code
        assert 0.18 <= a65 / population <= 0.60, (code, a65 / population)
        assert demand in DEMAND_ORDER
        for key, (kind, _, _) in zip(mine, KINDS):
            assert ids[key][1] == kind and ids[key][3][:2] == code[:2], (code, key)
            used.add(key)
    assert used == set(ids), "an area without a municipality"
    for kind, low, high in (("secondary_medical", 3, 21), ("home_care", 3, 21)):
        per = Counter(a[3] for a in area_rows if a[1] == kind)
        assert len(per) == 47 and low <= min(per.values()) and max(per.values()) <= high, (kind, per)

    kind_of = {m["code"]: m["kind"] for m in master}
    print("municipalities", len(facts), "areas", dict(Counter(a[1] for a in area_rows)))
    print("過疎 / 中山間 / 小規模", totals, "非該当", NATIONAL["000"])
    print("非該当 by kind", dict(Counter(kind_of[c] for c, v in flags.items() if v == "000")))
    print("小規模 by kind", dict(Counter(kind_of[c] for c, v in flags.items() if v[2] == "1")))
    print("population", sum(f[4] for f in facts), "age65", sum(f[5] for f in facts),
          "age75", sum(f[6] for f in facts), "age85", sum(f[7] for f in facts))
    print("demand2040", dict(Counter(f[8] for f in facts)))
    rates = sorted(f[5] / f[4] for f in facts)
    print("ageing rate %.1f %.1f %.1f" % (100 * rates[0], 100 * rates[870], 100 * rates[-1]))


if __name__ == "__main__":
    if len(sys.argv) not in (6, 7):
        sys.exit(__doc__)
    main(*sys.argv[1:])
