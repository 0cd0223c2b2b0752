"""The blocks of an official paper in the plain formats: attachments, signature, heat map; a chart leaves its table."""

from __future__ import annotations

from msgspec.structs import replace

from gongkai.papers import csv as to_csv
from gongkai.papers import markdown as to_markdown
from gongkai.papers import plain
from gongkai.papers.document import Attachment
from gongkai.papers.terminal import draw
from tests.render.papers import CIRCULAR, SCORES


def test_the_terminal_tells_attachments_signature_and_heat_map_in_words() -> None:
    drawn = draw(CIRCULAR, width=80, colour=False)
    told = (
        "附件1　镇得分表",
        "威远县人民政府办公室\n2018年12月31日",
        "红（逾期）；黄（预警）；绿（正常）",
        "严陵镇人民政府     95",
    )
    assert [part for part in told if part not in drawn] == []
    row = next(line for line in drawn.splitlines() if line.startswith("要点8"))
    assert row.split() == ["要点8", "—", "黄"]


def test_markdown_gives_an_attachment_its_heading() -> None:
    written = to_markdown.write(CIRCULAR)
    assert "\n## 附件1　镇得分表\n" in written
    assert "| 要点1 | 绿 | 红 |" in written
    assert "\n威远县人民政府办公室\n\n2018年12月31日\n" in written


def test_the_only_attachment_has_no_number() -> None:
    alone = replace(CIRCULAR, blocks=(Attachment(0, "镇得分表", (SCORES,)),))
    assert "\n## 附件　镇得分表\n" in to_markdown.write(alone)


def test_a_csv_holds_the_heat_map_and_the_attached_table() -> None:
    written = "".join(content.decode("utf-8-sig") for _, content in to_csv.files(CIRCULAR))
    assert "要点1,绿,红" in written
    assert "严陵镇人民政府,95,1" in written


def test_a_chart_says_nothing_where_it_cannot_be_drawn() -> None:
    for written in (draw(CIRCULAR, width=80, colour=False), plain.write(CIRCULAR), to_markdown.write(CIRCULAR)):
        assert "优秀" not in written
