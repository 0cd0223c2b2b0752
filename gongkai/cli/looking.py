"""Reading a year: open late, read once, close, then judge. The first look on a new machine loads the packaged plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongkai.cli.talk import say
from gongkai.errors import NoStore
from gongkai.register.driver import nothing_there
from gongkai.settings import is_default
from gongkai.year import year_of

if TYPE_CHECKING:
    from gongkai.cli.session import Session
    from gongkai.register.writing import Register
    from gongkai.year import Where, Year


def look(
    session: Session, year: int | None, as_of: str | None, *, latest: bool | Where = False, months: bool = False
) -> Year:
    """Return the year as it stands on the day asked for; the store is closed again.

    `latest`: of the reports only those that decide a status, for what does not tell of each, and all of the place that
    it names; `months`: or that decided one at a month's end.
    """
    day = session.as_of_day(as_of)

    def read() -> Year:
        with session.reader() as reader:
            found = year_of(reader, year, session.now, day, latest=latest, months=months)
            session.hold(reader, found.ledger)
            return found

    try:
        return read()
    except NoStore:
        first_run(session)
        return read()


def first_run(session: Session) -> None:
    """Make the default database with the packaged plan, and say where; elsewhere a look makes nothing: `NoStore`."""
    if not is_default(session.store):
        raise nothing_there(session.store)
    from gongkai.plan.acts import load_plan
    from gongkai.plan.reading import packaged_tasks, read_plan

    path = packaged_tasks()
    plan = read_plan(path).plan

    def fill(register: Register) -> None:
        load_plan(register, plan, str(path))

    if session.create(fill):  # else another call was first, and says so
        say(f"还没有数据库，已新建并载入《{plan.title}》：{session.store}")
