"""Outside figures (外部得分): the office enters what somebody else has scored a unit for a stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from gongkai.domain.records import Figure
from gongkai.domain.rulebook import find_stage, sheet_for, stage_figure
from gongkai.domain.rules import reason_given
from gongkai.services.desk import handling
from gongkai.services.entries import rubric_of
from gongkai.services.evidence import kept

if TYPE_CHECKING:
    from decimal import Decimal

    from gongkai.services.desk import When
    from gongkai.storage.writing import Register


class NewFigure(Struct, frozen=True):
    """A score as typed, on the scale of a full one."""

    unit: str
    stage: str
    score: Decimal
    reason: str
    evidence: tuple[str, ...] = ()


def record_figure(register: Register, when: When, new: NewFigure) -> Figure:
    """Record an outside figure for a unit and stage; the latest that stands counts, so a slip is entered anew."""
    desk = handling(register, when)
    assessment = rubric_of(desk)
    unit = desk.unit(new.unit)
    figure = Figure(
        year=desk.year,
        day=desk.day,
        unit=unit.name,
        stage=find_stage(sheet_for(assessment, unit), new.stage, external=True),
        score=stage_figure(assessment, new.score),
        reason=reason_given(new.reason),
        by=desk.by,
        evidence=kept(register, new.evidence),
    )
    return register.add(figure, "score.record")
