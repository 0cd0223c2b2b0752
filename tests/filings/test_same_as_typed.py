"""What units fill in and the office takes in is what a clerk would have typed: the same records, but for their ids."""

from __future__ import annotations

import shutil
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from msgspec import Struct
from msgspec.structs import asdict

from gongkai.register.kinds import Filing, kinds_by_field
from gongkai.register.reading import open_reader
from gongkai.sheets.reading import read_book
from tests.cli import run
from tests.filings.desk import Sheets
from tests.form.filling import Paper
from tests.form.office import hire, save_as

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.demonstration import Shown

TODAY = "2019-01-11 09:00"
DAY = "2018-12-20"
URL = "http://www.weiyuan.gov.cn/zfxxgk.html"
NUMBER = "威府发〔2018〕9号"
FEW = ("县教育局", "县住建局", "县环保局", "县政府法制办", "严陵镇人民政府", "县政务服务中心")
FORM = "填报表_{}_2018.xlsx"


DAILY = frozenset({"20.1"})
"""Demands of every workday, which a form asks for in one row."""


class Filled(Struct, frozen=True):
    """A row to be filled in: its sheet, what it is about, its fields by heading; and the same as a clerk types it."""

    sheet: str
    about: str
    words: dict[str, str]
    typed: tuple[str, ...]


def facts(form: Paper, unit: str) -> Iterator[Filled]:
    """Yield something for every kind of row that a form asks for."""
    for no, percent in zip(_asked(form, "进展"), ("100", "60"), strict=False):
        note = f"要点{no}的落实情况"
        words = {"完成比例": f"{percent}%", "日期": DAY, "进展情况": note, "佐证": URL}
        yield Filled(
            "进展",
            no,
            words,
            ("progress", "add", no, "-u", unit, "--percent", percent, "--date", DAY, "--note", note, "--evidence", URL),
        )
    if "自查与问题" in form.names:
        yield from _selfcheck(unit)
    for finding in _asked(form, "问题整改"):
        words = {"整改情况": "已改", "整改日期": "2019-01-10", "佐证": NUMBER}
        said: tuple[str, ...] = ("--note", "已改", "--date", "2019-01-10", "--evidence", NUMBER)
        yield Filled("问题整改", finding, words, ("finding", "rectify", finding, *said))
    yield from _items(form, unit)
    for entry in _asked(form, "异议（申请复核）")[:1]:
        said = ("--reason", "已按期公开", "--date", "2019-01-10")
        words = {"异议理由": "已按期公开", "申请日期": "2019-01-10"}
        yield Filled("异议（申请复核）", entry, words, ("appeal", "file", entry, "-u", unit, *said))
    for item in _asked(form, "自评")[:1]:
        words = {"自评分": "18.5", "说明": "自查少一次"}
        said = ("--score", "18.5", "--note", "自查少一次")
        yield Filled("自评", item, words, ("score", "self", "-u", unit, "--item", item, *said))


def _items(form: Paper, unit: str) -> Iterator[Filled]:
    """Yield two items that are met; of those of every workday a week together."""
    for item in _asked(form, "时限事项")[:2]:
        if item in DAILY:
            words = {"起": "2018-12-03", "止": "2018-12-07", "说明": "都按时公开了"}
            said = ("--from", "2018-12-03", "--to", "2018-12-07", "--note", "都按时公开了")
            yield Filled("时限事项", item, words, ("duty", "done", item, *said))
            continue
        quantity = _has(form, "时限事项", "目标") and form.told("时限事项", item, "目标") != ""
        words = {"办结时间": "2018-12-28", "佐证": URL} | ({"现值": "85%"} if quantity else {})
        more = ("--date", "2018-12-28", "--evidence", URL, *(("--value", "85") if quantity else ()))
        yield Filled("时限事项", item, words, ("duty", "done", item, "-u", unit, *more))


def _has(form: Paper, sheet: str, heading: str) -> bool:
    row = form.sheet(sheet).rows[form.head(sheet)]
    return any(str(cell).split("\n", maxsplit=1)[0] == heading for cell in row)


def _selfcheck(unit: str) -> Iterator[Filled]:
    """Yield a self-inspection with two problems, in two rows; as typed it is one act."""
    first = {"自查日期": DAY, "自查情况": "查了本单位网站", "发现的问题": "链接失效", "整改期限": "2019-01-31"}
    more = {"发现的问题": "目录没有更新", "整改措施": "重排目录", "责任人": "李四"}
    findings = ("--finding", "链接失效｜｜｜2019-01-31", "--finding", "目录没有更新｜重排目录｜李四")
    said = ("selfcheck", "add", "-u", unit, "--date", DAY, "--summary", "查了本单位网站", *findings)
    yield Filled("自查与问题", "+1", first, said)
    yield Filled("自查与问题", "+2", more, ())


def _asked(form: Paper, sheet: str) -> list[str]:
    if sheet not in form.names:
        return []
    rows = form.sheet(sheet).rows[form.head(sheet) + 1 :]
    return [str(row[0]) for row in rows if row[0] != ""]


