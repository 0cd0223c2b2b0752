"""整改通知书, 告知单, 督办单 as a unit gets them: what they say, their forms, their numbers, their pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from gongkai.papers import csv, html, markdown, plain, terminal
from gongkai.papers.document import Attachment, Blank, Document, Fillable, listed, text
from gongkai.papers.document_json import from_text, to_text
from gongkai.papers.word import paper as to_docx
from gongkai.plan.reading import packaged_tasks
from gongkai.register.reading import open_reader
from tests.papers_docx.test_issuing import Office
from tests.papers_docx.word import W, Word
from tests.papers_docx.word import plain as of_element

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.papers_docx.conftest import AllLaidOut

LETTER = "威府办函〔2018〕60号"
ADDRESS = "https://weiyuan.example/gk/jy/1.html"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """October 2018: an inspection, a finding of it with an address, and two more of another unit."""
    office = Office(tmp_path)
    office.type("load")
    office.today = "2018-09-20"
    found = "县教育局：栏目空白｜补齐｜赵科长｜2018-10-25"
    office.type("inspect", "add", "--kind", "专项督查", "-u", "县教育局", "--finding", found)
    page = ("--point", "19", "--evidence", ADDRESS)
    office.type("finding", "add", "-u", "县财政局", "--problem", "漏项", "--due", "2018-10-20", *page)
    office.type("finding", "add", "-u", "县财政局", "--problem", "断链3处")
    office.today = "2018-10-08"
    return office


def sections(word: Word) -> list[str]:
    """Return how the pages of each section lie."""
    sizes = word.parts["word/document.xml"].iter(f"{W}pgSz")
    return [of_element(size).get("orient", "portrait") for size in sizes]


def issued(office: Office) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield number, unit, and what it tells of, of each paper that was issued."""
    with open_reader(office.db) as reader:
        yield from ((one.number, one.unit, one.about) for one in reader.ledger(2018).issues)


def test_a_notice_names_the_rule_what_follows_and_when_it_is_looked_at_again(office: Office) -> None:
    said = office.type("finding", "notice", "-u", "县教育局", "--plain").out
    assert "2018年9月20日县政府办公室专项督查发现，你单位在落实《威远县2018年政务公开工作要点》" in said
    assert "存在问题：栏目空白；按考核细则第4.1条“专项督查发现的问题”每个扣2分" in said
    assert "，在2018年10月25日前整改并报核查的，减半计。" in said
    assert "于11月1日前复核；" in said, (
        "of the year that the paper has named, so that it is one page with whom to ask on it"
    )
    assert "到期没有整改的，按考核细则第1.2条“问题超过整改期限仍未解决”扣2分" in said
    assert "1. " not in said
    assert not re.search(r"[FDCI]\d", said), "whoever signs knows no ids"


def test_a_notice_names_the_point_and_the_place_and_the_address_stands_last(office: Office) -> None:
    said = office.type("finding", "notice", "-u", "县财政局", "--plain").out
    assert "；不符合要点19“" in said
    assert f"；网址：{ADDRESS}\n" in said


def test_points_taken_for_a_finding_are_named_instead_of_those_it_may_cost(office: Office) -> None:
    taken = ("--rule", "4.1", "--finding", "F3", "--reason", "空白", "--evidence", ADDRESS)
    office.type("deduct", "add", "-u", "县教育局", *taken)
    said = office.type("finding", "notice", "-u", "县教育局", "--plain").out
    assert "已按考核细则第4.1条“专项督查发现的问题”扣2分，在2018年10月25日前" in said
    assert "这个问题已经扣分，不重复扣分；到期没有整改到位的，不予销号。" in said, (
        "一事不二扣: what the program refuses is not threatened with"
    )
    assert said.count("考核细则") == 1


