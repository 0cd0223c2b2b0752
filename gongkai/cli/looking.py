"""Reading a year: open late, read once, close, then judge. The first look on a new machine loads the packaged plan."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from gongkai.cli.session import as_of_day, calendar_of
from gongkai.cli.talk import say
from gongkai.closing.seal import standing_of
from gongkai.duty.items import duty_items
from gongkai.errors import NoStore, StoreFault
from gongkai.plan.roster import roster_of
from gongkai.progress.status import overview
from gongkai.settings import default_folder, is_postgres
from gongkai.year import Year

if TYPE_CHECKING:
    from collections.abc import Collection

    from gongkai.cli.session import Counter
    from gongkai.register.ledger import Ledger, Standing
    from gongkai.register.reading import Whole
    from gongkai.register.writing import Register

STATUS = (
    "assigns",
    "progress",
    "reviews",
    "self_inspections",
    "findings",
    "finding_steps",
    "events",
    "settlements",
)
SCORES = (*STATUS, "entries", "rulings", "figures", "appeals")
EVERYTHING = (*SCORES, "inspections")


def look(
    counter: Counter,
    year: int | None,
    as_of: str | None,
    fields: Collection[str] = STATUS,
    whole: Whole | None = None,
) -> Year:
    """Return the year as it stands, judged; only the `fields` of the ledger that the paper needs."""
    return judged(*read(counter, year, as_of, fields, whole))


def judged(ledger: Ledger, standing: Standing) -> Year:
    """Return a ledger with what the law says of it."""
    roster = roster_of(ledger.plan, ledger.assigns)
    calendar = calendar_of(ledger.plan)
    items = duty_items(ledger, roster, standing, calendar)
    state = overview(ledger, roster, items, standing)
    return Year(ledger, roster, standing, items, state, calendar)


def read(
    counter: Counter,
    year: int | None,
    as_of: str | None,
    fields: Collection[str],
    whole: Whole | None = None,
) -> tuple[Ledger, Standing]:
    """Return a year's records as they count on the day asked for; the store is closed again."""
    day = as_of_day(as_of)
    try:
        return _read(counter, year, day, fields, whole)
    except NoStore:
        first_run(counter)
        return _read(counter, year, day, fields, whole)


def _read(
    counter: Counter, year: int | None, day: date | None, fields: Collection[str], whole: Whole | None
) -> tuple[Ledger, Standing]:
    with counter.reader() as reader:
        plan = reader.plan(year)
        standing = standing_of(plan, reader.closing(plan.year), counter.now, day)
        return reader.ledger(plan.year, standing.cutoff, fields, whole), standing


def first_run(counter: Counter) -> None:
    """Make the database with the packaged plan, on SQLite only, and say where; `NoStore` where that cannot be."""
    folder = Path(counter.store).parent
    if is_postgres(counter.store):
        raise NoStore("数据库里还没有本工具的表", "由管理员执行一次：gongkai load tasks.yaml")
    if folder != default_folder() and not folder.is_dir():
        raise StoreFault(f"没有这个文件夹：{folder}", "请先建好文件夹，或用 --db 另指位置")
    from gongkai.plan.acts import load_plan
    from gongkai.plan.reading import packaged_tasks, read_plan

    path = packaged_tasks()
    plan = read_plan(path).plan

    def fill(register: Register) -> None:
        load_plan(register, plan, str(path))

    counter.create(fill)
    say(f"还没有数据库，已新建并载入《{plan.title}》：{counter.store}")
