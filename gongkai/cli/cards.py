"""Scorecards at the counter: of one unit, or a file for each; the year is read and scored once for all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.cli.disputes import disputes
from gongkai.cli.present import store
from gongkai.cli.talk import counted, say
from gongkai.errors import BadValue
from gongkai.render.formats import ENDINGS, format_of
from gongkai.report.scorecard import scorecard_document

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from pathlib import Path

    from gongkai.cli.scoring import Scored
    from gongkai.document import Document
    from gongkai.domain.scorecard import UnitScore


def card_maker(found: Scored, today: date, *, on_paper: bool = False) -> Callable[[UnitScore], Document]:
    """Return what makes the scorecard of a score of the year, with what may be objected to today."""
    units = {unit.name: unit for unit in found.year.plan.units}
    tell = disputes(found, today)

    def made(score: UnitScore) -> Document:
        group = [one for one in found.scores if one.group == score.group]
        competing, waiting = sum(one.rank is not None for one in group), sum(one.score is None for one in group)
        equals = sum(one.rank == score.rank is not None for one in group if one.unit != score.unit)
        return scorecard_document(
            found.year,
            score,
            units[score.unit],
            competing=competing,
            equals=equals,
            waiting=waiting,
            dispute=tell(score.unit),
            on_paper=on_paper,
        )

    return made


def write_cards(make: Callable[[UnitScore], Document], scores: Sequence[UnitScore], folder: Path, ending: str) -> None:
    """Write the scorecard of every score into a folder, made if need be; raises `BadValue`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise BadValue(f"建不了文件夹：{folder}", "请写一个能写入的文件夹") from None
    for score in counted(scores, "得分表"):
        store(make(score), folder / f"得分表-{score.unit}{ending}")
    say(f"已写入 {len(scores)} 份得分表：{folder}")


def ending_of(typed: str | None) -> str:
    """Return the ending of files in the format typed (`docx`, `.md`); the usual one where none was."""
    return ENDINGS[0] if typed is None else format_of(f"得分表.{typed.strip().lstrip('.')}").ending
