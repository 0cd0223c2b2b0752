"""A paper as issued: its figures and trail head are frozen, a reprint is the same, and what came behind it is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from gongkai.errors import BadValue
from gongkai.register.kinds import Issue
from gongkai.report.issues import behind, paper_number
from tests.cli import Result, run
from tests.closing.town import QUIET, next_year
from tests.domain.build import day, ledger, numbered, plan, report
from tests.papers_docx.word import Word, text_of

if TYPE_CHECKING:
    from pathlib import Path

NUMBER = "威府办函〔2018〕99号"


class Office:
    """A register in a file, and the day it is."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.db, self.today = folder, str(folder / "台账.db"), "2018-07-25"

    def type(self, *words: str, code: int = 0) -> Result:
        """Type a command; it must leave with this exit code."""
        done = run(*words, today=self.today, db=self.db)
        assert done.code == code, done.err
        return done

    def word(self, *words: str) -> bytes:
        """Return the Word file that a command writes."""
        path = self.folder / "paper.docx"
        self.type(*words, "-o", str(path))
        return path.read_bytes()

    def figures(self, *words: str) -> Any:  # noqa: ANN401 - JSON
        """Return the data of a report."""
        return self.type("report", *words, "--json").json


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """September 2018: one report, one problem."""
    office = Office(tmp_path)
    office.type("load")
    office.today = "2018-09-20"
    office.type("progress", "add", "1", "-u", "县政府法制办", "--percent", "40")
    office.type("finding", "add", "-u", "县教育局", "--problem", "栏目空白", "--due", "2018-09-25")
    office.today = "2018-10-08"
    return office


def test_a_reprint_is_the_same_byte_for_byte_whatever_came_after(office: Office) -> None:
    issued = office.word("report", "--kind", "中期", "--issue", "威府办函[2018]099号")
    figures = office.figures("--issued", NUMBER)
    office.today = "2018-11-20"
    office.type("finding", "add", "-u", "县财政局", "--problem", "漏项", "--date", "2018-09-01")
    office.type("progress", "add", "1", "-u", "县政府法制办", "--percent", "100")
    assert office.word("report", "--issued", "威府办函(2018)99号") == issued
    assert office.figures("--issued", NUMBER) == figures
    assert figures["findings"]["total"] == 1
    assert Word(issued).styled("LetterNumber") == [NUMBER]


@pytest.mark.parametrize(("on", "told"), [("09-29", True), ("09-30", True), ("10-01", False)])
def test_what_is_typed_later_and_dated_up_to_the_papers_day_came_behind_it(on: str, *, told: bool) -> None:
    known = report("09-29", 10)
    issued = Issue(
        year=2018,
        day=day("10-08"),
        kind="midterm",
        number=NUMBER,
        title="",
        as_of=day("09-30"),
        head="",
        digest="",
        body="",
    )
    issued, late = numbered(issued), report(on, 20)
    assert behind(ledger(plan(), known, late), issued) == ((late,) if told else ())


def test_its_footer_bears_the_trail_head_of_its_moment(office: Office) -> None:
    before = office.figures("--kind", "midterm")["head"]
    issued = Word(office.word("report", "--kind", "midterm", "--issue", NUMBER))
    (told,) = issued.styled("Trail")
    assert before[:8] in told
    assert told.startswith("截至2018年10月8日")


def test_the_next_paper_of_its_kind_lists_what_was_recorded_behind_it(office: Office) -> None:
    office.type("report", "--kind", "midterm", "--issue", NUMBER)
    office.today = "2018-11-20"
    late = office.type("finding", "add", "-u", "县财政局", "--problem", "漏项", "--date", "2018-09-01", "--json").json
    due = office.type("progress", "add", "3", "-u", "县委编办", "--percent", "20", "--json").json
    paper = Word(office.word("report", "--kind", "midterm"))
    assert paper.styled("AttachmentTitle")[-1] == "补录说明"
    listed = text_of(paper.tables()[-1])
    assert late["id"] not in listed, "a circular names no number of the ledger"
    assert "县财政局" in listed
    assert "2018-09-01" in listed
    assert due["id"] not in listed
    assert f"{NUMBER}印发后，补录其数据截止日（2018年10月8日）以前的事项1条" in paper.text()
    other = Word(office.word("report", "--kind", "quarter"))
    assert "补录说明" not in other.text()


