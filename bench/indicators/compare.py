"""Times both readers on the same files, alternating, and holds what they saw against each other. compare.py TOOL FOLDER OURS"""

import pathlib
import re
import subprocess
import sys
import time

import openpyxl

ROUNDS = 3
NOTHING = {"-", "－", "***"}
TIME = re.compile(r"^(令和|平成|20\d\d)")


def read(path):
    """Every cell, as one has to for any use of it."""
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    sheet = next(book[name] for name in book.sheetnames if name.startswith("表形式"))
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    book.close()
    return rows


def thousandths(value):
    number = float(value.replace(",", "")) if isinstance(value, str) else value
    return int(number * 1000 + 0.5)


def seen(rows):
    """How many figures, and their sum: those right of C, below the headings."""
    count = total = 0
    for row in rows[2:]:
        if not row[1] or str(row[1]).startswith("（"):
            continue
        for cell in row[3:]:
            if cell is None or cell in NOTHING:
                continue
            count += 1
            total += thousandths(cell)
    return count, total


def main():
    tool, folder, ours = sys.argv[1:]
    files = sorted(pathlib.Path(folder).iterdir())
    size = sum(path.stat().st_size for path in files)
    told = dict(line.rstrip("\n").split("\t", 1) for line in open(ours, encoding="utf-8"))
    differ = 0
    theirs, own = [], []
    for turn in range(ROUNDS):
        started = time.perf_counter()
        every = [(path, read(path)) for path in files]
        theirs.append(time.perf_counter() - started)
        if turn == 0:
            figures = 0
            for path, rows in every:
                count, total = seen(rows)
                figures += count
                if told.get(path.name) != f"{count}\t{total}":
                    differ += 1
                    print(f"differs: {path.name}: openpyxl {count} {total}, ours {told.get(path.name)}")
        answer = subprocess.run([tool, "time", folder], check=True, capture_output=True, text=True).stdout
        own.append(float(answer))
    best, ours_best = min(theirs), min(own)
    print(f"{len(files)} workbooks, {size / 1e6:.1f} MB, {figures} figures; files that differ: {differ}")
    print(f"openpyxl, every cell of the sheet      {best:8.3f} s   ({', '.join(f'{t:.3f}' for t in theirs)})")
    print(f"ours, figures with region and year     {ours_best:8.3f} s   ({', '.join(f'{t:.3f}' for t in own)})")
    print(f"ratio                                  {best / ours_best:8.1f}     (wanted: at least 10)")
    sys.exit(0 if differ == 0 and best / ours_best >= 10 else 1)


main()