def test_once_points_are_taken_for_lateness_the_notice_threatens_with_no_second_taking(office: Office) -> None:
    taken = ("--rule", "1.2", "--finding", "F3", "--reason", "逾期", "--evidence", ADDRESS)
    office.type("deduct", "add", "-u", "县教育局", *taken)
    said = office.type("finding", "notice", "-u", "县教育局", "--plain").out
    assert "前复核；这个问题已经扣分，不重复扣分；到期没有整改到位的，不予销号。" in said
    assert "列入通报" not in said, "whom a circular names is not known, or it has named them already"
    assert said.count("1.2条“问题超过整改期限仍未解决”") == 1


def test_what_is_late_already_costs_its_points_and_a_new_day_does_not_put_that_off(office: Office) -> None:
    """A unit that was promised its points until a later day would object to what is taken before it."""
    office.today = "2018-10-26"
    said = office.type("finding", "notice", "-u", "县教育局", "--plain").out
    assert "原期限2018年10月25日已过，仍按原期限计逾期" in said
    cost = "已超过整改期限，按考核细则第1.2条“问题超过整改期限仍未解决”扣2分，另行告知"
    assert f"前复核；{cost}，同一问题不重复扣分；到期仍没有整改到位的，不予销号。" in said
    assert "到期没有整改的，按考核细则" not in said
    said = office.type("finding", "notice", "-u", "县财政局", "--plain").out
    assert "问题1已超过整改期限，按考核细则第1.2条“问题超过整改期限仍未解决”每个扣2分，另行告知" in said
    assert "；其余问题到期没有整改的，同样扣分" in said


def test_a_notice_says_who_found_a_problem(office: Office) -> None:
    found = "栏目空白2处｜补齐｜赵科长｜2018-10-30"
    office.type("selfcheck", "add", "-u", "县环保局", "--points", "7", "--summary", "查了栏目", "--finding", found)
    said = office.type("finding", "notice", "-u", "县环保局", "--plain").out
    assert "2018年10月8日你单位自查发现，在落实《" in said


def test_several_problems_are_numbered_and_the_demands_too(office: Office) -> None:
    said = office.type("finding", "notice", "-u", "县财政局", "--plain").out
    assert "1. 漏项（2018年9月20日县政府办公室日常监测发现）；整改期限2018年10月20日" in said
    assert "2. 断链3处" in said
    assert "问题2没有定期限，于2018年10月22日前报送整改措施" in said


def test_the_form_to_answer_on_lies_on_its_side_and_says_who_fills_it_in(office: Office) -> None:
    word = Word(office.word("finding", "notice", "-u", "县教育局"))
    assert sections(word) == ["portrait", "landscape"]
    for label in ("填报单位", "（盖章）", "填报人", "电话", "日期", "整改情况", "佐证网址", "序号", "10月25日"):
        assert label in word.text()


def test_the_form_asks_for_the_day_that_the_letter_asks_for(office: Office) -> None:
    """A day that has passed cannot be met: the letter sets a new one, and its form says the same."""
    office.today = "2018-11-05"
    said = Word(office.word("finding", "notice", "-u", "县教育局")).text()
    (asked,) = set(re.findall(r"请于2018年(\d+月\d+日)前整改到位", said))
    form = said.split("整改情况反馈表")[-1]
    assert asked in form
    assert "10月25日" not in form


def test_the_form_for_several_problems_stands_below_its_title(office: Office, all_laid_out: AllLaidOut) -> None:
    """Rows to write in give way before the sheet does; of too many to give way the table goes on overleaf."""
    for no in range(1, 3):
        office.type("finding", "add", "-u", "县财政局", "--problem", f"栏目{no}没有更新", "--due", "2018-11-20")
    four = office.word("finding", "notice", "-u", "县财政局")
    for no in range(3, 10):
        office.type("finding", "add", "-u", "县财政局", "--problem", f"栏目{no}没有更新", "--due", "2018-11-20")
    eleven = office.word("finding", "notice", "-u", "县财政局")
    for pages, many in zip(all_laid_out([four, eleven]), (1, 3), strict=True):
        forms = [page for page in pages if "整改情况反馈表" in page and "附件：" not in page]
        assert len(forms) == 1
        assert "漏项" in forms[0], "the title does not stand alone"
        assert len(pages) - pages.index(forms[0]) <= many


