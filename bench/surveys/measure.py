"""Measures for bench/surveys/run: `measure.py BINARIES WORK [--quick] [growth|sheets|stored|pages …]`. Every peer runs in the same
run as ours; what a limit is missed by is said at the end."""
import atexit, http.client, json, math, os, socket, sqlite3, statistics, subprocess, sys, time, urllib.parse
from importlib.metadata import version

binaries, work = sys.argv[1:3]
quick = "--quick" in sys.argv
parts = [word for word in sys.argv[3:] if not word.startswith("-")] or ["growth", "pages", "sheets", "stored"]
renkei, tool = os.path.join(binaries, "renkei"), os.path.join(binaries, "examples", "bench_surveys")
data = os.path.join(work, "data")
missed = []


def limit(what, value, most=None, least=None):
    """Says a value with its limit, and remembers when it is missed."""
    kept = (most is None or value <= most) and (least is None or value >= least)
    wanted = f"at most {most}" if most is not None else f"at least {least}"
    print(f"  {what:<66} {value:10.2f}   ({wanted}){'' if kept else '   MISSED'}")
    if not kept:
        missed.append(f"{what}: {value:.2f}, {wanted}")


def load():
    return "load average %.2f" % os.getloadavg()[0]


def run(*words, codes=(0,)):
    """Runs a program of ours: seconds, peak memory in MiB, what it printed; in `run.cpu` what it took of processors."""
    with open(os.path.join(work, "out"), "w+") as out:
        began = time.perf_counter()
        child = subprocess.Popen(words, stdout=out, stderr=out, env={**os.environ, "RUST_LOG": "error"})
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - began
        run.cpu = usage.ru_utime + usage.ru_stime
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read()
    if child.returncode not in codes:
        sys.exit(f"{' '.join(words)} ended with {child.returncode}: {text[-2000:]}")
    return seconds, usage.ru_maxrss / 1024, text


# --- growth with rows --------------------------------------------------------------------------------

def growth():
    sizes = [47, 1741, 17410] + ([] if quick else [174100])
    print(f"tables of a survey by its rows: the municipalities' questionnaire, 3 banners, chi-square and residuals ({load()})")
    rows = [json.loads(line) for line in run(tool, "growth", *map(str, sizes))[2].splitlines()]
    for row in rows:
        print(f"  {row['rows']:>8,} rows: one table {row['one']*1e3:9.3f} ms   all {row['tables']} tables {row['all']*1e3:9.1f} ms"
              f"   ({row['all']*1e9/row['tables']/row['rows']:7.1f} ns a row and table)   answers to columns {row['build']:7.2f} s")
    for key, name in (("one", "one table"), ("all", "all tables"), ("build", "answers to columns")):
        few = [row for row in rows if row["rows"] >= 1741]
        limit(f"{name}: exponent fitted over {few[0]['rows']:,} to {few[-1]['rows']:,} rows", exponent(few, key), most=1.1)


def exponent(rows, key):
    """Slope of log time over log rows, by least squares: 1 is linear."""
    points = [(math.log(row["rows"]), math.log(row[key])) for row in rows]
    x, y = (statistics.fmean(axis) for axis in zip(*points))
    return sum((a - x) * (b - y) for a, b in points) / sum((a - x) ** 2 for a, _ in points)


# --- the product, running ----------------------------------------------------------------------------

class Refused(Exception):
    """A page answered with something else than itself."""


