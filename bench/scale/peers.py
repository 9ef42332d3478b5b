"""Groonga with MeCab and PostgreSQL with pg_trgm on the documents and queries of bench_search; called by bench/scale/run.

peers.py WORK GOLD "DOCUMENTS_PER_SECOND P50_MS P95_MS"
"""
import json
import math
import os
import pathlib
import shutil
import subprocess
import sys
import time

work, gold, figures = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3].split()
our_speed, our_p50, our_p95 = map(float, figures)
PG = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))[-1]


def judged():
    for line in open(gold, encoding="utf-8"):
        if line.strip() and not line.startswith("#"):
            half, query, judgements = line.rstrip("\n").split("\t")
            yield half, query, {thing: float(grade) for thing, grade in (j.rsplit("=", 1) for j in judgements.split())}


QUERIES = [query for _, query, _ in judged()]


def percentile(times, share):
    times = sorted(times)
    return times[min(len(times) * share // 100, len(times) - 1)]


class Groonga:
    """One process, spoken to over its standard input; what it says it took is what counts."""

    def __init__(self, path):
        path.mkdir()
        command = ["groonga", "-n", str(path / "db")]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.schema()

    def say(self, command):
        self.process.stdin.write((command + "\n").encode())
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        head, *body = json.loads(line)
        if head[0] != 0:
            raise RuntimeError(f"{command[:200]}: {head}")
        return head[2], body[0] if body else None

    def schema(self):
        self.say("plugin_register tokenizers/mecab")
        self.say("table_create Documents TABLE_HASH_KEY ShortText")
        for column, kind in [("title", "Text"), ("tags", "Text"), ("body", "Text"), ("prefecture", "ShortText"), ("scene", "ShortText")]:
            self.say(f"column_create Documents {column} COLUMN_SCALAR {kind}")
        self.say("table_create Terms TABLE_PAT_KEY ShortText --default_tokenizer TokenMecab --normalizer NormalizerNFKC130")
        self.say("column_create Terms in_documents COLUMN_INDEX|WITH_POSITION|WITH_SECTION Documents title,tags,body")

    def load(self, rows):
        self.process.stdin.write(b"load --table Documents\n[\n")
        for at, row in enumerate(rows):
            self.process.stdin.write((",\n" if at else "").encode() + json.dumps(row, ensure_ascii=False).encode())
        self.process.stdin.write(b"\n]\n")
        self.process.stdin.flush()
        head, count = json.loads(self.process.stdout.readline())
        assert head[0] == 0, head
        return count

    def select(self, query):
        words = " ".join('"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"' for word in query.split())
        quoted = words.replace("\\", "\\\\").replace('"', '\\"')
        return self.say(
            'select Documents --match_columns "title * 6 || tags * 4 || body" --query "' + quoted + '" --sort_keys "-_score" --limit 20 '
            '--output_columns "_key,title,snippet_html(body)" --drilldowns[p].keys prefecture --drilldowns[s].keys scene --cache no'
        )

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def groonga(documents):
    db = Groonga(work / "groonga")
    begun = time.perf_counter()
    count = db.load(documents)
    took = time.perf_counter() - begun
    assert count == len(documents), count
    times, found = [], {}
    for round in range(3):
        for query in QUERIES:
            seconds, body = db.select(query)
            found[query] = body[0][0][0] if isinstance(body, list) else 0
            if round:
                times.append(seconds * 1e3)
    db.close()
    return len(documents) / took, percentile(times, 50), percentile(times, 95), found


def quality():
    db = Groonga(work / "gold")
    rows = [json.loads(line) for line in open(work / "demonstration.jsonl", encoding="utf-8")]
    db.load([{"_key": r["id"], "title": r["title"], "tags": r["tags"], "body": r["body"]} for r in rows])
    halves = {}
    for half, query, grades in judged():
        _, body = db.select(query)
        hits = [row[0] for row in body[0][2:]][:10]
        gain = lambda values: sum((2**g - 1) / math.log2(at + 2) for at, g in enumerate(values))
        ideal = gain(sorted(grades.values(), reverse=True)[:10])
        ndcg = gain([grades.get(hit, 0.0) for hit in hits]) / ideal
        recall = sum(hit in grades for hit in hits) / min(len(grades), 10)
        halves.setdefault(half, []).append((ndcg, recall))
    db.close()
    for half, values in sorted(halves.items(), reverse=True):
        n = len(values)
        print(f"groonga   gold {half:5} {n} queries  nDCG@10 {sum(v[0] for v in values) / n:.3f}  recall@10 {sum(v[1] for v in values) / n:.3f}")


class Postgres:
    def __init__(self):
        self.path = work / "postgres"
        self.path.mkdir()
        user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.getuid() == 0 else []
        if user:
            shutil.chown(self.path, "postgres", "postgres")
        run = lambda *command: subprocess.run([*user, *command], check=True, stdout=subprocess.DEVNULL)
        self.run, data = run, str(self.path / "data")
        run(str(PG / "initdb"), "-D", data, "-U", "app", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "-A", "trust")
        run(str(PG / "pg_ctl"), "-D", data, "-w", "-l", str(self.path / "log"), "-o",
            f"-k {self.path} -c listen_addresses='' -c shared_buffers=512MB -c maintenance_work_mem=512MB -c work_mem=64MB", "start")
        self.data = data

    def psql(self, text):
        command = ["psql", "-h", str(self.path), "-U", "app", "-d", "postgres", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-A", "-t"]
        done = subprocess.run(command, input=text.encode(), check=True, stdout=subprocess.PIPE)
        return done.stdout.decode()

    def stop(self):
        self.run(str(PG / "pg_ctl"), "-D", self.data, "-m", "immediate", "stop")


def trigrams(documents):
    db = Postgres()
    try:
        db.psql("create extension pg_trgm; create table documents (key text, whole text);"
                "create index documents_whole on documents using gin (whole gin_trgm_ops);")
        rows = "".join(
            "\t".join(part.replace("\\", "\\\\").replace("\t", " ").replace("\n", " ") for part in (d["_key"], d["title"] + " " + d["tags"] + " " + d["body"])) + "\n"
            for d in documents
        )
        begun = time.perf_counter()
        db.psql("copy documents from stdin;\n" + rows + "\\.\n")
        took = time.perf_counter() - begun
        db.psql("vacuum analyze documents;")
        script = ["\\timing on"]
        for query in QUERIES:
            like = lambda word: "'%" + word.replace("'", "''").replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%'"
            where = " and ".join(f"whole like {like(word)}" for word in query.split())
            script.append(f"select key, similarity(whole, {like(query)}) as near from documents where {where} order by near desc limit 20;")
        db.psql("\n".join(script))
        times = [float(line.split()[1]) for line in db.psql("\n".join(script)).splitlines() if line.startswith("Time:")]
        assert len(times) == len(QUERIES), len(times)
        return len(documents) / took, percentile(times, 50), percentile(times, 95)
    finally:
        db.stop()


documents = [json.loads(line) for line in open(work / "documents.jsonl", encoding="utf-8")]
speed, p50, p95, found = groonga(documents)
print(f"groonga   indexing {speed:.0f} documents/s  queries p50 {p50:.2f} ms  p95 {p95:.2f} ms  ({sum(1 for n in found.values() if n)} of {len(found)} found something)")
quality()
trigram_speed, trigram_p50, trigram_p95 = trigrams(documents)
print(f"pg_trgm   indexing {trigram_speed:.0f} documents/s  queries p50 {trigram_p50:.2f} ms  p95 {trigram_p95:.2f} ms")
print(f"ours / groonga: p95 {our_p95 / p95:.2f} (limit 0.33), p50 {our_p50 / p50:.2f}; indexing speed {our_speed / speed:.2f} (limit 1)")
print(f"ours / pg_trgm: p95 {our_p95 / trigram_p95:.3f} (limit 0.05); indexing speed {our_speed / trigram_speed:.2f}")