def test_a_number_says_which_form_a_paper_has_and_the_plan_says_more(office: Office) -> None:
    red = Word(office.word("finding", "notice", "-u", "县教育局", "--issue", "威府办发〔2018〕9号"))
    assert red.styled("Letterhead") == ["威远县人民政府办公室文件"]
    assert red.styled("Number") == ["威府办发〔2018〕9号"]
    letter = Word(office.word("finding", "notice", "-u", "县财政局", "--issue", "威府办函〔2018〕9号"))
    assert letter.styled("LetterNumber") == ["威府办函〔2018〕9号"]
    neither = Word(office.word("finding", "notice", "-u", "县财政局", "--issue", "威公开办〔2018〕9号"))
    assert neither.styled("LetterNumber") == ["威公开办〔2018〕9号"], "usual for its kind"


def test_a_notice_is_issued_to_its_unit_and_printed_as_it_was(office: Office) -> None:
    place = office.folder / "一.docx"
    told = office.type("finding", "notice", "-u", "县教育局", "--issue", "威府办函[2018]60号", "-o", str(place))
    assert f"{LETTER}《威远县2018年政务公开工作问题整改通知书》，发县教育局" in told.err
    assert list(issued(office)) == [(LETTER, "县教育局", ("F3",))]
    first = place.read_bytes()
    assert Word(first).styled("LetterNumber") == [LETTER]
    office.today = "2018-10-20"
    office.type("finding", "rectify", "F3", "--note", "补齐", "--evidence", ADDRESS)
    assert office.word("finding", "notice", "--issued", LETTER) == first
    assert office.word("finding", "notice", "-u", "县教育局", "--issued", LETTER) == first
    assert office.word("report", "--issued", LETTER) == first
    office.type("audit", "verify")


@pytest.mark.parametrize("paper", [("finding", "notice"), ("deduct", "notify"), ("appeal", "notice")])
def test_what_was_issued_to_one_unit_is_not_printed_for_another(office: Office, paper: tuple[str, str]) -> None:
    office.type("finding", "notice", "-u", "县教育局", "--issue", LETTER)
    place = office.folder / "他.docx"
    refused = office.type(*paper, "-u", "县财政局", "--issued", LETTER, "-o", str(place), code=3)
    assert f"{LETTER} 是发给县教育局的，不是县财政局" in refused.err
    assert not place.exists()


def test_a_supervision_order_is_printed_as_it_was_issued(office: Office) -> None:
    place = office.folder / "单.docx"
    office.type("remind", "--form", str(place), "--item", "F3", "--basis", "请速办", "--issue", LETTER)
    first = place.read_bytes()
    office.today = "2018-10-20"
    office.type("finding", "rectify", "F3", "--note", "补齐", "--evidence", ADDRESS)
    assert office.word("remind", "--issued", LETTER) == first
    assert "请速办" in office.type("remind", "--issued", LETTER, "--plain").out
    assert office.type("remind", "--issued", LETTER, "--json").json
    for more in (("--sent", "微信"), ("--form", "夹"), ("--item", "F3"), ("--issue", LETTER)):
        assert "照原样再出一份" in office.type("remind", "--issued", LETTER, *more, code=2).err
    assert "印发过的有" in office.type("remind", "--issued", "威府办函〔2018〕1号", code=2).err


def test_a_number_is_one_papers_whatever_its_kind_and_nothing_is_told_without_it(office: Office) -> None:
    office.type("finding", "notice", "-u", "县教育局", "--issue", LETTER)
    office.type("deduct", "add", "-u", "县财政局", "--rule", "4.3", "--reason", "断链", "--evidence", ADDRESS)
    refused = office.type("deduct", "notify", "-u", "县财政局", "--issue", LETTER, code=3)
    assert f"{LETTER} 已用于《威远县2018年政务公开工作问题整改通知书》" in refused.err
    assert office.type("deduct", "list", "--json").json[0]["notified"] is None
    assert office.type("report", "--kind", "中期", "--issue", LETTER, code=3).out == ""
    office.type("remind", "--form", str(office.folder / "单.docx"), "--item", "F3", "--issue", LETTER, code=3)
    assert not (office.folder / "单.docx").exists()


