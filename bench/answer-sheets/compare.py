"""Times ours (reading and checking, two threads), python-calamine and openpyxl (bare reading) on the same files, best of three
(openpyxl once), and compares what stands in the answer cells."""
import json, os, subprocess, sys, time
from importlib.metadata import version
import openpyxl
from python_calamine import CalamineWorkbook

tool, folder, ours_file = sys.argv[1:]
files = sorted(os.path.join(folder, name) for name in os.listdir(folder))


def by_calamine(path):
    book = CalamineWorkbook.from_path(path)
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def by_openpyxl(path):
    book = openpyxl.load_workbook(path, data_only=True)
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets}


def timed(read, times):
    best = None
    for _ in range(times):
        began = time.perf_counter()
        for path in files:
            read(path)
        seconds = time.perf_counter() - began
        best = seconds if best is None else min(best, seconds)
    return best


def ours(threads):
    runs = [json.loads(subprocess.run([tool, "read", folder, str(threads)], check=True, capture_output=True, text=True).stdout)
            for _ in range(3)]
    return min(runs, key=lambda run: run["seconds"])


def answer_cells(book):
    """Line key → text of the answer cell, of lines with one answer cell, as a reader of the layout would look them up."""
    cells = {}
    for rows in book.values():
        for row in rows:
            key = row[0] if row else None
            if isinstance(key, str) and key[:2] in ("q:", "o:", "r:") and len(row) > 4 and row[4] not in (None, ""):
                value = row[4]
                cells[key] = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return cells


two, one = ours(2), ours(1)
calamine = timed(by_calamine, 3)
slow = timed(by_openpyxl, 1)
each = two["answers"] / two["files"]
print(f"{two['files']} workbooks, {each:.0f} filled answer cells each")
for name, seconds, note in (
    ("answer-sheets, reading and checking, 2 threads", two["seconds"], f"peak {two['peak']}"),
    ("answer-sheets, reading and checking, 1 thread", one["seconds"], f"peak {one['peak']}"),
    (f"python-calamine {version('python-calamine')}, bare", calamine, ""),
    (f"openpyxl {version('openpyxl')}, bare", slow, ""),
):
    print(f"  {name:<50} {seconds:8.3f} s  {seconds * 1000 / len(files):7.3f} ms each  {note}")
ratio_slow, ratio_fast = slow / two["seconds"], two["seconds"] / calamine
peak = int(two["peak"].split()[0]) / 1024
print(f"openpyxl / ours {ratio_slow:.0f} (wanted ≥ 30) · ours / python-calamine {ratio_fast:.2f} (wanted ≤ 0.70) · "
      f"ours on one thread / python-calamine {one['seconds'] / calamine:.2f} · peak {peak:.0f} MiB (wanted < 300)")

different = 0
with open(ours_file, encoding="utf-8") as lines:
    for at, line in enumerate(lines):
        mine = json.loads(line)
        path = os.path.join(folder, mine["file"])
        readers = [by_calamine] + ([by_openpyxl] if at % 50 == 0 else [])
        for reader in readers:
            theirs = answer_cells(reader(path))
            # In a grid with several marks per row the column holds the mark of one option: `r:q12_1:platform/training`.
            first = {key.split("/")[0]: text for key, text in reversed(mine["cells"].items()) if "/" in key and "!" not in key}
            wanted = {key: text for key, text in {**first, **mine["cells"]}.items() if key in theirs}
            if theirs != wanted:
                different += 1
                print("differs:", mine["file"], reader.__name__, [k for k in theirs if theirs[k] != wanted.get(k)][:3])
print(f"{len(files)} workbooks: {'all answer cells equal' if not different else str(different) + ' differ'}")
sys.exit(0 if different == 0 and ratio_slow >= 30 and ratio_fast <= 0.7 and peak < 300 else 1)
