"""`gongkai load`: put a year's file in force, the first time or as a revision."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gongkai.cli import options
from gongkai.cli.counter import Counter, counter_of
from gongkai.cli.present import present
from gongkai.cli.talk import say, warn
from gongkai.errors import BadValue, NoStore

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gongkai.domain.plan import Plan
    from gongkai.domain.uncounted import Effect
    from gongkai.errors import Problem
    from gongkai.intake.plan_file import PlanFile
    from gongkai.services.loading import Loaded
    from gongkai.storage.writing import Register

app = typer.Typer()


class _DryRun(Exception):
    """Leaves the store as it was."""


@app.command(help="载入一个年度的要点文件；已有的年度按编号比对，逐项说明变化，记录一条不丢")
def load(
    ctx: typer.Context,
    file: Annotated[Path | None, typer.Argument(metavar="文件", help="要点文件，如 tasks.yaml")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查、只比对，不载入")] = False,
    carry: Annotated[
        int | None,
        typer.Option(
            "--carry", metavar="年度", min=1, max=9999, help="沿用这一年的名录（文件里可不写），结转它没有销号的问题"
        ),
    ] = None,
    json: options.Json = False,
    plain: options.Plain = False,
) -> None:
    """Load a plan; tell its notes and its differences."""
    from gongkai.intake.plan_file import read_plan
    from gongkai.report.loading import load_document, worth_telling

    counter = counter_of(ctx)
    read = read_plan(_named(file), _roster(counter, carry) if carry is not None else None)
    effects = _effects(counter, read.plan)
    done = _load(counter, read, carry, dry_run=dry_run)
    told = read.notes if dry_run else worth_telling(read.notes, done)
    if done.first:
        _tell(told)
    present(load_document(done, len(read.notes), dry_run=dry_run, effects=effects), json=json, plain=plain)
    if not done.first:  # what changed comes before what deserves a look
        _tell(told)
    if len(told) < len(read.notes):
        say(f"另有{len(read.notes) - len(told)}条提示与这次的变化无关，全部提示用 --dry-run 查看")
    if done.first and not dry_run:
        _warn_of_open_years(counter, read.plan.year)


def _named(file: Path | None) -> Path:
    """Return the file that was named; `BadValue` tells where the packaged one is."""
    if file is None:
        from gongkai.intake.packaged import packaged_tasks

        raise BadValue(
            "没有写要点文件", f"如 gongkai load tasks.yaml；程序自带的2018年要点可以拷来改：{packaged_tasks()}"
        )
    return file


def _effects(counter: Counter, plan: Plan) -> tuple[Effect, ...]:
    """Return what the plan, put in the place of the year's present one, does to items already met or overdue."""
    from msgspec.structs import replace

    from gongkai.cli.counter import calendar_of
    from gongkai.cli.looking import look
    from gongkai.domain.closing import in_force
    from gongkai.domain.duties import duty_items
    from gongkai.domain.roster import roster_of
    from gongkai.domain.uncounted import effects
    from gongkai.domain.workdays import UnknownYear

    try:
        with counter.reader() as reader:
            known = plan.year in reader.years() and in_force(reader.closing(plan.year)) is None
    except NoStore:
        known = False
    if not known:
        return ()
    try:
        year = look(counter, plan.year, None)
        ledger = replace(year.ledger, plan=plan)
        now = duty_items(ledger, roster_of(plan, ledger.assigns), year.standing, calendar_of(plan))
        return effects(year.items, now)
    except UnknownYear:  # the revision may be what brings the year's holidays
        return ()


def _warn_of_open_years(counter: Counter, loaded: int) -> None:
    """Tell that commands look at the new year from now on, where an earlier one is still open."""
    from gongkai.domain.closing import in_force

    with counter.reader() as reader:
        years = [year for year in reader.years() if year < loaded and in_force(reader.closing(year)) is None]
    if years:
        last = max(years)
        warn(f"{last}年度还没有封存；今后默认登记和查看{loaded}年度，办{last}年度的事请加 --year {last}")


def _tell(notes: Sequence[Problem]) -> None:
    for note in notes:
        say(f"{note.where}: {note.message}" + (f"；{note.hint}" if note.hint else ""))


def _roster(counter: Counter, year: int) -> Plan:
    try:
        with counter.reader() as reader:
            return reader.plan(year)
    except NoStore:
        raise BadValue(f"还没有 {year} 年度的要点，无从结转", "先载入那一年的要点文件") from None


def _load(counter: Counter, read: PlanFile, carry: int | None, *, dry_run: bool) -> Loaded:
    from msgspec.structs import replace

    from gongkai.services.carrying import carry_over
    from gongkai.services.loading import Loaded, load_plan

    done: list[Loaded] = []

    def fill(register: Register) -> None:
        loaded = load_plan(register, read.plan, read.roster)
        carried = carry_over(register, read.plan, carry) if carry is not None else None
        done.append(replace(loaded, carried=carried))
        if dry_run:
            raise _DryRun

    try:
        with counter.register() as register:
            fill(register)
    except _DryRun:
        pass
    except NoStore:
        if dry_run:
            return Loaded(read.plan, (), first=True)
        counter.create(fill)
    return done[0]