class Server:
    """A demonstration on a free port; people sign in as its cast."""

    def __init__(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.log = open(os.path.join(work, "log"), "w")
        self.process = subprocess.Popen([renkei, "demo", "--data", data, "--listen", f"127.0.0.1:{self.port}"],
                                        stdout=self.log, stderr=self.log, env={**os.environ, "RUST_LOG": "warn"})
        atexit.register(self.process.kill)
        self.sessions, self.last = {}, None
        began = time.perf_counter()
        while self.plain("/readyz") != 200:
            if self.process.poll() is not None or time.perf_counter() - began > 600:
                sys.exit("the demonstration does not start: " + open(self.log.name).read()[-2000:])
            time.sleep(0.1)
        self.started = time.perf_counter() - began

    def plain(self, path):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
            connection.request("GET", path)
            return connection.getresponse().status
        except OSError:
            return 0

    def session(self, person):
        """One connection kept open, as a browser keeps one, and the session's cookie."""
        if person not in self.sessions:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
            connection.request("POST", "/demo/sign-in", f"person={person}", {
                "Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin",
                "Origin": f"http://127.0.0.1:{self.port}"})
            answer = connection.getresponse()
            answer.read()
            if answer.status != 303:
                sys.exit(f"signing in as {person}: {answer.status}")
            cookies = [value.split(";")[0] for name, value in answer.getheaders() if name.lower() == "set-cookie"]
            self.sessions[person] = (connection, {"Cookie": "; ".join(cookies)})
        return self.sessions[person]

    def get(self, person, path):
        """Seconds and bytes of one request."""
        connection, headers = self.session(person)
        if person != self.last:
            # Kept open meanwhile, it may have been closed as idle.
            connection.close()
            self.last = person
        began = time.perf_counter()
        connection.request("GET", urllib.parse.quote(path, safe="/?&=%:"), headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        seconds = time.perf_counter() - began
        if answer.status != 200:
            raise Refused(f"{path} as {person} answered {answer.status}")
        return seconds, len(body)

    def memory(self, what="VmRSS"):
        with open(f"/proc/{self.process.pid}/status") as lines:
            return next(int(line.split()[1]) for line in lines if line.startswith(what)) / 1024

    def stop(self):
        for connection, _ in self.sessions.values():
            connection.close()
        self.process.terminate()
        self.process.wait()
        self.log.close()


def percentile(times, share):
    return sorted(times)[min(len(times) - 1, math.ceil(share * len(times)) - 1)]


OFFICE = "cooperation-office"
PAGES = [
    ("collection room", OFFICE, "/surveys/2/collection"),
    ("collection room, narrowed", OFFICE, "/surveys/2/collection?class=kaso&band=under1"),
    ("findings", OFFICE, "/surveys/2/findings"),
    ("a prefecture's matrix", "yamaguchi-officer", "/surveys/2/matrix"),
    ("a town's position", "higashiomi-officer", "/surveys/2/252131/position"),
    ("a town's position as PDF", "higashiomi-officer", "/surveys/2/252131/position.pdf"),
    ("a town's answers as PDF", "higashiomi-officer", "/surveys/2/252131/answers.pdf"),
    ("a section to answer", "nambu-officer", "/surveys/2/193666/answer/s4"),
    ("list of tables", OFFICE, "/surveys/5/tables"),
    ("a table, 3 banners, tests", OFFICE, "/surveys/5/tables/q5?chosen=1&by=gaito&by=class_exclusive&by=prefecture&test=1&diff=1"),
    ("a table with last year", OFFICE, "/surveys/2/tables/q1?yearly=1"),
    ("the report: every table as xlsx", OFFICE, "/surveys/5/all-tables/report.xlsx"),
    ("every table as CSV", OFFICE, "/surveys/5/all-tables/data.csv"),
    ("free texts of a question", OFFICE, "/surveys/2/texts/q7_1"),
    ("terms of a question's free texts", OFFICE, "/surveys/2/texts/q7_1/words"),
    ("an interim cut as CSV", OFFICE, "/surveys/2/data-sets/1/answers.csv"),
]


def pages():
    server = Server()
    print(f"\npages of a demonstration of 1,741 municipalities, one request at a time ({load()}); filled in {server.started:.1f} s")
    rest = server.memory()
    requests = 5 if quick else 20
    print(f"  {'':<36} {'bytes':>9} {'first ms':>9} {'median ms':>10} {'p99 ms':>8}   resident MiB after {requests}")
    for name, person, path in PAGES:
        try:
            first, size = server.get(person, path)
            times = [server.get(person, path)[0] for _ in range(requests)]
        except Refused as refused:
            print(f"  {name:<36} {refused}   MISSED")
            missed.append(str(refused))
            continue
        print(f"  {name:<36} {size:>9,} {first*1e3:>9.1f} {statistics.median(times)*1e3:>10.1f} {percentile(times, .99)*1e3:>8.1f}"
              f"   {server.memory():8.0f}")
    print(f"  memory: {rest:.0f} MiB when filled, {server.memory():.0f} MiB after all, {server.memory('VmHWM'):.0f} MiB at most")
    server.stop()


# --- answer sheets -----------------------------------------------------------------------------------

def sheets():
    import openpyxl, xlsxwriter
    from python_calamine import CalamineWorkbook
    filled_demo()
    out, back = os.path.join(work, "issued"), os.path.join(work, "filled")
    print(f"\nanswer sheets of all municipalities through the program ({load()})")
    issued, peak, text = run(renkei, "--data", data, "sheets", "issue", "--survey", "2", "--out", out)
    files = sorted(os.path.join(folder, name) for folder, _, names in os.walk(out) for name in names)
    print(f"  {text.strip().splitlines()[-1]}")

    def calamine(path):
        book = CalamineWorkbook.from_path(path)
        return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}

    def by_openpyxl(path):
        book = openpyxl.load_workbook(path, data_only=True)
        return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets}

    def with_openpyxl(cells, path):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, rows in cells.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
        book.save(path)

    def with_xlsxwriter(cells, path):
        book = xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False})
        for name, rows in cells.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                for column, value in enumerate(row):
                    if value != "":
                        sheet.write(at, column, value)
        book.close()

    # The slow peers do every tenth sheet: ten times that is what all would take them.
    share = 100 if quick else 10
    some = files[::share]
    scale = len(files) / len(some)
    contents = [calamine(path) for path in some]
    ours = [(f"renkei sheets issue (layout, drop-downs, protection), {len(files):,} files", issued, f"peak {peak:.0f} MiB")]
    theirs = []
    for name, write in ((f"xlsxwriter {version('xlsxwriter')}, the same cells bare", with_xlsxwriter),
                        (f"openpyxl {version('openpyxl')}, the same cells bare", with_openpyxl)):
        began = time.perf_counter()
        for cells in contents:
            write(cells, os.path.join(work, "peer.xlsx"))
        theirs.append((f"{name} (every {share}th)", (time.perf_counter() - began) * scale, ""))
    told(ours + theirs, len(files))
    for (name, seconds, _) in theirs:
        print(f"  {name.split(',')[0]} / ours {seconds / issued:.1f}")

    definitions = []
    for edition in range(1, 20):
        path = os.path.join(work, f"edition{edition}.json")
        try:
            run(renkei, "--data", data, "surveys", "export", "--survey", "2", "--edition", str(edition), "--out", path)
        except SystemExit:
            break
        definitions.append(path)
    made = json.loads(run(tool, "fill", back, *definitions, "--", out)[2])
    print(f"\nreading and checking {made['files']:,} filled sheets, {made['answers']/made['files']:.0f} answered questions each ({load()})")
    files = sorted(os.path.join(back, name) for name in os.listdir(back))
    collected = [(*run(renkei, "--data", data, "sheets", "collect", "--survey", "2", back, "--dry-run", codes=(0, 1)), run.cpu)
                 for _ in range(1 if quick else 3)]
    seconds, peak, text, cpu = min(collected)
    print(f"  {text.strip().splitlines()[-1]}")
    began = time.process_time()
    fast = min(timed(calamine, files) for _ in range(1 if quick else 3))
    fast_cpu = (time.process_time() - began) / (1 if quick else 3)
    slow = timed(by_openpyxl, files[::share]) * scale
    told([("renkei sheets collect --dry-run: read, check, join with the database", seconds, f"{cpu:.2f} s of processors, peak {peak:.0f} MiB"),
          (f"python-calamine {version('python-calamine')}, bare reading", fast, f"{fast_cpu:.2f} s of processors"),
          (f"openpyxl {version('openpyxl')}, bare reading (every {share}th)", slow, "")], len(files))
    limit("openpyxl / ours", slow / seconds, least=30)
    limit("ours / python-calamine", seconds / fast, most=0.7)
    limit("peak memory of ours, MiB", peak, most=300)


