"""What was exported is the same ledger where it is taken in, or nothing is."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from gongkai.errors import BadFile, BadValue, GongkaiError, Refused, StoreFault
from gongkai.register import evidence
from gongkai.register.codec import canonical
from gongkai.register.export import export_ledger
from gongkai.register.importing import import_ledger
from gongkai.register.kinds import KINDS
from gongkai.register.reading import SCHEMA, open_reader
from gongkai.register.trail import TrailLine, digest, genesis
from gongkai.register.verifying import verify
from gongkai.settings import evidence_folder, is_postgres
from tests.cli import Result, run
from tests.storage import samples
from tests.storage.samples import one_of_each, progress, tampering, write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.demonstration import Shown

CONTENT = "整改照片".encode() * 200_000
SHA256 = hashlib.sha256(CONTENT).hexdigest()
Lines = list[dict[str, Any]]


def fill(store: str, source: Path) -> None:
    """Make a ledger with a record of every kind, and a file of evidence of three parts."""
    samples.make(store)
    write(store, *one_of_each())
    source.write_bytes(CONTENT)
    with open_reader(store) as reader:
        folder = evidence_folder(store, reader.name)
    write(store, progress(percent=60, note="“甲\n乙”\u2028𠮷", evidence=(evidence.keep(folder, source),)))


@pytest.fixture
def ledger(store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """That ledger on each engine; what belongs to PostgreSQL is kept in a folder of the test."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    fill(store, tmp_path / "照片.jpg")
    return store


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """An export of that ledger, from SQLite, in a folder of its own."""
    folder = tmp_path / "来"
    folder.mkdir()
    store = str(folder / "台账.db")
    fill(store, folder / "照片.jpg")
    return exported(store, folder / "年度.jsonl")


def exported(store: str, path: Path, *, files: bool = True) -> Path:
    with path.open("wb") as out:
        export_ledger(store, out, files=files)
    return path


def rows(store: str) -> dict[str, list[Any]]:
    """Return all that stands in the tables, column by column by name."""
    with open_reader(store) as reader:
        found = {}
        for table in (*(kind.table for kind in KINDS), "trail", "meta"):
            key = "key" if table == "meta" else "seq"
            cursor: Any = reader.source.raw.execute(f"SELECT * FROM {table} ORDER BY {key}", {})  # noqa: S608 - ours
            names = [told[0] for told in cursor.description]
            found[table] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        assert verify(reader).problems == ()
    return found


def evidence_of(store: str) -> set[str]:
    """Return the evidence files that are there, byte for byte."""
    with open_reader(store) as reader:
        folder = evidence_folder(store, reader.name)
        named = reader.evidence_files()
    return {piece.sha256 for piece in named if not evidence.missing_or_altered(folder, piece)}


def test_it_is_the_same_ledger_on_either_engine(ledger: str, tmp_path: Path) -> None:
    path = exported(ledger, tmp_path / "年度.jsonl")
    (tmp_path / "去").mkdir()
    elsewhere = str(tmp_path / "去" / "新.db")
    done = import_ledger(elsewhere, path)
    assert rows(elsewhere) == rows(ledger)
    assert evidence_of(elsewhere) == {SHA256}
    assert (done.pieces, done.head.entries) == (1, len(one_of_each()) + 2)
    assert exported(elsewhere, tmp_path / "再.jsonl").read_bytes() == path.read_bytes()
    assert sorted(each.name for each in (tmp_path / "去").iterdir()) == ["新.db", "新.db.evidence"]