def test_nothing_recorded_behind_it_leaves_nothing_to_say(office: Office) -> None:
    office.type("report", "--kind", "midterm", "--issue", NUMBER)
    assert "补录" not in Word(office.word("report", "--kind", "midterm")).text()


def test_a_number_is_given_once(office: Office) -> None:
    office.type("report", "--kind", "midterm", "--issue", NUMBER)
    told = office.type("report", "--kind", "quarter", "--issue", "威府办函(2018)99号", code=3).err
    assert NUMBER in told


def test_a_number_that_no_paper_has_is_told_with_those_there_are(office: Office) -> None:
    office.type("report", "--kind", "midterm", "--issue", NUMBER)
    told = office.type("report", "--issued", "威府办函〔2018〕98号", code=2).err
    assert NUMBER in told


def test_both_at_once_is_no_question(office: Office) -> None:
    office.type("report", "--issue", NUMBER, "--issued", NUMBER, code=2)


def test_a_year_end_circular_takes_its_number_once_the_year_is_closed(office: Office) -> None:
    office.today = "2019-01-10"
    refused = office.type("report", "--issue", NUMBER, code=3)
    assert "2018年度还没有封存，年终通报不能印发" in refused.err
    assert "gongkai year close" in refused.err
    assert "征求意见稿" in "".join(Word(office.word("report")).marks())
    office.type("year", "close", "--force", "--reason", "限期已到")
    final = Word(office.word("report", "--issue", NUMBER))
    assert "征求意见稿" not in "".join(final.marks())


def test_proposals_nobody_has_dealt_with_are_told_beside_the_paper(office: Office) -> None:
    office.today = "2019-01-10"
    waiting = len(office.type("deduct", "propose", "--json").json)
    told = office.type("report")
    assert f"注意：尚有{waiting}条扣分建议没有处理" in told.err
    assert "扣分建议没有处理" not in told.out
    office.type("year", "close", "--force", "--reason", "限期已到")
    assert "扣分建议" not in office.type("report").err
    office.type("audit", "verify")


def test_an_issued_midterm_paper_is_no_draft(office: Office) -> None:
    issued = Word(office.word("report", "--kind", "midterm", "--issue", NUMBER))
    assert "征求意见稿" not in "".join(issued.marks())
    assert "征求意见稿" in "".join(Word(office.word("report", "--kind", "midterm")).marks())


@pytest.mark.parametrize(
    "typed",
    [
        "威府办函〔2018〕46号",
        "威府办函[2018]46号",
        "威府办函（2018）046号",
        " 威府办函 〔2018〕第46号",
        "威府办函【２０１８】４６号",
    ],
)
def test_a_number_is_written_as_papers_write_it(typed: str) -> None:
    """7.2.5: 六角括号, 不编虚位, 不加“第”."""
    assert paper_number(typed) == "威府办函〔2018〕46号"


@pytest.mark.parametrize(
    "typed", ["", "46", "威府办函46号", "〔2018〕46号", "威府办函〔18〕46号", "威府办函〔2018〕号"]
)
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(BadValue):
        paper_number(typed)


def test_a_year_end_circular_is_of_the_moment_of_closing_alone(office: Office) -> None:
    office.today = "2019-01-20"
    office.type("year", "close", "--force", "--reason", "试")
    said = office.type("report", "--issue", NUMBER, "--as-of", "2018-11-30", code=2).err
    assert "年终通报照封存时的数据印发，不用 --as-of" in said
    office.type("report", "--issue", NUMBER)