def timed(read, files):
    began = time.perf_counter()
    for path in files:
        read(path)
    return time.perf_counter() - began


def told(lines, files):
    for name, seconds, note in lines:
        print(f"  {name:<78} {seconds:8.2f} s  {seconds*1e3/files:8.3f} ms each  {note}")


# --- growth with stored surveys ----------------------------------------------------------------------

FLAT = [
    ("a table", OFFICE, "/surveys/5/tables/q5?chosen=1&by=gaito&by=class_exclusive&test=1"),
    ("a section to answer", "nambu-officer", "/surveys/2/193666/answer/s4"),
    ("the collection room", OFFICE, "/surveys/2/collection"),
]


def stored():
    filled_demo()
    requests = 10 if quick else 40
    counts = [1, 10] if quick else [1, 10, 100]
    print(f"\npages by the number of stored surveys of 1,741 answered questionnaires, least of {requests} requests ({load()})")
    found = {}
    there = 0
    for count in counts:
        copies(there, count)
        there = count
        size = os.path.getsize(os.path.join(data, "renkei.db")) / 2**20
        server = Server()
        line = []
        for name, person, path in FLAT:
            first, _ = server.get(person, path)
            times = [server.get(person, path)[0] for _ in range(requests)]
            found[name, count] = min(times)
            line.append(f"{name} {found[name, count]*1e3:7.2f} ms (first {first*1e3:7.1f})")
        print(f"  {count:>4} more, database {size:7.0f} MiB: " + "   ".join(line))
        server.stop()
    for name, _, _ in FLAT:
        limit(f"{name}: with {counts[-1]} surveys / with 1", found[name, counts[-1]] / found[name, 1], most=1.3)