def test_notices_to_all_are_numbered_in_turn_or_not_at_all(office: Office) -> None:
    office.type("finding", "notice", "--all", str(office.folder / "夹"), "--issue", LETTER)
    assert list(issued(office)) == [(LETTER, "县财政局", ("F4", "F5")), ("威府办函〔2018〕61号", "县教育局", ("F3",))]
    office.type("finding", "notice", "--all", str(office.folder / "夹"), "--issue", "威府办函〔2018〕59号", code=3)
    assert len(list(issued(office))) == 2


def test_what_was_issued_of_a_problem_stands_in_its_history(office: Office) -> None:
    office.type("finding", "notice", "-u", "县教育局", "--issue", LETTER)
    assert LETTER in office.type("show", "F3", "--plain").out


def test_a_single_deduction_is_told_in_running_text_with_its_receipt_and_the_form_to_object_on(office: Office) -> None:
    office.type(
        "deduct", "add", "-u", "县财政局", "--rule", "4.3", "--count", "3", "--reason", "断链", "--evidence", ADDRESS
    )
    office.type("deduct", "notify", "-u", "县财政局", "--issue", LETTER)
    word = Word(office.word("deduct", "notify", "--issued", LETTER))
    (said,) = [line for line in word.styled("Body") if line.startswith("因")]
    assert said.startswith("因断链，按照《威远县2018年政务公开工作要点》和考核细则《")
    assert "》第4.3条“网站出现断链死链或严重错情”，2018年10月8日对你单位扣3分" in said
    assert said.endswith(f"每处1分×3处；依据：{ADDRESS}")
    for label in (
        "送达回执",
        "送达文书",
        "扣分告知单（2018年10月8日）",
        "签收单位",
        "复核申请表",
        "申请理由",
        "复核决定",
    ):
        assert label in word.text()
    forms = [line for line in word.text().splitlines() if "D6" in line]
    assert forms == ["D6"], "the id stands on the form that comes back, and there alone"
    assert "2018年10月8日扣3分" in word.text()
    assert list(issued(office)) == [(LETTER, "县财政局", ("D6",))]


def test_a_gift_has_a_receipt_and_nothing_to_object_to(office: Office) -> None:
    office.type("bonus", "add", "-u", "县财政局", "--rule", "B1", "--reason", "推广", "--evidence", ADDRESS)
    said = Word(office.word("deduct", "notify", "B6")).text()
    assert "送达回执" in said
    assert "复核申请表" not in said


def test_one_matter_is_one_page_and_its_form(office: Office, all_laid_out: AllLaidOut) -> None:
    office.type("deduct", "add", "-u", "县财政局", "--rule", "4.3", "--reason", "断链", "--evidence", ADDRESS)
    papers = [
        office.word("finding", "notice", "-u", "县教育局", "--issue", "威府办函〔2018〕61号"),
        office.word("deduct", "notify", "-u", "县财政局", "--issue", LETTER),
        office.word("remind", "--item", "F3", "--form", str(office.folder / "督办单.docx")),
    ]
    papers[2] = (office.folder / "督办单.docx").read_bytes()
    first, second, third = all_laid_out(papers)
    assert (len(first), len(second), len(third)) == (2, 2, 1)