def recorded(store: str, since: int) -> dict[str, list[dict[str, Any]]]:
    """Return what was recorded after a line, by kind, with neither moments nor what only counts the lines."""
    with open_reader(store) as reader:
        ledger = reader.ledger(2018)
    every = sorted(
        (one for field in kinds_by_field() for one in getattr(ledger, field) if one.seq > since),
        key=lambda one: one.seq,
    )
    told = [one for one in every if not isinstance(one, Filing)]
    places: dict[str, str] = {}
    for one in told:
        letter = one.id[0]
        places[one.id] = f"{letter}+{sum(known[0] == letter for known in places)}"
    by_kind: dict[str, list[dict[str, Any]]] = {}
    for one in told:
        values = {name: _placed(value, places) for name, value in asdict(one).items()}
        for name in ("id", "seq", "recorded", "actor", "by"):
            values.pop(name, None)
        by_kind.setdefault(type(one).__name__, []).append(values)
    return by_kind


def _placed(value: object, places: dict[str, str]) -> object:
    """Return a value in which a record's id is told by its place among its like."""
    if isinstance(value, tuple):
        return tuple(_placed(each, places) for each in value)
    return places.get(value, value) if isinstance(value, str) else value


def copied(shown: Shown, place: Path) -> str:
    """Return a copy of the demonstration's ledger."""
    place.mkdir()
    shutil.copy(shown.store, place / "demo.db")
    return str(place / "demo.db")


def do(store: str, *words: str) -> None:
    """Type a command; it must succeed."""
    done = run(*words, db=store, today=TODAY)
    assert done.code == 0, f"{words}\n{done.out}\n{done.err}"


def typed_by_clerk(shown: Shown, folder: Path, said: dict[str, list[Filled]]) -> dict[str, list[dict[str, Any]]]:
    """Return what stands in a ledger in which a clerk types all that forms say, one after the other."""
    store = copied(shown, folder / "键入")
    base, done = _size(store), set[tuple[str, ...]]()
    for unit in sorted(said, key=FORM.format):
        for fact in said[unit]:
            if fact.typed and fact.typed[:3] not in done:
                do(store, *fact.typed)
            if fact.typed[:2] == ("duty", "done"):  # what several owe together is met by the first who says so
                done.add(fact.typed[:3])
    return recorded(store, base)


def _size(store: str) -> int:
    with open_reader(store) as reader:
        return reader.head().seq


def test_what_forms_say_is_what_a_clerk_would_type(shown: Shown, tmp_path: Path) -> None:
    store, forms = copied(shown, tmp_path / "导入"), tmp_path / "表"
    forms.mkdir()
    base, said = _size(store), dict[str, list[Filled]]()
    for unit in FEW:
        place = forms / FORM.format(unit)
        do(store, "form", unit, "-o", str(place))
        form = Paper(read_book(place))
        said[unit] = list(facts(form, unit))
        for fact in said[unit]:
            form = form.typed(fact.sheet, fact.about, **fact.words)
        Sheets(form.book.sheets).save(place)
    do(store, "import", str(forms), "--receipts", str(tmp_path / "回执"))
    taken = recorded(store, base)
    assert taken == typed_by_clerk(shown, tmp_path, said)
    assert {"Progress", "SelfInspection", "Finding", "SelfScore", "Appeal"} <= taken.keys()
    assert len(list((tmp_path / "回执").iterdir())) == len(FEW)
    before = _size(store)
    do(store, "import", str(forms))
    assert _size(store) == before, "all of it is known"


@pytest.mark.slow
def test_so_it_is_for_every_kind_of_form_through_the_real_libreoffice(shown: Shown, tmp_path: Path) -> None:
    """Forms are of one kind that have the same sheets and ask for the same: two units of each."""
    clerk = hire(tmp_path / "office")
    store, forms, back = copied(shown, tmp_path / "导入"), tmp_path / "表", tmp_path / "交回"
    back.mkdir()
    base, said = _size(store), dict[str, list[Filled]]()
    do(store, "form", "--all", str(forms))
    steps: list[tuple[str, ...]] = []
    for place, form in _two_of_each_kind(forms):
        unit = _unit(place)
        said[unit] = list(facts(form, unit))
        steps += [("open", str(place))]
        for fact in said[unit]:
            at = form.row_of(fact.sheet, fact.about) + 1
            columns = {heading: form.column_of(fact.sheet, heading) for heading in fact.words}
            steps += [("type", fact.sheet, f"{chr(65 + columns[key])}{at}", word) for key, word in fact.words.items()]
        steps += [save_as(back / place.name), ("close",)]
    assert clerk.work(tmp_path, steps) == [], "nothing that is asked is locked"
    do(store, "import", str(back))
    assert recorded(store, base) == typed_by_clerk(shown, tmp_path, said)


def _unit(place: Path) -> str:
    return place.stem.split("_")[1]


def _two_of_each_kind(forms: Path) -> Iterator[tuple[Path, Paper]]:
    places, kinds = sorted(forms.glob("*.xlsx")), Counter[tuple[object, ...]]()
    assert len(places) == 54
    for place in places:
        form = Paper(read_book(place))
        asked = {(fact.sheet, *fact.words, *fact.typed[:2]) for fact in facts(form, _unit(place))}
        kind = (*form.names, frozenset(asked))
        kinds[kind] += 1
        if kinds[kind] <= 2:
            yield place, form
    assert len(kinds) >= 11
