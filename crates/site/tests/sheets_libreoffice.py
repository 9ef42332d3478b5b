"""Types answers into issued workbooks through LibreOffice (UNO), and holds what is stored against what was typed.

For sheets_libreoffice.sh:  fill PIPE DB SURVEY ISSUED TYPING BACK | untouched DB SURVEY BACK | compare DB SURVEY TYPING BACK
"""

import json
import pathlib
import re
import sqlite3
import sys
import time

FILTERS = [("xlsx", "Calc MS Excel 2007 XML"), ("ods", "calc8"), ("xls", "MS Excel 97")]
WIDE = str.maketrans("0123456789.", "０１２３４５６７８９．")


def rows(db, query, *values):
    with sqlite3.connect(f"file:{db}?mode=ro", uri=True) as connection:
        return connection.execute(query, values).fetchall()


def typed(typing):
    return [json.loads(line) for line in open(typing, encoding="utf-8")]


def office(pipe):
    import uno

    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(120):
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except Exception:  # not up yet
            time.sleep(0.5)
    sys.exit("LibreOffice does not answer")


def properties(**values):
    from com.sun.star.beans import PropertyValue

    made = []
    for name, value in values.items():
        one = PropertyValue()
        one.Name, one.Value = name, value
        made.append(one)
    return tuple(made)


def put(cell, text, number):
    """As people write: labels or their numbers, digits narrow and wide, dates in both calendars."""
    date = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", text)
    option = re.match(r"(\d+)\. ", text)
    if date:
        year, month, day = (int(part) for part in date.groups())
        if number % 3 == 0:
            cell.setFormula(text)
        else:
            cell.setString(f"令和{year - 2018}年{month}月{day}日" if number % 3 == 1 else f"R{year - 2018}.{month}.{day}")
    elif re.fullmatch(r"\d+(\.\d+)?", text):
        if number % 2 == 0:
            cell.setValue(float(text))
        else:
            cell.setString(text.translate(WIDE))
    elif option and number % 4 == 1:
        cell.setValue(float(option.group(1)))
    elif text == "○" and number % 5 == 2:
        cell.setString("〇")
    else:
        cell.setString(text)


def fill(pipe, db, survey, issued, typing, back):
    wanted = typed(typing)
    towns = rows(
        db,
        "select code, name from surveys_respondents where survey_id = ? and state = 'not_opened' order by code",
        int(survey),
    )
    # Spread over the country, not the first ones.
    towns = towns[:: max(1, len(towns) // len(wanted))][: len(wanted)]
    if len(towns) < len(wanted):
        sys.exit("too few towns that have not begun")
    desktop = office(pipe)
    folder = pathlib.Path(back)
    folder.mkdir(parents=True)
    cells = 0
    for number, ((code, name), plan) in enumerate(zip(towns, wanted)):
        (source,) = pathlib.Path(issued).glob(f"*/{code}_*.xlsx")
        document = desktop.loadComponentFromURL(source.resolve().as_uri(), "_blank", 0, properties(Hidden=True))
        for at, ((sheet, row, column), text) in enumerate(plan["cells"]):
            put(document.Sheets.getByIndex(sheet).getCellByPosition(column, row), text, number + at)
            cells += 1
        ending, name_of_filter = FILTERS[number % len(FILTERS)]
        target = folder / f"{name}の回答（{number}）.{ending}"
        document.storeToURL(target.resolve().as_uri(), properties(FilterName=name_of_filter))
        document.close(True)
        (folder / f".{number}.code").write_text(code, encoding="utf-8")
        # What stands there from the beginning: the town's own name.
        (folder / f".{number}.before").write_text(json.dumps(stored(db, survey, code)[0]), encoding="utf-8")
    try:
        desktop.terminate()
    except Exception:  # it goes while it answers
        pass
    print(f"{len(towns)} workbooks filled by LibreOffice, {cells} cells typed")


def codes(back):
    marks = sorted(pathlib.Path(back).glob(".*.code"), key=lambda mark: int(mark.name.split(".")[1]))
    return [mark.read_text(encoding="utf-8") for mark in marks]


def before(back):
    """Answers by town as they stood before anything was typed."""
    return [json.loads((pathlib.Path(back) / f".{at}.before").read_text(encoding="utf-8")) for at in range(len(codes(back)))]


def stored(db, survey, code):
    ((answers, state, number),) = rows(
        db, "select answers, state, id from surveys_respondents where survey_id = ? and code = ?", int(survey), code
    )
    return json.loads(answers), state, number


def untouched(db, survey, back):
    for code, was in zip(codes(back), before(back)):
        answers, state, _ = stored(db, survey, code)
        if answers != was or state != "not_opened":
            sys.exit(f"{code}: a dry run stored something")


def compare(db, survey, typing, back):
    wrong = 0
    wanted = typed(typing)
    for code, plan, was in zip(codes(back), wanted, before(back)):
        answers, state, number = stored(db, survey, code)
        plan["answers"].update(was)
        ways = {way for (way,) in rows(db, "select way from surveys_changes where respondent_id = ?", number)}
        for question in sorted(set(answers) | set(plan["answers"])):
            if answers.get(question) != plan["answers"].get(question):
                wrong += 1
                print(f"{code} {question}: typed {plan['answers'].get(question)}, stored {answers.get(question)}")
        if state != "submitted" or ways != {"sheet"}:
            wrong += 1
            print(f"{code}: {state}, {ways}")
    print(f"{len(wanted)} towns: every stored answer is what was typed" if not wrong else f"{wrong} differences")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    {"fill": fill, "untouched": untouched, "compare": compare}[sys.argv[1]](*sys.argv[2:])
