"""The peers' side of bench/tabulate/run: makes the columns, times pandas, numpy and duckdb, compares counts with ours."""
import json, os, subprocess, sys, time
import duckdb, numpy as np, pandas as pd

ours, work, large_rows = sys.argv[1], sys.argv[2], int(sys.argv[3])
rng = np.random.default_rng(20260401)


def least(runs, work_):
    best = float("inf")
    for _ in range(runs):
        start = time.perf_counter()
        made = work_()
        best = min(best, time.perf_counter() - start)
    return best, made


def run_ours(*arguments):
    out = subprocess.run([ours, *arguments], check=True, capture_output=True, text=True).stdout.split()
    return {k: float(v) for k, v in zip(out[::2], out[1::2])}


def load():
    return "load average %.2f" % os.getloadavg()[0]


# --- 400 questions x 5 banners x 1,741 rows -------------------------------------------------------
rows, questions, banners = 1741, 400, 5
q_sizes = rng.integers(2, 18, questions) + 2          # choices, and 非該当, 無回答
b_sizes = np.array([2, 8, 7, 4, 47]) + 2
column = lambda size: np.where(rng.random(rows) < 0.03, 1, rng.integers(2, size, rows)).astype(np.uint8)
qs, bs = [column(s) for s in q_sizes], [column(s) for s in b_sizes]
for name, columns, sizes in (("questions", qs, q_sizes), ("banners", bs, b_sizes)):
    open(f"{work}/{name}.txt", "w").write("\n".join(map(str, sizes)))
    np.concatenate(columns).tofile(f"{work}/{name}.bin")

print(f"400 columns x 5 banners x 1,741 rows: 2,000 cross tables ({load()})")
result = run_ours("tables", work)
finished, counting = result["finished"], result["counting"]

ready = [(b.astype(np.int64) * qn + q, bn * qn) for q, qn in zip(qs, q_sizes) for b, bn in zip(bs, b_sizes)]
bincount, counts = least(5, lambda: [np.bincount(codes, minlength=n) for codes, n in ready])
expected, got = np.concatenate(counts), np.fromfile(f"{work}/ours.bin", dtype=np.uint64)
assert np.array_equal(expected.astype(np.uint64), got), "counts differ from numpy's"

frame = pd.DataFrame({f"q{i}": pd.Categorical(c) for i, c in enumerate(qs)} | {f"b{i}": pd.Categorical(c) for i, c in enumerate(bs)})
sample = 40                                            # of 400 questions; scaled, which is linear
pandas, tables = least(2, lambda: [pd.crosstab(frame[f"b{j}"], frame[f"q{i}"]) for i in range(sample) for j in range(banners)])
for i in range(sample):
    for j in range(banners):
        table = tables[i * banners + j]
        for b, row in table.iterrows():
            for q, n in row.items():
                assert counts[i * banners + j][b * q_sizes[i] + q] == n, "counts differ from pandas'"
pandas *= questions / sample

db = duckdb.connect(config={"threads": 2})
plain = pd.DataFrame({f"q{i}": c for i, c in enumerate(qs)} | {f"b{i}": c for i, c in enumerate(bs)})
db.execute("create table answers as select * from plain")
duck, groups = least(2, lambda: [db.execute(f"select b{j}, q{i}, count(*) from answers group by all").fetchall() for i in range(sample) for j in range(banners)])
for i in range(sample):
    for j in range(banners):
        for b, q, n in groups[i * banners + j]:
            assert counts[i * banners + j][b * q_sizes[i] + q] == n, "counts differ from duckdb's"
duck *= questions / sample

print(f"  ours, finished (counts, bases, percentages, chi-square, residuals)  {finished*1e3:10.2f} ms")
print(f"  ours, counting alone                                                {counting*1e3:10.2f} ms")
print(f"  pandas crosstab (40 of 400 questions, x 10)                         {pandas*1e3:10.2f} ms   {pandas/finished:8.0f} x ours finished   (goal 150)")
print(f"  duckdb, bare counts, 2 threads (40 of 400, x 10)                    {duck*1e3:10.2f} ms   {duck/finished:8.0f} x ours finished   (goal 50)")
print(f"  numpy bincount on ready codes                                       {bincount*1e3:10.2f} ms   ours takes {counting/bincount:6.2f} of it     (goal: at most 3)")

# --- one multiple answer of 20 x 8 groups, many rows ---------------------------------------------
rows = large_rows
groups = rng.integers(2, 10, rows).astype(np.uint8)
ticks = [rng.random(rows, dtype=np.float32) < p for p in np.linspace(0.05, 0.8, 20)]
masks = np.zeros(rows, np.uint32)
for i, t in enumerate(ticks):
    masks |= t.astype(np.uint32) << np.uint32(i)
masks.tofile(f"{work}/masks.bin")
groups.tofile(f"{work}/groups.bin")
print(f"\nmultiple answer of 20 x 8 groups x {rows:,} rows ({load()})")
result = run_ours("large", work, "2")
frame = pd.DataFrame({"g": groups, "m": masks} | {f"t{i}": t for i, t in enumerate(ticks)})
db.execute("create table large as select * from frame")
del frame
ways = {
    "count(*) filter, boolean columns": ", ".join(f"count(*) filter (t{i})" for i in range(20)),
    "sum of boolean columns": ", ".join(f"sum(t{i}::tinyint)" for i in range(20)),
    "sum of bits of a mask": ", ".join(f"sum((m >> {i}) & 1)" for i in range(20)),
}
best = float("inf")
got = np.fromfile(f"{work}/ours.bin", dtype=np.uint64).reshape(8, 20)
for name, columns in ways.items():
    seconds, table = least(3, lambda: db.execute(f"select g, {columns} from large group by g order by g").fetchall())
    for row in table:
        assert [int(n) for n in row[1:]] == got[row[0] - 2].tolist(), "counts differ from duckdb's"
    best = min(best, seconds)
    print(f"  duckdb, 2 threads: {name:34s}                {seconds*1e3:10.2f} ms   {seconds/result['finished']:8.1f} x ours")
print(f"  ours, 2 threads, finished table                                     {result['finished']*1e3:10.2f} ms   duckdb's best takes {best/result['finished']:.1f} times as long (goal 5); {result['bytes']/result['finished']/1e9:.1f} GB/s of columns")
print(f"  ours, 1 thread                                                      {result['one_thread']*1e3:10.2f} ms   {result['bytes']/result['one_thread']/1e9:.1f} GB/s")
print("  every count equal in all of them")
