"""Fills the database of a stopped demonstration: fill.py DATABASE TOWNS INDICATORS YEARS. Made-up figures, the same every time."""

import sqlite3
import sys

database, towns, indicators, years = sys.argv[1], *map(int, sys.argv[2:5])
FIRST_YEAR, NOW = 2016, "2026-11-01T00:00:00Z"
db = sqlite3.connect(database)
db.executescript("pragma journal_mode = wal; pragma synchronous = off; pragma cache_size = -400000;")
places = db.execute("select code, prefecture_code from regions_municipalities order by code").fetchall()[:towns]
assert len(places) == towns, f"{len(places)} municipalities are known"
known = db.execute("select id, scene from situation_indicators order by position, id").fetchall()
columns = [row[1] for row in db.execute("pragma table_info(situation_indicators)")]
rows = [dict(zip(columns, row)) for row in db.execute("select * from situation_indicators order by position, id")]
for number in range(len(known), indicators):
    copy = dict(rows[number % len(rows)])
    copy.update(id=f"bench-{number}", position=1000 + number, name=f"{copy['name']}（{number}）", beside="")
    db.execute(f"insert into situation_indicators ({', '.join(columns)}) values ({', '.join('?' * len(columns))})", list(copy.values()))
    known.append((copy["id"], copy["scene"]))
shares = dict(db.execute("select id, measure = 'share' from situation_indicators"))
db.execute("delete from situation_spreads")
db.execute("delete from situation_values")


def values():
    state = 7
    for indicator, _ in known[:indicators]:
        for code, prefecture in places:
            for year in range(FIRST_YEAR, FIRST_YEAR + years):
                state = (state * 1103515245 + 12345) & 0x7FFFFFFF
                whole = 40_000 + state % 900_000
                part = whole * (state // 1000 % 100) // 100
                yield (indicator, code, prefecture, year, part, whole if shares[indicator] else None)


db.executemany(
    "insert into situation_values (indicator_id, municipality_code, prefecture_code, area, area_name, year, numerator, denominator, "
    f"source, note, fictitious, entered_at, entered_by, revision) values (?, ?, ?, '', '', ?, ?, ?, '計測用', '', 1, '{NOW}', '計測', 1)",
    values(),
)
db.execute(
    f"insert or replace into situation_spread_marks (indicator_id, year, marked_at) select distinct indicator_id, year, '{NOW}' from situation_values"
)
db.execute(
    "insert into jobs (kind, payload, unique_key, state, run_at, attempts, created_at) "
    f"values ('situation.respread', '{{}}', null, 'ready', '{NOW}', 0, '{NOW}')"
)
db.commit()
db.execute("analyze")
db.commit()
print(f"{towns} towns × {indicators} indicators × {years} years = {db.execute('select count(*) from situation_values').fetchone()[0]} values")
