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
