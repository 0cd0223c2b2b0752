"""Talking: data and narration apart, colour and width decided once, questions only to a person."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys

import pytest

from gongkai.cli import talk
from gongkai.errors import BadValue


class Stream(io.StringIO):
    """A stream that says whether it is a terminal."""

    def __init__(self, text: str = "", *, terminal: bool = True) -> None:
        super().__init__(text)
        self.terminal = terminal

    def isatty(self) -> bool:
        """Return what it was told to be."""
        return self.terminal


@pytest.mark.parametrize(
    ("environ", "terminal", "plain", "wanted"),
    [
        ({}, True, False, True),
        ({}, False, False, False),
        ({}, True, True, False),
        ({"NO_COLOR": "1"}, True, False, False),
        ({"NO_COLOR": ""}, True, False, True),
        ({"TERM": "dumb"}, True, False, False),
        ({"FORCE_COLOR": "1"}, False, False, True),
        ({"FORCE_COLOR": "0"}, True, False, False),
        ({"FORCE_COLOR": "1", "TERM": "dumb"}, False, False, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, True, False, False),
        ({"FORCE_COLOR": "1"}, True, True, False),
    ],
)
def test_colour_is_for_terminals_and_for_who_asks(
    environ: dict[str, str], *, terminal: bool, plain: bool, wanted: bool
) -> None:
    assert talk.colour(plain=plain, stream=Stream(terminal=terminal), environ=environ) is wanted


@pytest.mark.parametrize(
    ("columns", "terminal", "width"),
    [
        ("132", False, 132),
        ("7", False, 40),
        ("x", False, 80),
        ("0", False, 80),
        ("", True, 80),
        ("１２０", True, 120),
    ],
)
def test_the_width_of_a_line(columns: str, width: int, *, terminal: bool) -> None:
    assert talk.width(stream=Stream(terminal=terminal), environ={"COLUMNS": columns}) == width


def test_narration_goes_to_stderr_as_one_harmless_line(capsys: pytest.CaptureFixture[str]) -> None:
    talk.say("已登记：\x1b[2J清屏\n第二行")
    talk.warn("补录")
    talk.put("数据\n")
    assert capsys.readouterr() == ("数据\n", "已登记： [2J清屏 第二行\n注意：补录\n")


def test_data_and_narration_keep_their_order_on_one_terminal() -> None:
    code = "from gongkai.cli import talk; talk.put('一\\n'); talk.say('二'); talk.put('三\\n'); talk.say('四')"
    line = ["env", "-u", "PYTHONUNBUFFERED", sys.executable, "-c", code]
    got = subprocess.run(line, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=True)
    assert got.stdout.decode() == "一\n二\n三\n四\n"


def test_a_question_stands_on_the_terminal_that_shows_the_data(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Stream()
    answers(monkeypatch, "县教育局\n")
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setenv("NO_COLOR", "1")
    assert talk.ask("单位", "--unit") == "县教育局"
    assert screen.getvalue() == "单位："


def test_a_question_is_in_colour_and_its_default_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Stream()
    answers(monkeypatch, "\n")
    monkeypatch.setattr(sys, "stdout", screen)
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    assert talk.ask("单位[red]", "--unit", default="县教育局") == "县教育局"
    assert screen.getvalue() == "\x1b[1;36m单位[red]\x1b[0m\x1b[39m［县教育局］\x1b[0m\x1b[1;36m：\x1b[0m"


def test_bytes_go_out_as_they_are(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    talk.put(b"\xef\xbb\xbf\xff")
    assert capfdbinary.readouterr().out == b"\xef\xbb\xbf\xff"


def test_without_a_person_the_missing_option_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Stream("县教育局\n", terminal=False))
    for question in (lambda: talk.ask("单位", "--unit"), lambda: talk.confirm("真的吗", "--yes")):
        with pytest.raises(BadValue, match="缺少 --") as caught:
            question()
        assert caught.value.hint


def answers(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", Stream(text))


def day(text: str) -> int:
    if text == "31":
        message = "没有这一天"
        raise BadValue(message, "写 1 到 30")
    return int(text)


def test_a_bad_answer_is_told_and_asked_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers(monkeypatch, "\n三\n31\n 5 \n")
    assert talk.ask("哪一天", "--day", day) == 5
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("哪一天：") == 4
    assert "“三”不合要求" in err
    assert "没有这一天。写 1 到 30" in err


def test_nothing_typed_is_the_default(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    answers(monkeypatch, "\n")
    assert talk.ask("单位", "--unit", default="县教育局") == "县教育局"
    assert capsys.readouterr().err == "单位［县教育局］："


@pytest.mark.parametrize(
    ("typed", "default", "said"),
    [
        ("是", False, True),
        ("Y", False, True),
        ("否", True, False),
        ("", True, True),
        ("", False, False),
        ("也许\n好", False, True),
    ],
)
def test_a_yes_or_a_no(monkeypatch: pytest.MonkeyPatch, typed: str, *, default: bool, said: bool) -> None:
    answers(monkeypatch, typed + "\n")
    assert talk.confirm("关闭年度", "--yes", default=default) is said


def test_the_end_of_input_is_not_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, "")
    with pytest.raises(EOFError):
        talk.ask("单位", "--unit")


def test_what_a_stream_cannot_encode_is_replaced() -> None:
    code = "from gongkai.cli import talk; talk.prepare(); talk.put('熊猫🐼〔46〕—\\n'); talk.say('㐀🐼\\udc80')"
    env = os.environ | {"PYTHONIOENCODING": "gbk"}
    got = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, check=True)
    assert got.stdout.decode("gbk") == "熊猫?〔46〕—\n"
    assert got.stderr.decode("gbk") == "???\n"


def shown_by(code: str, **env: str) -> subprocess.CompletedProcess[bytes]:
    """Run a few lines with the streams made ready, in a console of GBK."""
    lines = f"from gongkai.cli import talk; talk.prepare(); {code}; talk.tell_lost()"
    plain = {name: value for name, value in os.environ.items() if not name.startswith("LC_")}
    console = plain | {"LANG": "zh_CN.GBK", "PYTHONIOENCODING": "gbk", "PYTHONCOERCECLOCALE": "0"} | env
    return subprocess.run([sys.executable, "-c", lines], env=console, capture_output=True, check=True)


def test_a_name_that_the_encoding_lacks_is_never_lost_in_silence() -> None:
    got = shown_by("talk.put('漏掉𠮷石村 𠮷 㙍 䶮 〇\\n')")
    assert got.stdout.decode("gbk") == "漏掉?石村 ? ? ? 〇\n"
    said = got.stderr.decode("gbk")
    assert "（GBK）没有这些字：U+20BB7、U+364D、U+4DAE，都写成了“?”，登记的内容没有变" in said
    assert "GB18030" in said
    assert shown_by("talk.put('某县〔46〕\\n')").stderr == b""
    many = shown_by("talk.put('㐀㐁㐂㐃㐄㐅㐆')").stderr.decode("gbk")
    assert "U+3404等7个" in many
    assert "没有这些字：U+20BB7" in shown_by("talk.say('已登记 𠮷石村')").stderr.decode("gbk")


@pytest.mark.parametrize("name", ["LANG", "LC_ALL", "LC_CTYPE"])
def test_a_console_that_reads_gb18030_is_given_every_character(name: str) -> None:
    got = shown_by("talk.put('漏掉𠮷石村 㙍\\n')", **{"LANG": "zh_CN.GBK", name: "zh_CN.GB18030"})
    assert (got.stdout.decode("gb18030"), got.stderr) == ("漏掉𠮷石村 㙍\n", b"")
    plain = shown_by("talk.put('某县〔46〕\\n')", **{name: "zh_CN.GB18030"}).stdout
    assert plain == "某县〔46〕\n".encode("gbk"), "what GBK has is written alike"


@pytest.mark.parametrize(
    ("environ", "terminal", "plain", "rows"),
    [
        ({}, True, False, False),
        ({}, False, False, True),
        ({}, True, True, True),
        ({"TERM": "dumb"}, True, False, False),
        ({"NO_COLOR": "1"}, True, False, False),
        ({"NO_COLOR": "1"}, False, False, True),
        ({"FORCE_COLOR": "1"}, False, False, False),
        ({"FORCE_COLOR": "1"}, True, True, True),
    ],
)
def test_a_pipe_and_who_asks_get_plain_rows(
    environ: dict[str, str], monkeypatch: pytest.MonkeyPatch, *, terminal: bool, plain: bool, rows: bool
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stdout", Stream(terminal=terminal))
    assert talk.screen(plain=plain).plain is rows


@pytest.mark.parametrize(
    ("encoding", "platform", "environ", "fine"),
    [
        ("utf-8", "linux", {}, True),
        ("UTF-8", "linux", {}, True),
        ("gbk", "linux", {}, False),
        ("utf-8", "win32", {}, False),
        ("utf-8", "win32", {"WT_SESSION": "1"}, True),
    ],
)
def test_a_console_that_gives_lines_two_cells_gets_ascii(
    encoding: str, platform: str, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch, *, fine: bool
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    stream = io.TextIOWrapper(io.BytesIO(), encoding)
    assert talk.fine(stream=stream, environ=environ) is fine


def test_things_that_take_long_are_counted_only_where_a_person_sits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TERM", raising=False)
    for terminal in (True, False):
        screen = Stream(terminal=terminal)
        monkeypatch.setattr(sys, "stderr", screen)
        assert list(talk.counted(iter("一二三"), "得分表[b]")) == ["一", "二", "三"]
        assert ("得分表[b]" in screen.getvalue()) is terminal


def test_a_real_terminal_is_measured() -> None:
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w") as terminal, os.fdopen(ours, "rb"):
        assert talk.width(stream=terminal, environ={}) == 80
        assert talk.colour(stream=terminal, environ={})
