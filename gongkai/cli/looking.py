"""Reading a year: open late, read once, close, then judge. The first look on a new machine loads the packaged plan."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from gongkai.cli.talk import say
from gongkai.errors import NoStore, StoreFault
from gongkai.settings import default_folder, is_postgres
from gongkai.year import year_of

if TYPE_CHECKING:
    from gongkai.cli.session import Session
    from gongkai.register.writing import Register
    from gongkai.year import Year


def look(session: Session, year: int | None, as_of: str | None, *, latest: bool = False, months: bool = False) -> Year:
    """Return the year as it stands on the day asked for; the store is closed again.

    `latest`: of the reports only those that decide a status, for what does not tell of each; `months`: or that decided
    one at a month's end.
    """
    day = session.as_of_day(as_of)
    try:
        return _look(session, year, day, latest=latest, months=months)
    except NoStore:
        first_run(session)
        return _look(session, year, day, latest=latest, months=months)


def _look(session: Session, year: int | None, day: date | None, *, latest: bool, months: bool) -> Year:
    with session.reader() as reader:
        return year_of(reader, year, session.now, day, latest=latest, months=months)


def first_run(session: Session) -> None:
    """Make the database with the packaged plan, on SQLite only, and say where; `NoStore` where that cannot be."""
    folder = Path(session.store).parent
    if is_postgres(session.store):
        raise NoStore("数据库里还没有本工具的表", "由管理员执行一次：gongkai load tasks.yaml")
    if folder != default_folder() and not folder.is_dir():
        raise StoreFault(f"没有这个文件夹：{folder}", "请先建好文件夹，或用 --db 另指位置")
    from gongkai.plan.acts import load_plan
    from gongkai.plan.reading import packaged_tasks, read_plan

    path = packaged_tasks()
    plan = read_plan(path).plan

    def fill(register: Register) -> None:
        load_plan(register, plan, str(path))

    session.create(fill)
    say(f"还没有数据库，已新建并载入《{plan.title}》：{session.store}")