def copies(there, wanted):
    """Copies the frozen survey, its editions, respondents and their steps, until there are so many more."""
    database = sqlite3.connect(os.path.join(data, "renkei.db"))
    database.execute("pragma foreign_keys = on")

    def columns(table):
        return [row[1] for row in database.execute(f"pragma table_info({table})") if row[1] != "id"]

    def copy(table, changed, where, *values):
        names = columns(table)
        kept = ", ".join(changed.get(name, name) for name in names)
        database.execute(f"insert into {table} ({', '.join(names)}) select {kept} from {table} where {where}", values)

    with database:
        for number in range(there, wanted):
            # Of other years: the one there is of a programme, year and name is one.
            copy("surveys", {"fiscal_year": str(1900 + number), "previous_id": "null"}, "id = 5")
            survey = database.execute("select max(id) from surveys").fetchone()[0]
            copy("surveys_editions", {"survey_id": str(survey)}, "survey_id = 5")
            edition = ("(select n.id from surveys_editions o join surveys_editions n on n.edition = o.edition "
                       f"and n.survey_id = {survey} where o.id = edition_id)")
            copy("surveys_respondents", {"survey_id": str(survey), "edition_id": edition}, "survey_id = 5")
            respondent = ("(select n.id from surveys_respondents o join surveys_respondents n on n.code = o.code "
                          f"and n.survey_id = {survey} where o.id = respondent_id)")
            for table in ("surveys_steps", "surveys_changes"):
                copy(table, {"respondent_id": respondent},
                     "respondent_id in (select id from surveys_respondents where survey_id = 5)")
    database.execute("pragma optimize")
    database.close()


def filled_demo():
    if not os.path.exists(os.path.join(data, "renkei.db")):
        Server().stop()


for part in parts:
    {"growth": growth, "pages": pages, "sheets": sheets, "stored": stored}[part]()
if missed:
    print("\nmissed: " + "; ".join(missed))
    sys.exit(1)
print("\nevery limit is kept")