def test_a_form_to_see_to_a_matter_says_who_is_to_do_what_by_when(office: Office) -> None:
    place = office.folder / "督办单.docx"
    told = office.type(
        "remind", "--form", str(place), "--point", "9", "--basis", "请抓紧", "--issue", "威政督〔2018〕1号"
    )
    assert "发出后登记：gongkai remind --sent 督办单" in told.err
    said = Word(place.read_bytes()).text()
    assert "政务公开督办单" in said
    assert "（威府办函〔2018〕46号）要点9；批示：请抓紧" in said
    assert "2018年12月31日" in said
    assert "还有84天" not in said, "a paper is read on other days as well"
    for label in ("主办单位", "协办单位", "签收人", "办理情况", "申请延期", "督办单位审核"):
        assert label in said
    ((number, units, about),) = issued(office)
    assert (number, about) == ("威政督〔2018〕1号", ("要点/9",))
    assert "县环保局" in units


@pytest.mark.parametrize(
    ("what", "told"),
    [
        (("--item", "F3"), ("原定时限", "2018年10月25日，逾期", "反馈时限", "2018年11月6日前办结", "逾期原因")),
        (("--point", "9"), ("办结时限", "2018年12月31日", "申请延期")),
    ],
)
def test_a_form_to_see_to_names_a_day_that_is_to_come(office: Office, what: tuple[str, str], told: list[str]) -> None:
    """Of what is late the day that is over, and a new one; a later day is asked for before the first has gone by."""
    office.today = "2018-10-30"
    place = office.folder / "督办单.docx"
    office.type("remind", "--form", str(place), *what)
    said = Word(place.read_bytes()).text()
    assert [word for word in told if word not in said] == []
    assert ("申请延期" in said, "办结时限" in said) == (what[0] == "--point",) * 2
    helping = re.sub(r"\s", "", said.partition("协办单位")[2].partition(told[0])[0])
    assert bool(helping) == (what[0] == "--point"), "who is on the point has no part in what one of them was found at"


def test_a_supervision_order_rests_on_the_notice_that_was_issued_before(office: Office) -> None:
    place = office.folder / "督办单.docx"
    order = ("remind", "--item", "F3", "--form", str(place), "--overwrite")
    office.type("finding", "notice", "-u", "县教育局", "-o", str(office.folder / "通知书.docx"), "--issue", LETTER)
    office.type(*order)
    assert f"专项督查发现的问题；问题整改通知书（{LETTER}）" in Word(place.read_bytes()).text()
    office.type("remind", "--item", "F4", "--form", str(place), "--overwrite")
    assert LETTER not in Word(place.read_bytes()).text(), "of another unit's problem no notice was issued"


def test_a_form_to_see_to_a_problem_names_the_notice_beside_how_it_was_found(office: Office) -> None:
    found = ("--finding", "目录缺项｜补齐｜赵科长｜2018-10-12")
    office.type("selfcheck", "add", "-u", "县教育局", "--summary", "查了目录", *found)
    place, notice = office.folder / "督办单.docx", "《威远县2018年政务公开工作要点》（威府办函〔2018〕46号）"
    own = "“年内对本单位政务公开专项自查整改不少于1次”；2018年10月8日自查发现的问题"
    for item, said in (("F3", "；2018年9月20日专项督查发现的问题"), ("F4", "要点19；2018年9月20日"), ("F7", own)):
        office.type("remind", "--item", item, "--form", str(place), "--overwrite")
        assert notice + said in Word(place.read_bytes()).text(), item


NO_CONTACT = "没有写联系人，文书上的联系人和电话请手填；写进 tasks.yaml 的 plan.office_contact（name、phone）"
PEN = "＿＿＿＿＿＿"


def test_a_letter_of_an_office_without_a_contact_has_room_for_one_and_issuing_it_says_so(office: Office) -> None:
    office.type("deduct", "add", "-u", "县财政局", "--rule", "4.1", "--reason", "漏项", "--no-evidence", "现场")
    place = office.folder / "督办单.docx"
    for number, words in enumerate(
        (
            ("finding", "notice", "-u", "县教育局"),
            ("deduct", "notify", "-u", "县财政局"),
            ("remind", "--item", "F3", "--form", str(place)),
        ),
        60,
    ):
        path = place if "--form" in words else office.folder / "函.docx"
        out = () if "--form" in words else ("-o", str(path), "--overwrite")
        done = office.type(*words, "--issue", f"威府办函〔2018〕{number}号", *out)
        assert NO_CONTACT in done.err, words
        said = Word(path.read_bytes()).text()
        assert f"联系人：{PEN}" in said
        assert f"电话：{PEN}" in said