@pytest.mark.postgres
def test_from_a_file_to_a_server_and_back(small: Path, postgres: str, tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
        import_ledger(postgres, small)
        assert evidence_of(postgres) == {SHA256}
        back = exported(postgres, tmp_path / "回.jsonl")
    assert back.read_bytes() == small.read_bytes()
    import_ledger(str(tmp_path / "回.db"), back)
    assert rows(str(tmp_path / "回.db")) == rows(str(small.with_name("台账.db")))


def test_recording_goes_on_where_it_stopped_and_what_was_recorded_is_guarded(
    small: Path, store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    import_ledger(store, small)
    last = len(one_of_each()) + 2
    (added,) = write(store, progress(percent=80))
    assert added.id == f"P{last + 1}"
    with open_reader(store) as reader:
        assert verify(reader).ok
    for sql in ("UPDATE progress SET percent = 1", "DELETE FROM trail"):
        with pytest.raises(Exception, match="不能改动"), tampering(store) as source:
            source.raw.execute(sql, {})


def test_the_tables_are_those_of_a_ledger_made_here(small: Path, tmp_path: Path) -> None:
    import sqlite3

    import_ledger(str(tmp_path / "新.db"), small)
    made = []
    for store in (str(tmp_path / "新.db"), str(small.with_name("台账.db"))):
        with sqlite3.connect(store) as db:
            made.append(db.execute("SELECT type, name, sql FROM sqlite_master ORDER BY name").fetchall())
        db.close()
    assert made[0] == made[1]


def test_without_its_files_the_evidence_is_told_missing(small: Path, tmp_path: Path) -> None:
    store = str(small.with_name("台账.db"))
    path = exported(store, tmp_path / "轻.jsonl", files=False)
    done = import_ledger(str(tmp_path / "新.db"), path)
    assert rows(str(tmp_path / "新.db")) == rows(store)
    assert (done.pieces, done.head.files) == (0, False)
    assert evidence_of(str(tmp_path / "新.db")) == set()
    assert not (tmp_path / "新.db.evidence").exists()


# -- where something is already


def test_a_ledger_that_is_there_stays(small: Path, store: str) -> None:
    samples.make(store)
    before = rows(store)
    with pytest.raises(Refused, match="那里已有另一个台账（2018年度，痕迹1条），没有导入") as caught:
        import_ledger(store, small)
    assert "--db" in caught.value.hint
    assert rows(store) == before
    home = small.with_name("台账.db")
    with pytest.raises(Refused, match="那里就是这个台账，一条不差"):
        import_ledger(str(home), small)
    write(str(home), progress(percent=80))
    with pytest.raises(Refused, match="那里已有这个台账（2018年度，痕迹"):
        import_ledger(str(home), small)


def test_what_is_no_ledger_is_left_alone(small: Path, tmp_path: Path) -> None:
    (tmp_path / "别的.db").write_bytes(b"minutes of a meeting")
    with pytest.raises(StoreFault):
        import_ledger(str(tmp_path / "别的.db"), small)
    with pytest.raises(StoreFault, match="文件夹不存在"):
        import_ledger(str(tmp_path / "没有" / "新.db"), small)
    assert (tmp_path / "别的.db").read_bytes() == b"minutes of a meeting"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "不是本程序导出的台账"),
        (b"PK\x03\x04", "不是本程序导出的台账"),
        (b'{"seq":1}\n', "不是本程序导出的台账"),
        (b"\xff\xfe{", "不是本程序导出的台账"),
    ],
)
def test_what_is_no_export_is_said(tmp_path: Path, content: bytes, told: str) -> None:
    (tmp_path / "x.jsonl").write_bytes(content)
    with pytest.raises(BadValue, match=told):
        import_ledger(str(tmp_path / "新.db"), tmp_path / "x.jsonl")
    with pytest.raises(BadValue, match="没有这个文件"):
        import_ledger(str(tmp_path / "新.db"), tmp_path / "没有.jsonl")
    with pytest.raises(BadValue, match="是文件夹"):
        import_ledger(str(tmp_path / "新.db"), tmp_path)
    assert not (tmp_path / "新.db").exists()


# -- cut, edited, reordered


