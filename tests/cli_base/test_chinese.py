"""The program speaks Chinese however it is called, and leaves with the exit codes of the design."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from gongkai.cli import chinese
from gongkai.cli import table as commands
from gongkai.cli.app import app as program
from gongkai.papers.cells import width
from tests.cli import run
from tests.cli_base.program import TABLE, app, call
from tests.latin import bad_calls, latin_words, names, unread_calls
from tests.latin import commands as calls_of

ROOT = Path(__file__).parents[2]
ALLOWED = names(app) | {"Tab", "bash", "zsh", "fish", "PowerShell", "yes", "no", "nan"}


LEAVES = [(path, command) for path, command in calls_of(program) if path and not hasattr(command, "list_commands")]


@pytest.fixture(autouse=True)
def _in_no_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is installed into the shell of whoever tests."""
    monkeypatch.setattr("typer._completion_shared._get_shell_name", lambda: None)


@pytest.mark.parametrize(("path", "command"), list(calls_of(app)), ids=repr)
def test_however_wrongly_it_is_called_it_answers_in_chinese(path: list[str], command: object) -> None:
    for args in bad_calls(path, command):
        got = call(*args)
        assert latin_words(got.err, ALLOWED) == [], args
        assert got.code in {0, 1, 2}, args
        if got.code == 2:
            assert got.err.startswith("错误："), args
            assert got.err.count("\n") == 2, args
            assert "\x1b" not in got.err, args


@pytest.mark.parametrize(("path", "command"), LEAVES, ids=[" ".join(path) for path, _ in LEAVES])
def test_every_command_refuses_a_wrong_line_in_chinese(path: list[str], command: object) -> None:
    for args in unread_calls(path, command):
        got = run(*args)
        assert (got.code, got.out) == (2, ""), args
        assert latin_words(got.err, names(program)) == [], args


@pytest.mark.parametrize(
    ("args", "error", "hint"),
    [
        (["tosy"], "没有“tosy”这个命令", "是不是：toys？"),
        (["toys", "typs"], "没有“typs”这个命令", "是不是：types？"),
        (["toys", "xyz"], "没有“xyz”这个命令", "可用的有：deeper、need、types"),
        (["toys"], "缺少命令", "看用法：gongkai toys --help"),
        (["toys", "types", "1", "--percnt", "3"], "没有“--percnt”这个选项", "是不是：--percent？"),
        (["--dbb", "x"], "没有“--dbb”这个选项", "是不是：--db？"),
        (["toys", "types"], "缺少参数 编号", "看用法：gongkai toys types --help"),
        (["toys", "need"], "缺少选项 --unit", "看用法：gongkai toys need --help"),
        (["toys", "need", "-u", "x"], "缺少选项 --light", "可选：red、green"),
        (["toys", "types", "1", "-p"], "选项 -p 后面要写一个值", "看用法：gongkai toys types --help"),
        (["toys", "types", "1", "--pair", "1"], "选项 --pair 后面要写 2 个值", "看用法：gongkai toys types --help"),
        (["toys", "types", "1", "--off=3"], "选项 --off 后面不带值", "看用法：gongkai toys types --help"),
        (["toys", "need", "x", "-u", "x", "--light", "red"], "多出了参数“x”", "看用法：gongkai toys need --help"),
        (["alone", "1", "2", "3"], "多出了参数“2 3”", "要点一次写一个，请逐个写，先写 gongkai alone 1"),
        (
            ["alone", "1", "——light", "red"],
            "“——light”前面的横线不是英文的减号",
            "写成 “--light”，横线和字母都用英文输入法",
        ),
        (["alone", "1", "—json"], "“—json”前面的横线不是英文的减号", "写成 “--json”，横线和字母都用英文输入法"),
        (["alone", "1", "－ｕ"], "“－ｕ”前面的横线不是英文的减号", "写成 “-u”，横线和字母都用英文输入法"),
    ],
)
def test_a_wrong_call_is_told_with_its_remedy(args: list[str], error: str, hint: str) -> None:
    got = call(*args)
    assert (got.code, got.out, got.err) == (2, "", f"错误：{error}\n建议：{hint}\n")