def test_a_letter_of_an_office_with_a_contact_names_it_and_nothing_is_asked(office: Office) -> None:
    named = "  office: 县政府办公室\n  office_contact: {name: 张主任, phone: 0832-8222222}\n"
    plan = office.folder / "tasks.yaml"
    plan.write_text(packaged_tasks().read_text("utf-8").replace("  office: 县政府办公室\n", named, 1), "utf-8")
    office.type("load", str(plan))
    path = office.folder / "函.docx"
    done = office.type("finding", "notice", "-u", "县教育局", "--issue", LETTER, "-o", str(path))
    assert "联系人" not in done.err
    assert "（联系人：张主任；联系电话：0832-8222222）" in Word(path.read_bytes()).text()


def test_a_form_to_see_to_for_many_units_is_one_sheet(office: Office, all_laid_out: AllLaidOut) -> None:
    place = office.folder / "督办单.docx"
    office.type("remind", "--form", str(place), "--item", "11.1", "--within", "90", "--issue", LETTER)
    (pages,) = all_laid_out([place.read_bytes()])
    assert "等11个" in pages[0].replace(" ", "")
    assert len(pages) == 1


def test_a_reminder_on_paper_is_an_official_notice(office: Office) -> None:
    """To whom, what, by when, whose and of which day; nothing of a message."""
    office.today = "2018-10-26"
    word = Word(office.word("remind"))
    said = word.text()
    assert word.styled("Title") == ["威远县2018年政务公开工作催办通知"]
    assert [word for word in ("粘贴", "您好", "感谢", "F3", "F4") if word in said] == []
    assert word.styled("Addressee")[-1].endswith("：")
    assert "县教育局" in word.styled("Addressee")[-1]
    assert (word.styled("Issuer"), word.styled("Date")) == (["威远县人民政府办公室"], ["2018年10月26日"])
    assert "请于2018年11月2日前办结，把办理情况书面反馈县政府办公室" in said
    assert any(line.endswith("县教育局") for line in word.styled("Heading1"))
    assert "粘贴" in office.type("remind").out


def test_a_reminder_on_paper_to_one_unit_has_neither_headings_nor_numbers(office: Office) -> None:
    office.today = "2018-10-26"
    word = Word(office.word("remind", "-u", "县教育局"))
    assert word.styled("Heading1") == []
    assert word.styled("Addressee")[-1] == "县教育局："


def test_a_units_report_is_a_plain_paper_without_ids(office: Office, all_laid_out: AllLaidOut) -> None:
    """It has no number: 版头 and 版记 are on paper of the unit's own. 签发人 stands above the title (7.2.6)."""
    found = "栏目空白2处｜补齐｜赵科长｜2018-10-30"
    office.type("selfcheck", "add", "-u", "县教育局", "--points", "7,34", "--summary", "查了栏目", "--finding", found)
    paper = office.word("selfcheck", "report", "-u", "县教育局")
    word = Word(paper)
    assert word.styled("Letterhead") + word.styled("Imprint") == []
    assert word.styled("NumberUp") == ["签发人：　　　"]
    assert re.search(r"[FS]\d", "".join(word.styled("Body"))) is None
    assert "范围为要点7、\u200b34" in word.text(), "LibreOffice is told that a line may end there"
    assert len(all_laid_out([paper])[0]) <= 3


def test_a_units_own_points_bear_no_light_of_the_county(office: Office) -> None:
    said = office.type("units", "list", "县教育局", "--plain").out
    assert "完成" in said
    assert "灯" not in said


