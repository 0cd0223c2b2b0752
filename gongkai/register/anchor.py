"""The anchor (存单): where the trail stood at a moment, in a few lines to be filed on paper or elsewhere.

Whoever rewrites a whole trail makes one that agrees with itself; it does not agree with what lies in another's file.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.errors import VERIFY, BadValue, hint_of, why
from gongkai.register.codec import CST

if TYPE_CHECKING:
    from pathlib import Path

_LARGEST = 1 << 16
_BEGINS = r"台账名\s*[：:]"
_LINES = re.compile(
    r"台账名\s*[：:]\s*(?P<ledger>\S+)[\s\S]*?痕迹\s*[：:]\s*(?P<count>[0-9]{1,18})\s*条[\s\S]*?"
    r"末条校验码\s*[：:]\s*(?P<head>[0-9a-fA-F]{64})(?![0-9a-fA-F])[\s\S]*?时间\s*[：:]\s*(?P<moment>\S+ \S+)"
)
_FORM = """政务公开台账痕迹存单

台账名：{ledger}
痕迹：{count}条
末条校验码：{head}
时间：{moment}

存单记下痕迹此刻的末尾，请打印盖章，或存到台账以外的地方（公文系统、上级、U盘）。
{by_file}；{by_paper}
对得上，说明此刻以前的登记一条没有改、没有少；此刻以后的，要看以后的存单。
"""


class Anchor(Struct, frozen=True):
    """The ledger's name, how many lines its trail had, the last one's hash, and when (+08:00)."""

    ledger: str
    count: int
    head: str
    moment: datetime

    def written(self) -> str:
        """Return the text to be filed."""
        told = self.moment.astimezone(CST).strftime("%Y-%m-%d %H:%M:%S")
        ways = {
            "by_file": hint_of("以后核对", do=(*VERIFY, "--anchor", "本文件")),
            "by_paper": hint_of("只有纸的", do=(*VERIFY, "--head", "末条校验码")),
        }
        return _FORM.format(ledger=self.ledger, count=self.count, head=self.head, moment=told, **ways)


def read_anchor(path: Path) -> Anchor:
    """Return the anchor in a file; `BadValue` where there is none in it."""
    try:
        with path.open("rb") as file:
            text = file.read(_LARGEST).decode("utf-8-sig", "replace")
    except OSError as error:
        cause, advice = why(error)
        raise BadValue(f"读不了存单（{cause}）：{path}", advice) from error
    if len(re.findall(_BEGINS, text)) > 1:  # the first alone would be held against the trail, and the rest believed
        raise BadValue(f"这个文件里不止一份存单：{path}", "一份存单一个文件，分开以后逐份核对")
    found = _LINES.search(text)
    try:
        moment = datetime.strptime(f"{found['moment']} +0800", "%Y-%m-%d %H:%M:%S %z") if found else None
    except ValueError:
        moment = None
    if found is None or moment is None:
        raise BadValue(f"这不是痕迹存单：{path}", "只有校验码的，用 --head；存单这样写出", do=("audit", "anchor"))
    return Anchor(found["ledger"], int(found["count"]), found["head"].lower(), moment)
