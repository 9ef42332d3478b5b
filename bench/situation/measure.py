"""measure.py ADDRESS DATABASE: waits for the comparisons, then times pages one after the other, made anew each time, signed in and not."""

import http.client
import sqlite3
import sys
import time

ADDRESS, DATABASE = sys.argv[1], sys.argv[2]
ROUNDS, TOWN = 100, "352128"
HEADERS = {"Cache-Control": "no-cache", "Accept-Encoding": "gzip"}


def sign_in(person):
    connection = http.client.HTTPConnection(ADDRESS, timeout=120)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://{ADDRESS}"}
    connection.request("POST", "/demo/sign-in", f"person={person}", headers)
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 303, answer.status
    cookies = [value.split(";")[0] for name, value in answer.getheaders() if name.lower() == "set-cookie"]
    return connection, {**HEADERS, "Cookie": "; ".join(cookies)}


def timed(connection, headers, path):
    times, size = [], 0
    for number in range(ROUNDS + 5):
        begun = time.perf_counter()
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        size = len(answer.read())
        assert answer.status == 200, (path, answer.status)
        if number >= 5:
            times.append((time.perf_counter() - begun) * 1000)
    times.sort()
    return times[ROUNDS // 2], times[ROUNDS * 95 // 100], size


def wait_for_comparisons():
    begun = time.monotonic()
    with sqlite3.connect(f"file:{DATABASE}?mode=ro", uri=True, timeout=60) as database:
        while waiting := database.execute("select count(*) from situation_spread_marks").fetchone()[0]:
            if time.monotonic() - begun > 1800:
                sys.exit(f"{waiting} comparisons still wait after half an hour")
            time.sleep(1)
        made = database.execute("select count(*) from situation_spreads").fetchone()[0]
    print(f"{made} comparisons made by the job in {time.monotonic() - begun:.0f} s")


wait_for_comparisons()
connection, headers = sign_in("yanai-officer")
known = {}
for words, path in [
    ("/about", "/about"),
    ("town page", f"/situation/{TOWN}"),
    *((f"one scene, {scene}", f"/situation/{TOWN}/scenes/{scene}") for scene in sys.argv[3:]),
    ("one indicator's years", f"/situation/{TOWN}/values/home-deaths"),
    ("similar towns", f"/regions/{TOWN}/similar"),
    ("/about again", "/about"),
]:
    median, p95, size = known[words] = timed(connection, headers, path)
    beside = known["/about"]
    print(f"{words:24} median {median:7.2f} ms  p95 {p95:7.2f} ms  {size / 1024:6.1f} kB   of /about: {median / beside[0]:5.2f} {p95 / beside[1]:5.2f}")
print(f"town page, p95 of /about's: {known['town page'][1] / max(known['/about'][1], known['/about again'][1]):.2f} (wanted: at most 2)")

# --- Towns like it: the same factors and weights by numpy, over facts already in memory.
try:
    import numpy as np
except ImportError:
    sys.exit("numpy is missing: no brute force to compare with")

KEYS = ["population", "age65", "age85", "kaso", "chusankan", "shokibo", "island", "mountain", "clinics", "stations"]
with sqlite3.connect(f"file:{DATABASE}?mode=ro", uri=True, timeout=60) as database:
    codes = [row[0] for row in database.execute("select code from regions_municipalities order by code")]
    at = {code: row for row, code in enumerate(codes)}
    facts = np.full((len(codes), len(KEYS)), np.nan)
    for code, key, amount in database.execute("select municipality_code, key, amount from regions_newest_facts where amount is not null"):
        if key in KEYS and code in at:
            facts[at[code], KEYS.index(key)] = amount


def brute_force(own):
    people = facts[:, 0]
    size = np.abs(np.log(people) - np.log(people[own])) / np.log(50)
    share = lambda key: facts[:, key] / people
    apart = [size] + [np.abs(share(key) - share(key)[own]) / most for key, most in ((1, 0.20), (2, 0.08))]
    apart.append((facts[:, 3:6] != facts[own, 3:6]).mean(axis=1))
    apart.append((facts[:, 6:8] != facts[own, 6:8]).mean(axis=1))
    apart.append(sum(np.minimum(np.abs(share(key) - share(key)[own]) * 10_000 / 3, 1) for key in (8, 9)) / 2)
    weights = np.array([35, 25, 10, 20, 10, 15], float)
    stacked = np.clip(np.array(apart), 0, 1)
    known = ~np.isnan(stacked)
    like = np.where(known, 1 - stacked, 0).T @ weights / np.maximum(known.T @ weights, 1)
    return np.argsort(-like)[:21]


times = []
for _ in range(ROUNDS):
    begun = time.perf_counter()
    brute_force(at[TOWN])
    times.append((time.perf_counter() - begun) * 1000)
times.sort()
page = known["similar towns"]
print(f"towns like it: whole page median {page[0]:.2f} ms, p95 {page[1]:.2f} ms (wanted: the query below 5 ms); numpy over facts in memory median {times[ROUNDS // 2]:.2f} ms; ratio {page[0] / times[ROUNDS // 2]:.2f}")
