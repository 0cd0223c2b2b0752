"""Files that are no plan, places that hold no register, days that are no day, consoles that know little Chinese."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli import environment, run, spawn
from tests.hostile.conftest import TODAY, must
from tests.hostile.test_table import size, told_in_chinese
from tests.plans import small_plan_text

FULL = Path("/dev/full")
BOMB = "a: &a [x, x]\n" + "".join(
    f"{b}: &{b} [*{a}, *{a}, *{a}, *{a}]\n" for a, b in zip("abcdefghij", "bcdefghijk", strict=True)
)
FILES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "文件是空的"),
    "binary": (bytes(range(256)) * 40, "不是文本文件"),
    "nul": (b"plan:\x00 1", "不是文本文件"),
    "latin1": ("plan: {title: café}".encode("latin-1"), "不是 UTF-8 编码"),
    "gbk": ("plan: {title: 要点}".encode("gbk"), "不是 UTF-8 编码"),
    "utf16": (small_plan_text().encode("utf-16"), "不是 UTF-8 编码"),
    "bomb": (BOMB.encode(), "不能用“&”引用"),
    "itself": (b"plan: &a\n  x: *a\n", "不能用“&”引用"),
    "deep list": (b"[ " * 5000 + b"]" * 5000, "嵌套超过24层"),
    "deep map": (b"{a: " * 3000 + b"1" + b"}" * 3000, "嵌套超过24层"),
    "list": (b"- 1\n- 2\n", "这里应是一组“键: 值”"),
    "scalar": ("你好".encode(), "这里应是一组“键: 值”"),
    "tab": (b"plan:\n\tyear: 2018\n", "制表符"),
    "code": (b"plan: !!python/object/apply:os.system ['true']", "不能用“!”标记类型"),
    "merge": (b"plan: {<<: {year: 2018}}", "不认识的键“<<”"),
    "unclosed": ('plan: {title: "甲'.encode(), "tasks.yaml:1: "),
    "surrogate": (rb'plan: {title: "\ud800"}', "tasks.yaml:1: "),
    "escape": (rb'plan: {title: "a\x1b[31mb"}', "控制字符"),
}
EDITS = {
    "twice": ("  year: 2018", "  year: 2018\n  year: 2019", "重复"),
    "year 0": ("year: 2018", "year: 0", "不在1949到2999之间"),
    "year 99999": ("year: 2018", "year: 99999", "不在1949到2999之间"),
    "no such day": ("issued: 2018-07-25", "issued: 2018-02-30", "2018-02-30"),
    "minus": ("points: 30", "points: -30", "“-30”不是数"),
    "nan": ("points: 30", "points: .nan", "“.nan”不是数"),
    "inf": ("full: 100", "full: .inf", "“.inf”不是数"),
    "percent": ("full: 100", "full: 100%", "不是数"),
    "unknown key": ("  office:", "  boss: 我\n  office:", "不认识的键“boss”"),
    "stranger": ("lead: [县网信办]", "lead: [县气象局]", "县气象局"),
    "same number": ("- id: 2", "- id: 1", "编号“1”"),
    "second file": ("plan:\n", "---\nplan: {}\n---\nplan:\n", "不止一份内容"),
}


def refused(folder: Path, content: bytes, said: str) -> None:
    """Load a bad file, with and without a register there: exit 1, each problem with its line, nothing loaded."""
    (folder / "tasks.yaml").write_bytes(content)
    db = str(folder / "新.db")
    for more in ((), ("--json",), ("--dry-run",)):
        done = run("load", str(folder / "tasks.yaml"), *more, today=TODAY, db=db)
        assert (done.code, done.out) == (1, ""), done.err
        assert said in done.err
        assert "Traceback" not in done.err
        assert "没有载入" in done.err.splitlines()[-1]
        assert all(line.startswith((str(folder), "    ")) for line in done.err.splitlines()[:-1])
    assert not (folder / "新.db").exists()


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_plan(tmp_path: Path, name: str) -> None:
    refused(tmp_path, *FILES[name])


@pytest.mark.parametrize("name", EDITS)
def test_a_plan_with_one_thing_wrong(tmp_path: Path, name: str) -> None:
    old, new, said = EDITS[name]
    assert old in small_plan_text()
    refused(tmp_path, small_plan_text().replace(old, new, 1).encode(), said)


def test_a_bad_file_changes_nothing_in_a_register_that_is_there(year: Path, tmp_path: Path) -> None:
    db = str(year / "年.db")
    (tmp_path / "tasks.yaml").write_text(small_plan_text().replace("full: 100", "full: -1"), encoding="utf-8")
    assert run("load", str(tmp_path / "tasks.yaml"), today=TODAY, db=db).code == 1
    dropped = small_plan_text().replace("  - {name: 县教育局, kind: 政府部门, aliases: [教育局]}\n", "")
    (tmp_path / "tasks.yaml").write_text(
        dropped.replace("县教育局", "县网信办").replace("教育局", "县网信办"), encoding="utf-8"
    )
    assert run("load", str(tmp_path / "tasks.yaml"), today=TODAY, db=db).code == 1
    assert size(db) == 3


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/没有/这个.yaml", "没有找到文件"),
        (".", "是文件夹"),
        ("", "是文件夹"),
        ("/dev/null", "文件是空的"),
        ("a" * 5000, "文件"),
        ("javascript:alert(1)", "没有找到文件"),
        ("tasks.yaml/x", "文件"),
    ],
)
def test_a_path_to_no_plan(year: Path, path: str, said: str) -> None:
    done = run("load", path, today=TODAY, db=str(year / "年.db"))
    assert done.code == (1 if path == "/dev/null" else 2)
    assert said in done.err
    assert "Traceback" not in done.err
    assert len(done.err) < 500


READ = ("status", "--json")
WRITE = ("progress", "add", "1", "-u", "县政府办", "--percent", "1", "--json")
VERIFY = ("audit", "verify", "--json")


@pytest.mark.parametrize("words", [READ, WRITE, VERIFY], ids=["read", "write", "verify"])
@pytest.mark.parametrize(
    ("db", "code"),
    [
        ("{here}", 4),
        ("/dev/null", 4),
        ("/dev/full", 4),
        ("{here}/text.txt", 4),
        ("{here}/zero.db", 4),
        ("{here}/other.db", 4),
        ("{here}/没有/x.db", 4),
        ("{here}/text.txt/x.db", 4),
        ("mysql://u:secret@h/x", 2),
        ("oracle:x@//h", 4),
        ("sqlite://", 2),
        ("http://x", 2),
        (":memory:", 2),
        ("postgresql://127.0.0.1:1/x", 4),
        ("postgresql+psycopg://u:secret@127.0.0.1:1/x", 4),
        ("postgres://u:secret@127.0.0.1:1/x?connect_timeout=1", 4),
        ("postgresql://127.0.0.1:99999/x", 4),
        ("postgresql://%zz/x", 2),
        ("postgresql://h:x/x?nonsense=1", 2),
    ],
)
def test_a_place_without_a_register(tmp_path: Path, db: str, code: int, words: tuple[str, ...]) -> None:
    import sqlite3

    (tmp_path / "text.txt").write_text("不是数据库" * 500, encoding="utf-8")
    (tmp_path / "zero.db").touch()
    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("CREATE TABLE meta (x)")
    other.close()
    before = sorted(path.name for path in tmp_path.iterdir())
    place = db.format(here=tmp_path)
    for done in (run("--db", place, *words, today=TODAY), run(*words, today=TODAY, db=place)):
        assert done.code == code, done.err
        told_in_chinese(done, place)
        assert "secret" not in done.err
    assert sorted(path.name for path in tmp_path.iterdir()) == before


@pytest.mark.parametrize("today", ["garbage", "2018-02-30", "0000-00-00", "2018-09-03 25:00", "1e9", "昨天"])
def test_a_day_that_is_no_day(year: Path, today: str) -> None:
    for words in (READ, WRITE):
        done = run(*words, today=today, db=str(year / "年.db"))
        assert (done.code, done.out) == (2, ""), done.err
        told_in_chinese(done, today)


@pytest.mark.parametrize("today", ["0001-01-01", "9999-12-31", "2018-07-25", "2018-12-31 23:59", "2019-01-01 00:00"])
def test_a_day_far_away_can_still_be_read(year: Path, today: str) -> None:
    for words in (READ, ("score", "--json"), ("check", "--json"), ("duty", "list", "--json")):
        done = run(*words, today=today, db=str(year / "年.db"))
        assert done.code in {0, 1, 2}, done.err
        assert "内部出错" not in done.err


def test_an_empty_setting_is_no_setting(year: Path) -> None:
    env = {"GONGKAI_TODAY": "", "GONGKAI_UNIT": "", "GONGKAI_ACTOR": ""}
    assert run(*READ, db=str(year / "年.db"), env=env).code == 0
    done = run("--actor", "\x1b", *WRITE, today=TODAY, db=str(year / "年.db"))
    assert (done.code, done.out) == (2, "")


def test_a_gbk_console_shows_what_it_can(year: Path) -> None:
    env = {"PYTHONIOENCODING": "gbk"}
    shown = spawn("status", today=TODAY, db=str(year / "年.db"), env=env, encoding="gbk")
    assert shown.code == 0, shown.err
    assert "某县2018年政务公开工作要点" in shown.out
    told = spawn("show", "😀", today=TODAY, db=str(year / "年.db"), env=env, encoding="gbk")
    assert (told.code, "没有找到要点“?”" in told.err) == (2, True)
    assert "没有这些字：U+1F600" in told.err


def test_a_console_without_chinese_does_not_crash(year: Path) -> None:
    for env in ({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, {"PYTHONIOENCODING": "ascii"}):
        for words, code in ((("status",), 0), (("status", "--json"), 0), (("show", "99"), 2)):
            done = spawn(*words, today=TODAY, db=str(year / "年.db"), env=env)
            assert done.code == code, done.err
            assert "Traceback" not in done.err


def test_a_reader_that_goes_away_is_no_error(year: Path) -> None:
    program = subprocess.Popen(
        [sys.executable, "-m", "gongkai", "show", "1", "--json"],
        env=environment(TODAY, str(year / "年.db")),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert program.stdout is not None
    assert program.stderr is not None
    program.stdout.close()
    with program.stderr:
        assert program.stderr.read() == b""
    assert program.wait(60) == 0


@pytest.mark.skipif(not FULL.exists(), reason="platform: no /dev/full")
def test_a_full_disk_under_stdout_is_told(year: Path) -> None:
    with FULL.open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "gongkai", "status", "--json"],
            env=environment(TODAY, str(year / "年.db")),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 4
    assert "写不进" in done.stderr.decode()


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_a_closed_stream_changes_no_answer(tmp_path: Path, year: Path, closed: str) -> None:
    """Started by a scheduler that gives no streams: same exit codes, same writes, no traceback on what is left."""
    db = str(tmp_path / "年.db")
    must(db, "load", str(year / "tasks.yaml"))
    for words, code in ((WRITE, 0), (READ, 0), (("--help",), 0), (("show", "99"), 2)):
        line = f"{sys.executable} -m gongkai {' '.join(words)} {closed}"
        done = subprocess.run(["sh", "-c", line], env=environment(TODAY, db), capture_output=True, check=False)
        assert done.returncode == code
        assert b"Traceback" not in done.stdout + done.stderr
    listed = run("progress", "list", "--json", today=TODAY, db=db).json
    assert [one["percent"] for one in listed] == [1]
    assert size(db) == 2


@pytest.mark.skipif(not FULL.exists(), reason="platform: no /dev/full")
def test_a_word_that_cannot_be_told_does_not_undo_the_act(tmp_path: Path, year: Path) -> None:
    db = str(tmp_path / "年.db")
    must(db, "load", str(year / "tasks.yaml"))
    line = f"{sys.executable} -m gongkai {' '.join(WRITE[:-1])} 2>/dev/full"
    assert subprocess.run(["sh", "-c", line], env=environment(TODAY, db), check=False).returncode == 0
    assert size(db) == 2


@pytest.mark.parametrize("other", ["plan: 别的年度", "the same", "another notice"])
def test_whoever_loads_second_into_a_new_place_is_not_told_what_is_untrue(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, other: str
) -> None:
    """Another call makes the ledger while this one is about to: what is told as loaded is there."""
    from gongkai.register import place, writing

    db, mine, theirs = str(tmp_path / "年.db"), tmp_path / "tasks.yaml", tmp_path / "别人.yaml"
    text = small_plan_text()
    mine.write_text(text, encoding="utf-8")
    year = text.replace("2018", "2017")
    notice = re.sub(r"(?m)^  (title|number): .*$", r"  \1: 另一件〔2018〕9号", text)
    theirs.write_text({"the same": text, "another notice": notice}.get(other, year), encoding="utf-8")
    put = place.put_in_place

    def overtaken(draft: Path, path: Path) -> bool:
        monkeypatch.setattr(writing, "put_in_place", put)
        assert spawn("load", str(theirs), today=TODAY, db=db).code == 0
        return put(draft, path)

    monkeypatch.setattr(writing, "put_in_place", overtaken)
    done = run("load", str(mine), today=TODAY, db=db)
    years = [one["year"] for one in run("year", "list", "--json", today=TODAY, db=db).json]
    if other == "another notice":
        assert (done.code, "已载入" in done.out, years) == (3, False, [2018]), done.err
    else:
        assert (done.code, 2018 in years, len(years)) == (0, True, 1 + (other != "the same")), done.err
    assert size(db) == len(years)


INTERRUPTING = """
import sys
when, sys.argv = sys.argv[1], ["gongkai", "status"]
class Finder:
    def find_spec(self, name, *_):
        if name == when:
            raise KeyboardInterrupt
sys.meta_path.insert(0, Finder())
from gongkai.__main__ import run
run()
"""


@pytest.mark.parametrize("module", ["typer.main", "gongkai.cli.app", "gongkai.cli.session", "gongkai.register.reading"])
def test_a_call_that_is_interrupted_while_it_begins_says_so(year: Path, module: str) -> None:
    command = [sys.executable, "-c", INTERRUPTING, module]
    done = subprocess.run(command, env=environment(TODAY, str(year / "年.db")), capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr.decode().strip()) == (130, b"", "已中断。")


def test_two_anchors_in_one_file_are_not_half_verified(year: Path, tmp_path: Path) -> None:
    """Months appended to one file: the first alone would be held against the trail, and the rest believed."""
    db, one, two = str(year / "年.db"), tmp_path / "一.txt", tmp_path / "二.txt"
    assert run("audit", "anchor", "-o", str(one), today=TODAY, db=db).code == 0
    two.write_text(one.read_text(encoding="utf-8") * 2, encoding="utf-8")
    done = run("audit", "verify", "--anchor", str(two), today=TODAY, db=db)
    assert (done.code, done.out, "不止一份存单" in done.err) == (2, "", True), done.err