def test_matters_of_a_folder_are_one_each_and_one_file_holds_one(office: Office) -> None:
    folder = office.folder / "督办"
    office.type("remind", "-u", "县财政局", "--within", "30", "--form", str(folder))
    assert sorted(path.name for path in folder.iterdir()) == ["督办单-县财政局-F4.docx"]
    office.today = "2018-12-20"
    assert "一个文件只写一件" in office.type("remind", "--form", str(office.folder / "单.docx"), code=2).err
    assert "没有要催办的事项" in office.type("remind", "--form", str(folder), "--item", "F99", code=3).err
    assert "和 --form 一起用" in office.type("remind", "--issue", LETTER, code=2).err


FILLABLE = Fillable("f", "", ((Blank("填报人", "张三"), Blank("日期")), (Blank("意见", lines=3),)))
FORM = Document(
    "any",
    "题",
    (
        text("正文。"),
        Attachment(0, "表", (FILLABLE,), landscape=True),
        Attachment(2, "后表", (text("又一张。"),)),
    ),
)


def test_a_form_to_be_filled_in_is_told_in_every_format_and_kept_whole() -> None:
    assert from_text(to_text(FORM)) == FORM
    for said in (plain.write(FORM), markdown.write(FORM), html.write(FORM), csv.write(FORM).decode()):
        assert "填报人" in said
        assert "张三" in said
        assert "意见" in said
    assert "填报人" in terminal.draw(FORM, width=80, colour=False)


def test_pages_that_lie_are_a_section_of_their_own_and_those_behind_stand_again() -> None:
    assert sections(Word(to_docx.write(FORM))) == ["portrait", "landscape", "portrait"]
    upright = replace(FORM, blocks=(FORM.blocks[0], replace(FORM.blocks[1], landscape=False)))
    assert sections(Word(to_docx.write(upright))) == ["portrait"]


def test_an_attachment_frozen_before_any_lay_on_its_side_stands() -> None:
    old = '{"$":"Attachment","no":1,"title":"表","blocks":[]}'
    assert from_text(old) == Attachment(1, "表", ())


@pytest.mark.parametrize(("items", "said"), [(("甲",), "甲"), (("甲", "乙"), "1. 甲")])
def test_what_stands_alone_has_no_number(items: tuple[str, ...], said: str) -> None:
    assert said in plain.write(Document("any", "题", (listed(items),))).splitlines()


def test_a_reminder_on_paper_is_issued_under_its_number(office: Office) -> None:
    office.today = "2018-10-26"
    first = office.word("remind", "--issue", LETTER)
    assert Word(first).styled("LetterNumber") == [LETTER]
    assert office.word("remind", "--issued", LETTER) == first
    assert (
        f"{LETTER} 已用于" in office.type("remind", "-o", str(office.folder / "二.docx"), "--issue", LETTER, code=3).err
    )
    assert not (office.folder / "二.docx").exists()
    said = office.type("remind", "-o", str(office.folder / "三.txt"), "--issue", "威府办函〔2018〕7号", code=2).err
    assert "编文号的是督办单和催办通知" in said


@pytest.mark.parametrize("name", ["催办.docx", "催办.txt"])
def test_of_nothing_to_remind_no_paper_is_written_and_no_number_spent(office: Office, name: str) -> None:
    path = office.folder / name
    more = ("--issue", LETTER) if name.endswith("docx") else ()
    said = office.type("remind", "-u", "县政府法制办", "--within", "0", "-o", str(path), *more).err
    assert f"没有要催办的事项，没有写 {path}" in said
    assert not path.exists()
    assert "没有登记过印发" in office.type("report", "--issued", LETTER, code=2).err


def test_a_reminder_is_signed_on_the_day_that_it_tells_of(office: Office) -> None:
    office.today = "2018-10-26"
    on = office.word("remind", "--as-of", "2018-09-28")
    assert office.word("remind", "--date", "2018-09-28", "--as-of", "2018-09-28") == on
    assert Word(on).styled("Date") == ["2018年9月28日"]
    said = office.type("remind", "--as-of", "2018-09-28", "--date", "2018-09-30", "-o", "x.docx", code=2).err
    assert "催办写的是落款当天的情况" in said