@pytest.mark.parametrize(
    ("option", "value", "error"),
    [
        ("--count", "三", "“三”不是整数"),
        ("--percent", "3.5", "“3.5”不是整数"),
        ("--percent", "101", "“101”超出范围（0 到 100）"),
        ("--low", "0", "“0”超出范围（不小于 1）"),
        ("--high", "9.6", "“9.6”超出范围（不大于 9.5）"),
        ("--rate", "半", "“半”不是数字"),
        ("--day", "2018-02-30", "“2018-02-30”不是有效的日期，应写作 2018-09-30"),
        ("--light", "yellow", "“yellow”不在可选之列，可选：red、green"),
        ("--uid", "1", "“1”不是有效的编号"),
        ("--folder", "/没有", "“/没有”不存在"),
        ("--folder", "/dev/null/x", "“/dev/null/x”不存在"),
        ("--in", "/没有", "打不开“/没有”：没有这个文件"),
        ("--in", "/", "打不开“/”：是一个目录，不是文件"),
        ("--own", "随便", "“随便”不合要求"),
        ("--single", "2", "要写单数"),
        ("--count", "it's", "“it's”不是整数"),
        ("--count", '说"好"', '“说"好"”不是整数'),
        ("--count", "长" * 99, f"“{'长' * 29}…”不是整数"),
    ],
)
def test_a_bad_value_is_told_with_its_option(option: str, value: str, error: str) -> None:
    got = call("toys", "types", "1", option, value)
    assert got.code == 2
    assert got.err.startswith(f"错误：{option}：{error}\n建议：")


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("file", 1),
        ("value", 2),
        ("refused", 3),
        ("store", 4),
        ("bare", 4),
        ("abort", 130),
        ("interrupt", 130),
        ("eof", 130),
        ("exit", 3),
        ("gone", 2),
        ("denied", 2),
        ("full", 4),
        ("io", 4),
        ("memory", 4),
        ("mapping", 4),
        ("pipe", 0),
    ],
)
def test_every_error_has_its_exit_code_and_is_told_in_chinese(kind: str, code: int) -> None:
    got = call("toys", "deeper", "fail", kind)
    assert (got.code, got.out) == (code, "")
    assert latin_words(got.err, {"id", "lead", "unit"}) == []
    assert got.err.startswith("错误：") or kind in {"file", "abort", "interrupt", "eof", "exit", "pipe"}


@pytest.mark.parametrize("kind", ["memory", "mapping"])
def test_too_little_memory_is_no_fault_of_the_program(kind: str) -> None:
    assert call("toys", "deeper", "fail", kind).err.startswith("错误：内存不够")


def test_the_problems_of_a_file_stand_one_to_a_line_before_the_error() -> None:
    assert call("toys", "deeper", "fail", "file").err == (
        "tasks.yaml:3: 编号 8 写了两次。请改用没有用过的编号\n"
        "    - id: 8\n"
        "tasks.yaml:9: 不认识的键 lead_unit\n"
        "错误：tasks.yaml 有 2 处问题，没有载入\n"
    )


def test_a_fault_of_the_program_shows_no_traceback_but_keeps_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    got = call("toys", "deeper", "fail", "bug")
    assert got.code == 4
    assert "Traceback" not in got.err
    (log,) = tmp_path.iterdir()
    assert str(log) in got.err
    assert "KeyError" in log.read_text(encoding="utf-8")


def test_a_traceback_is_there_for_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_DEBUG", "1")
    assert "KeyError: 'oops'" in call("toys", "deeper", "fail", "bug").err


