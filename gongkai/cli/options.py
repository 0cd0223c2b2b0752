"""Options that many commands share, each declared once."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from gongkai.cli.completion import complete_entries, complete_findings, complete_points, complete_units
from gongkai.cli.talk import say, warn
from gongkai.papers.formats import ENDINGS
from gongkai.plan.lookup import apart
from gongkai.wording import EVERYONE

MIB = 1 << 20
LARGE = 50 * MIB
WHEN = "时间与经手"

Year = Annotated[int | None, typer.Option("--year", metavar="年度", min=1, max=9999, help="哪一年的要点，默认最近一年")]
YearOfRecord = Annotated[int | None, typer.Option("--year", metavar="年度", min=1, max=9999, hidden=True)]
"""What is recorded is of the latest year; a refusal names the option where it is of another."""
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="日期", help="只看到这一天为止，如 2018-09-30")]
Json = Annotated[bool, typer.Option("--json", help="输出 JSON，供程序读取")]
Plain = Annotated[bool, typer.Option("--plain", help="不用颜色，不折行，一行一条，便于查找")]
Date = Annotated[str | None, typer.Option("--date", metavar="日期", help="事实发生或办理的日期，默认今天")]
By = Annotated[str | None, typer.Option("--by", metavar="姓名", help="作出决定的人，默认就是登记人")]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="文件", help=f"写入文件，格式看扩展名：{' '.join(ENDINGS)}"),
]
Public = Annotated[bool, typer.Option("--public", help="出公开版：遮盖证件号、电话等个人信息，不带内部提示")]


Issue = Annotated[
    str | None, typer.Option("--issue", metavar="文号", help="登记印发：按这个文号把文书存下，以后原样不变")
]
Issued = Annotated[str | None, typer.Option("--issued", metavar="文号", help="把印发过的照原样再出一份")]


def each_id(values: list[str] | None) -> list[str] | None:
    """Return the ids in what was typed, however they are put beside each other; none where nothing was."""
    return list(apart(values or ())) or None


Point = Annotated[str | None, typer.Argument(metavar="编号", help="要点编号", autocompletion=complete_points)]
Points = Annotated[
    list[str] | None,
    typer.Argument(metavar="编号", help="要点编号，可以写几个，如 8 或 1-7,9", autocompletion=complete_points),
]
PointOption = Annotated[
    str | None, typer.Option("--point", metavar="编号", help="有关的要点编号", autocompletion=complete_points)
]
Unit = Annotated[
    str | None,
    typer.Option(
        "--unit",
        "-u",
        metavar="单位",
        envvar="GONGKAI_UNIT",
        help="单位的名称、简称、拼音首字母或其中几个字",
        autocompletion=complete_units,
        show_envvar=False,
    ),
]
UnitFilter = Annotated[
    str | None,
    typer.Option("--unit", "-u", metavar="单位", help="只看这个单位", autocompletion=complete_units),
]
Mine = Annotated[
    str | None,
    typer.Option(
        "--unit",
        "-u",
        metavar="单位",
        envvar="GONGKAI_UNIT",
        help="把这个单位单列一行",
        autocompletion=complete_units,
        show_envvar=False,
    ),
]


def own(value: str | None) -> str | None:
    """Return the unit given, else the environment's, which is told; `EVERYONE` is none."""
    usual = os.environ.get("GONGKAI_UNIT", "").strip()
    if value is None and usual:
        say(f"只看{usual}（环境变量 GONGKAI_UNIT）；看全部单位加 -u {EVERYONE}")
    found = usual if value is None else value.strip()
    return found if found not in ("", EVERYONE) else None


OwnFilter = Annotated[
    str | None,
    typer.Option("--unit", "-u", metavar="单位", help="只看这个单位", autocompletion=complete_units, callback=own),
]
Units = Annotated[
    list[str] | None,
    typer.Option(
        "--unit",
        "-u",
        metavar="单位",
        envvar="GONGKAI_UNIT",
        help="单位，可以写几个",
        autocompletion=complete_units,
        show_envvar=False,
    ),
]
FindingIds = Annotated[
    list[str] | None,
    typer.Argument(metavar="问题编号", help="如 F12，可以写几个", callback=each_id, autocompletion=complete_findings),
]

EntryIds = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="编号",
        help="如 D37（扣分）、B37（加分）、X37（否决），可以写几个",
        callback=each_id,
        autocompletion=complete_entries,
    ),
]


def _weighed(values: list[str] | None) -> list[str] | None:
    """Tell of evidence so large that the store beside the database would grow by it; it is kept all the same."""
    for value in values or ():
        with suppress(OSError, ValueError):
            size = Path(value).stat().st_size
            if size > LARGE:
                warn(f"佐证文件“{value}”有{size // MIB}兆，会照样存一份；大的材料最好给网址或文号")
    return values


Evidence = Annotated[
    list[str] | None,
    typer.Option("--evidence", metavar="佐证", help="网址、文号或文件，可以写几个", callback=_weighed),
]
Note = Annotated[str, typer.Option("--note", metavar="说明", help="补充说明")]
Reason = Annotated[str | None, typer.Option("--reason", metavar="理由", help="写明理由")]