def test_a_number_of_another_calendar_year_is_told(office: Office) -> None:
    told = office.type("report", "--kind", "midterm", "--issue", "威府办函〔2019〕1号").err
    assert "文号 威府办函〔2019〕1号 的年份不是2018年" in told
    assert "年份" not in office.type("report", "--kind", "midterm", "--issue", NUMBER).err


def test_a_number_is_given_once_in_all_years(office: Office, tmp_path: Path) -> None:
    office.type("report", "--kind", "midterm", "--issue", NUMBER)
    office.today = "2019-03-01"
    (tmp_path / "2019.yaml").write_text(next_year(QUIET), encoding="utf-8")
    office.type("load", str(tmp_path / "2019.yaml"))
    office.today = "2019-09-01"
    said = office.type("report", "--year", "2019", "--kind", "midterm", "--issue", NUMBER, code=3).err
    assert f"{NUMBER} 已用于" in said


UP = "威府办〔2018〕31号"
REPORT = ("report", "报告", "--kind", "季度", "--as-of", "2018-09-30")


def test_a_report_upward_is_issued_as_a_circular_is(office: Office) -> None:
    """It bears its number and 签发人, is kept whole, and its number is nobody else's."""
    said = office.type(*REPORT, "--issue", UP, "-o", str(office.folder / "报告.docx")).err
    name = "威远县人民政府办公室关于2018年第三季度政务公开工作情况的报告"
    assert f"{UP}《{name}》，报威远县人民政府，数据截至 2018-09-30" in said
    first = (office.folder / "报告.docx").read_bytes()
    assert Word(first).styled("NumberUp") == [f"{UP}签发人：　　　"]
    office.today = "2018-11-20"
    office.type("finding", "add", "-u", "县财政局", "--problem", "漏项", "--date", "2018-09-01")
    assert office.word("report", "报告", "--issued", UP) == office.word("report", "--issued", UP) == first
    assert f"{UP} 已用于" in office.type("report", "--kind", "季度", "--issue", UP, code=3).err
    again = office.type("report", "--kind", "季度", "--issue", NUMBER, "--plain").out
    assert "印发后，补录" not in again, "a circular goes by the circular before it"


def test_a_report_upward_under_a_letters_number_keeps_room_for_who_signs(office: Office) -> None:
    file = Word(office.word(*REPORT, "--issue", NUMBER))
    assert file.styled("NumberUp") == [f"{NUMBER}签发人：　　　"]


def test_the_number_of_a_report_is_its_own_in_every_format(office: Office) -> None:
    for ending, number in ((".md", ("--issue", UP)), (".html", ("--issued", UP))):
        path = office.folder / f"报告{ending}"
        office.type(*REPORT, *number, "-o", str(path))
        said = path.read_text(encoding="utf-8")
        assert UP in said
        assert f"依据：{UP}" not in said


def test_the_report_of_a_years_end_is_issued_once_it_is_closed(office: Office) -> None:
    office.today = "2019-01-10"
    said = office.type("report", "报告", "--issue", "威府办〔2019〕2号", code=3).err
    assert "2018年度还没有封存，年终报告不能印发" in said
    office.type("year", "close", "--force", "--reason", "年终汇总")
    frozen = office.type("report", "报告", "--plain").out
    issued = office.type("report", "报告", "--issue", "威府办〔2019〕2号", "--plain").out
    assert issued.replace("威府办〔2019〕2号\n", "") == frozen
    said = office.type("report", "一览", "--issue", "威府办〔2019〕3号", code=2).err
    assert "登记印发的是通报和报告" in said


@pytest.mark.parametrize("name", ["报告", "通报"])
def test_a_paper_tells_of_no_day_after_the_one_it_is_signed_on(office: Office, name: str) -> None:
    signed = ("report", name, "--kind", "季度", "--as-of", "2018-10-05", "--date", "2018-09-30")
    for number in ((), ("--issue", UP)):
        refused = office.type(*signed, *number, code=3).err
        assert "数据截至 2018-10-05，晚于落款日期 2018-09-30" in refused
        assert "改 --as-of 或者 --date" in refused
