"""先看这里: what a morning's first screen puts before the clerk and the department."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.desk.counter import Desk


def test_a_rectification_due_today_stands_at_the_top(desk: Desk) -> None:
    on = {"today": "2018-11-28"}
    desk.must("finding", "add", "-u", "东联镇", "--point", "1", "--problem", "栏目空白", "--due", "2018-11-30", **on)
    assert "今天到期" not in desk.must("status", today="2018-11-29").out
    first = desk.must("status", today="2018-11-30").out
    assert "问题整改今天到期" in first
    assert first.index("今天到期") < first.index("加大决策")
    assert "今天到期" not in desk.must("status", today="2018-12-01").out


def test_after_closing_no_light_is_laid_to_other_units(desk: Desk) -> None:
    late = {"today": "2019-01-20"}
    before = desk.must("status", "-u", "东联镇", **late).out
    assert "逾期20天" in before
    assert "逾期1天" not in before
    desk.must("year", "close", "--force", "--reason", "试", **late)
    said = desk.must("status", "-u", "东联镇", **late).out
    assert "已于2019年1月20日封存，没有要办的事项" in said
    assert "逾期的是其他单位" not in said


def test_scores_tell_of_proposals_that_nobody_has_handled(desk: Desk) -> None:
    late = {"today": "2019-01-05"}
    assert "条扣分建议没有处理" in desk.must("score", **late).err
    told = desk.must("scorecard", "县教育局", **late).err
    assert "gongkai deduct propose -u 县教育局" in told
    assert "条扣分建议没有处理" not in desk.must("score", today="2018-07-25").err
    desk.must("year", "close", "--force", "--reason", "试", **late)
    assert "条扣分建议没有处理" not in desk.must("score", **late).err


def test_a_reminder_does_not_say_the_words_of_the_notice_twice(desk: Desk) -> None:
    words = desk.must("remind", "-u", "县政府办公室", "--within", "60").out
    assert words.count("四级数据交换系统互联互通") == 1
    assert "（政府网站常态化抽查并通报）" in words


def test_the_morning_s_screen_has_lights_and_a_bar_for_each_chapter(desk: Desk) -> None:
    desk.must("progress", "add", "8", "-u", "县国资办", "--percent", "100", "--note", "办完")
    drawn = desk.answer("status")
    assert "● 黄（预警）" in drawn
    bars = [line for line in drawn.splitlines() if "平均" in line]
    assert [line[:2] for line in bars] == ["一、", "二、", "三、", "四、"]
    assert bars[0].split()[1:] == ["▓" * 2 + "─" * 30, "0", "1", "0", "13", "平均7%"]


def test_a_pipe_has_no_bars_and_no_lamps(desk: Desk) -> None:
    said = desk.must("status").out
    assert not set("●█▓━─│") & set(said)
    assert "平均" not in said