def values(path: Path) -> Lines:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def text_of(lines: Lines, *, sealed: bool = True) -> bytes:
    """Return the file of these values, its last line made true for them."""
    *before, end = [json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n" for line in lines]
    if not sealed:
        return b"".join((*before, end))
    told = {"lines": len(before), "sha256": hashlib.sha256(b"".join(before)).hexdigest()}
    return b"".join(before) + json.dumps(told).encode() + b"\n"


def chained(lines: Lines) -> Lines:
    """Return the same with the chain made true again from its beginning: what one who knows how it works can do."""
    head, *rest = lines
    last = genesis(head["ledger"])
    for line in rest:
        if "seq" in line:
            line["prev"] = last
            line["hash"] = last = digest(TrailLine(**line))
    head["head"] = last
    return lines


def body(line: dict[str, Any], **changed: object) -> None:
    """Change values of the row that a line tells of."""
    line["body"] = canonical(json.loads(line["body"]) | changed)


def at(lines: Lines, entity: str) -> dict[str, Any]:
    return next(line for line in lines if line.get("entity") == entity)


def part(lines: Lines) -> dict[str, Any]:
    return next(line for line in lines if "base64" in line)


def relabelled(line: dict[str, Any], name: str) -> None:
    """Give a line and its row another id."""
    body(line, id=name)
    line["id"] = name


def _set(find: Callable[[Lines], dict[str, Any]], **changed: object) -> Callable[[Lines], object]:
    return lambda lines: find(lines).update(changed)


def first(lines: Lines) -> dict[str, Any]:
    return lines[0]


def swapped(lines: Lines) -> None:
    lines[4], lines[5] = lines[5], lines[4]


DAMAGE: dict[str, tuple[Callable[[Lines], object], int, str]] = {
    "a word changed": (lambda lines: body(at(lines, "Finding"), problem="没有问题"), 9, "（F8）的内容被改动过"),
    "the person changed": (_set(lambda lines: lines[3], actor="别人"), 4, "痕迹第3条"),
    "the moment changed": (_set(lambda lines: lines[3], moment="2018-01-01T00:00:00+08:00"), 4, "被改动过"),
    "a line left out": (lambda lines: lines.pop(5), 6, "应是痕迹第5条，却是第6条：有缺行"),
    "a line twice": (lambda lines: lines.insert(5, lines[5]), 7, "应是痕迹第6条，却是第5条"),
    "two lines the other way round": (swapped, 5, "应是痕迹第4条，却是第5条"),
    "the first line left out": (lambda lines: lines.pop(1), 2, "应是痕迹第1条"),
    "the last line of the trail left out": (lambda lines: lines.pop(len(one_of_each()) + 2), 0, "应是痕迹第"),
    "a line with one field more": (_set(lambda lines: lines[3], more="x"), 4, "应是痕迹第3条，却不是"),
    "a line without a field": (lambda lines: lines[3].pop("act"), 4, "应是痕迹第3条，却不是"),
    "a number for a text": (_set(lambda lines: lines[3], act=7), 4, "被改动过"),
    "a list for a text": (_set(lambda lines: lines[3], act=[]), 4, "应是痕迹第3条，却不是"),
    "something else between": (lambda lines: lines.insert(3, {"note": "我的批注"}), 4, "应是痕迹第3条，却不是"),
    "the ledger renamed": (_set(first, ledger="另一个"), 2, "接不上前一条"),
    "the ledger without a name": (_set(first, ledger=""), 1, "台账名称被改动过"),
    "no longer a demonstration": (_set(first, demo=True), 1, "台账名称被改动过"),
    "fewer lines told": (_set(first, entries=5), 6, "末条的校验码与首行所写的不同"),
    "more lines told": (_set(first, entries=99), 0, "应是痕迹第"),
    "another head": (_set(first, head="0" * 64), 0, "末条的校验码与首行所写的不同"),
    "years not a list": (_set(first, years=2018), 1, "首行不完整"),
    "no files told": (_set(first, files=False), 0, "佐证文件和登记的对不上"),
    "lost what nobody named": (_set(first, lost=["cd" * 32]), 0, "佐证文件和登记的对不上"),
    "evidence changed": (lambda lines: part(lines).update(base64=base64.b64encode(b"x" * 9).decode()), 0, "佐证文件"),
    "evidence of another file": (_set(part, file="cd" * 32), 0, "应是佐证文件"),
    "evidence left out": (lambda lines: lines.remove(part(lines)), 0, "有缺行"),
    "evidence that is no base64": (_set(part, base64="？"), 0, "却不是"),
    "a part of nothing": (_set(part, base64=""), 0, "应是佐证文件"),
    "something after the end": (lambda lines: lines.append(lines[-1]), 0, "应是末行|末行之后还有内容"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_file_that_was_changed_is_refused_with_its_line(small: Path, tmp_path: Path, damage: str) -> None:
    """Even where its last line was made true for it."""
    change, number, told = DAMAGE[damage]
    lines = values(small)
    change(lines)
    small.write_bytes(text_of(lines))
    refused(small, tmp_path, number, told)


def refused(path: Path, folder: Path, number: int, told: str) -> None:
    """Hold that the file is refused with the line, and that nothing is left of it."""
    (folder / "去").mkdir(exist_ok=True)
    with pytest.raises(BadFile) as caught:
        import_ledger(str(folder / "去" / "新.db"), path)
    (problem,) = caught.value.problems
    assert re.search(told, problem.message), problem.message
    where, _, line = problem.where.rpartition(":")
    assert where == str(path)
    assert int(line) == number or (number == 0 and int(line) > 1)
    assert list((folder / "去").iterdir()) == []


def test_a_cut_file_is_told_by_where_it_ends(small: Path, tmp_path: Path) -> None:
    lines = small.read_bytes().splitlines(keepends=True)
    for count in (1, 2, 10, len(lines) - 1):
        small.write_bytes(b"".join(lines[:count]))
        refused(small, tmp_path, count, f"文件到第{count}行就断了")
    small.write_bytes(b"".join(lines)[:-30])
    refused(small, tmp_path, len(lines), "这一行没有写完")
    small.write_bytes(b"".join(lines[:5]) + lines[5][:100])
    refused(small, tmp_path, 6, "这一行没有写完")


def test_the_seal_tells_what_no_other_check_does(small: Path, tmp_path: Path) -> None:
    lines = values(small)
    lines[0]["years"] = [2017]
    small.write_bytes(text_of(lines, sealed=False))
    refused(small, tmp_path, len(lines), "全文的校验码不符")


def test_saved_by_another_program_it_is_told(small: Path, tmp_path: Path) -> None:
    content = small.read_bytes()
    for changed in (b"\xef\xbb\xbf" + content, content.replace(b"\n", b"\r\n")):
        small.write_bytes(changed)
        refused(small, tmp_path, 1, "被别的程序另存过")
    small.write_bytes(content.decode().encode("gb18030"))
    refused(small, tmp_path, 2, "应是痕迹第1条，却不是")


FORGED: dict[str, tuple[Callable[[Lines], object], str]] = {
    "a percent that is a text": (lambda lines: body(at(lines, "Progress"), percent="40"), "写的不是一条登记"),
    "a percent that is a fraction": (lambda lines: body(at(lines, "Progress"), percent=40.0), "写的不是一条登记"),
    "a percent that is a truth": (lambda lines: body(at(lines, "Progress"), percent=True), "写的不是一条登记"),
    "a day there never was": (lambda lines: body(at(lines, "Finding"), day="2018-02-30"), "写的不是一条登记"),
    "a column nobody knows": (lambda lines: body(at(lines, "Finding"), colour="红"), "写的不是一条登记"),
    "a place on another point": (lambda lines: body(at(lines, "Progress"), seat="2\x1f县教育局"), "写的不是一条登记"),
    "a character no database keeps": (lambda lines: body(at(lines, "Finding"), problem="a\x00b"), "写的不是一条登记"),
    "points beyond all bounds": (lambda lines: body(at(lines, "ScoreEntry"), asked=2**70), "写的不是一条登记"),
    "a figure that is none": (lambda lines: body(at(lines, "Settlement"), value="很多"), "写的不是一条登记"),
    "no body": (_set(lambda lines: at(lines, "Finding"), body="[]"), "写的不是一条登记"),
    "a body that is no JSON": (_set(lambda lines: at(lines, "Finding"), body="{"), "写的不是一条登记"),
    "a body with blanks": (
        lambda lines: at(lines, "Void").update(body=f"{at(lines, 'Void')['body']} "),
        "不是一条登记",
    ),
    "a kind nobody knows": (_set(lambda lines: at(lines, "Finding"), entity="Bribe"), "不认识的登记种类：Bribe"),
    "another id": (_set(lambda lines: at(lines, "Finding"), id="F88"), "和它的内容对不上"),
    "a letter of another kind": (lambda lines: relabelled(at(lines, "Finding"), "D8"), "和它的内容对不上"),
    "a moment of its own": (_set(lambda lines: lines[3], moment="2019-01-01T00:00:00+08:00"), "和它的内容对不上"),
    "evidence out of its folder": (
        lambda lines: body(at(lines, "Progress"), evidence='[["file","x","../../../etc/passwd",1]]'),
        "和它的内容对不上",
    ),
    "a plan that cannot be read": (lambda lines: body(lines[2], body='{"year":2018}'), "2018年度的要点读不了"),
}


@pytest.mark.parametrize("forgery", FORGED)
def test_a_file_made_by_hand_is_refused_though_every_digest_is_true(small: Path, tmp_path: Path, forgery: str) -> None:
    change, told = FORGED[forgery]
    lines = values(small)
    change(lines)
    small.write_bytes(text_of(chained(lines)))
    refused(small, tmp_path, 0, told)


# -- other versions


def test_one_of_a_newer_version_is_refused(small: Path, tmp_path: Path) -> None:
    for key, value, told in (
        ("schema", SCHEMA + 1, f"结构版本 {SCHEMA + 1}，本程序只认到 {SCHEMA}"),
        ("format", "gongkai-export-2", "gongkai-export-2"),
    ):
        lines = values(small)
        lines[0] |= {key: value, "something": "new"}
        (tmp_path / "新.jsonl").write_bytes(text_of(lines))
        with pytest.raises(StoreFault, match=f"由更新版本的程序写成（{told}") as caught:
            import_ledger(str(tmp_path / "新.db"), tmp_path / "新.jsonl")
        assert "升级" in caught.value.hint


def test_one_of_an_older_version_is_taken(small: Path, tmp_path: Path) -> None:
    """Its lines know nothing of what was added since: no line of this ledger names any of it."""
    lines = values(small)
    added = {kind.entity: kind.added for kind in KINDS}
    for line in (line for line in lines if "seq" in line):
        line["body"] = canonical({k: v for k, v in json.loads(line["body"]).items() if k not in added[line["entity"]]})
    lines[0]["schema"] = 1
    small.write_bytes(text_of(chained(lines)))
    store = str(tmp_path / "新.db")
    import_ledger(store, small)
    assert rows(store)["meta"][1] == {"key": "version", "value": str(SCHEMA)}
    assert json.loads(rows(store)["score_entry"][0]["items"]) == []


# -- the demonstration


QUESTIONS = (
    ("status", "--json"),
    ("score", "--json"),
    ("report", "--json"),
    ("check", "--json"),
    ("audit", "verify", "--json"),
    ("audit", "log", "--json"),
    ("deduct", "list", "--json"),
    ("scorecard", "县教育局", "--json"),
    ("report",),
)


def answers(store: str) -> list[tuple[int, str]]:
    found = [run(*words, db=store, today="2019-01-20") for words in QUESTIONS]
    return [(each.code, each.out) for each in found]


def test_the_demonstration_answers_the_same(shown: Shown, store: str, tmp_path: Path) -> None:
    """Same scores, same report, same trail, on either engine."""
    path = exported(shown.store, tmp_path / "演示.jsonl")
    import_ledger(store, path)
    assert answers(store) == answers(shown.store)
    assert rows(store) == rows(shown.store)
    out = io.BytesIO()
    export_ledger(store, out)
    assert out.getvalue() == path.read_bytes()


def test_a_server_that_holds_a_ledger_is_told_without_its_password(small: Path, store: str) -> None:
    samples.make(store)
    with pytest.raises(GongkaiError) as caught:
        import_ledger(store, small)
    assert not is_postgres(store) or "@127.0.0.1" in caught.value.message


# -- the command


def test_by_the_command_it_is_taken_in_and_refused_by_the_designs_exit_codes(small: Path, tmp_path: Path) -> None:
    def bring_in(path: Path, name: str = "新.db") -> Result:
        return run("import", str(path), db=str(tmp_path / name), today="2018-11-30")

    done = bring_in(small)
    assert (done.code, done.out) == (0, "")
    assert f"已导入台账 {tmp_path / '新.db'}：2018年度，痕迹{len(one_of_each()) + 2}条" in done.err
    again = bring_in(small)
    assert again.code == 3
    assert "不用再导入" in again.err
    lines = small.read_bytes().splitlines(keepends=True)
    small.write_bytes(b"".join(lines[:6]))
    cut = bring_in(small, "再.db")
    assert cut.code == 1
    assert cut.err.startswith(f"{small}:6: 文件到第6行就断了")
    small.write_bytes(lines[0].replace(b'"schema":', b'"schema":9'))
    assert bring_in(small, "再.db").code == 4
    assert bring_in(tmp_path / "没有.jsonl", "再.db").code == 2
    assert not (tmp_path / "再.db").exists()