@pytest.mark.parametrize(
    "args", [["--help"], ["-h"], ["toys", "-h"], ["toys", "types", "--help"], ["toys", "deeper", "-h"]]
)
@pytest.mark.parametrize("columns", ["80", "60", "200"])
def test_help_is_chinese_and_fits_the_screen(args: list[str], columns: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setenv("FORCE_COLOR", "1")
    got = call(*args)
    assert (got.code, got.err) == (0, "")
    drawn = re.sub("\x1b\\[[0-9;]*m", "", got.out)
    assert drawn.startswith("用法：gongkai")
    assert "╭─ 选项 ─" in drawn
    assert "显示这份说明" in drawn
    assert latin_words(drawn, ALLOWED) == []
    assert max(map(width, drawn.split("\n"))) <= min(100, int(columns))
    got.out.encode("gbk")


@pytest.mark.parametrize("args", [[], ["toys", "-h"], ["toys", "types", "--help"]])
def test_a_pipe_gets_help_in_plain_rows(args: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    lines = call(*args).out.splitlines()
    assert "选项" in lines
    assert any(line.startswith("  -h, --help") and line.endswith("显示这份说明") for line in lines)
    assert not set("│─\x1b") & set("".join(lines))


def test_help_tells_of_each_parameter_what_must_be_known() -> None:
    page = call("toys", "types", "--help").out
    for words in (
        "用法：gongkai toys types [选项] 编号 [文件 …]",
        "-p, --percent 整数",
        "百分比。［0 到 100］［默认：10］",
        "--low 整数",
        "［不小于 1］［默认：1］",
        "--light red|green",
        "［默认：red］",
        "--on / --off",
        "开关。［默认：--on］",
        "--pair 整数 文字",
        "-u, --unit 单位",
        "［可多次］",
        "-v, --verbose\n",
    ):
        assert words in page
    assert "--unit 单位    ［必填］" in call("toys", "need", "--help").out


def test_a_bare_call_shows_help_under_titles_in_the_order_of_the_table() -> None:
    got = call()
    assert got.code == 0
    assert [line for line in got.out.split("\n") if line in {"每天用的", "要点和单位", "登记簿"}] == [
        "每天用的",
        "要点和单位",
        "登记簿",
    ]


def test_the_version_is_told() -> None:
    assert call("--version").out.startswith("gongkai ")


def test_a_good_call_is_answered() -> None:
    assert call("toys", "need", "-u", "县教育局", "--light", "green").out == "县教育局green\n"
    assert call("--db", "x", "alone", "8", "--rows", "2").out == "8\n8\n"


LOADED = """
import sys
from tests.cli_base.program import app
from gongkai.cli.chinese import run
try:
    run(app, {args!r})
finally:
    heavy = ("rich", "typer.rich_utils", "sqlmodel", "sqlalchemy", "yaml", "json", "tests.cli_base.toys")
    print([name for name in heavy if name in sys.modules], file=sys.stderr)
"""


@pytest.mark.parametrize("args", [["--help"], ["--version"], ["tosy"], ["alone", "8"], ["alone", "--help"]])
def test_only_what_is_called_is_loaded(args: list[str]) -> None:
    words = [sys.executable, "-c", LOADED.format(args=args)]
    got = subprocess.run(words, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert got.stderr.strip().split("\n")[-1] == "[]"


@pytest.mark.parametrize(
    ("rows", "reader", "seen"), [(50_000, "head -1", "8\n"), (3, "true", ""), (3000, "(exec <&-; sleep 0.5)", "")]
)
def test_a_reader_that_goes_away_ends_the_program_silently(rows: int, reader: str, seen: str) -> None:
    program = f"{sys.executable} -m tests.cli_base.program alone 8 --rows {rows}"
    words = f"unset PYTHONUNBUFFERED; (sleep 0.2; {program}; echo $? >&2) | {reader}"
    got = subprocess.run(["bash", "-c", words], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    assert (got.stdout, got.stderr) == (seen, "0\n")


@pytest.mark.parametrize("encoding", ["gbk", "ascii", "utf-8"])
def test_a_console_of_another_encoding_never_crashes(encoding: str) -> None:
    words = [sys.executable, "-m", "tests.cli_base.program", "alone", "严陵镇🐼", "-x"]
    env = os.environ | {"PYTHONIOENCODING": encoding}
    for args in (words[:-1], words, [*words[:3], "--help"]):
        got = subprocess.run(args, cwd=ROOT, env=env, capture_output=True, check=False)
        assert got.returncode in {0, 2}
        assert b"Traceback" not in got.stderr
        (got.stdout + got.stderr).decode(encoding)


@pytest.mark.parametrize("rows", [1, 50_000])
def test_a_full_device_is_told(rows: int) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("这台机器没有 /dev/full")
    words = f"unset PYTHONUNBUFFERED; {sys.executable} -m tests.cli_base.program alone 8 --rows {rows} > /dev/full"
    got = subprocess.run(["bash", "-c", words], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert got.returncode == 4
    assert got.stderr == "错误：磁盘已满，写不进文件\n建议：请腾出空间后再试\n"


def test_the_programs_table_is_in_order() -> None:
    found = [entry.name for entry in commands.TABLE]
    assert len(set(found)) == len(found)
    panels = [entry.panel for entry in commands.TABLE]
    assert panels == sorted(panels, key=[commands.DAILY, commands.PLAN, commands.RESULT, commands.BOOK].index)
    assert panels.count(commands.DAILY) == 14
    for entry in commands.TABLE:
        assert latin_words(entry.help, {"Tab"}) == []
        assert width(entry.help) <= 60


def test_every_command_is_dressed_whatever_its_file_declared() -> None:
    command = chinese.load(TABLE[0])
    assert isinstance(command, chinese.Group)
    assert isinstance(command.commands["types"], chinese.Command)
    deeper = command.commands["deeper"]
    assert isinstance(deeper, chinese.Group)
    assert isinstance(deeper.commands["fail"], chinese.Command)


def test_a_module_without_words_of_its_own_has_the_tables() -> None:
    (silent,) = [entry for entry in TABLE if entry.name == "silent"]
    assert silent.help in call("silent", "--help").out


def test_a_group_that_also_stands_alone_says_so() -> None:
    assert call("silent", "--help").out.startswith("用法：gongkai silent [命令 …]\n")
    assert call("silent").out == "在\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Error: 没有", ["Error"]),
        ("错误：没有“abc def”", []),
        ("看用法：gongkai progress add --help", []),
        ("设 GONGKAI_DEBUG=1 再运行", []),
        ("tasks.yaml:3: 已写入 /tmp/x/y.log，用 .md 或 .csv", []),
        ("--light red|green 默认 None", ["None"]),
        ("要点 A 和 B", []),
    ],
)
def test_the_finder_of_latin_words_finds_them(text: str, words: list[str]) -> None:
    assert latin_words(text) == words


@pytest.mark.parametrize(
    ("words", "leads"),
    [
        (("help",), "看用法：gongkai --help"),
        (("help", "deduct"), "看用法：gongkai deduct --help"),
        (("帮助",), "看用法：gongkai --help"),
        (("deduct", "help"), "看用法：gongkai deduct --help"),
        (("undo",), "gongkai void 编号 --reason 理由"),
        (("delete", "F5"), "gongkai void 编号 --reason 理由"),
        (("edit", "F5"), "登记错的作废，再登记正确的"),
        (("list",), "gongkai finding list"),
        (("init",), "gongkai load tasks.yaml"),
        (("deduct", "delete", "D4"), "gongkai deduct revoke 编号 --reason 理由"),
        (("duty", "undo"), "gongkai duty cancel 编号 --reason 理由"),
        (("finding", "edit", "F5"), "gongkai void 编号 --reason 理由"),
        (("statsu",), "是不是：status？"),
    ],
)
def test_what_people_type_of_other_tools_leads_to_the_command_of_this_one(words: tuple[str, ...], leads: str) -> None:
    done = run(*words, today="2018-11-30", db="没有这个数据库.db")
    assert (done.code, done.out) == (2, "")
    assert re.match("错误：没有“[^”]+”这个命令\n", done.err)
    assert leads in done.err
