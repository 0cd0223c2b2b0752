"""`--template 我办.docx`: papers are written into an office's own Word file. Every command that writes files has it.

One given on the command line must be there, and is looked at before anything is recorded. One that the year's file
names is looked for in the current folder, then beside the database; where it is not found, or is no Word file, the
paper is written into the one that ships, and that is told.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field
from typer.core import TyperOption

from gongkai.cli.talk import warn
from gongkai.errors import BadValue, why

if TYPE_CHECKING:
    from collections.abc import Iterator

    from typer._click import Context, Parameter  # for annotations alone: nothing private at run time

    from gongkai.papers.document import Document

GIVEN = "gongkai.template"
"""Where a command's context keeps the file that was given."""


class Lent(Struct, frozen=True):
    """What a command writes its papers into: the file `given`, else the one that a paper names, near the store.

    `read` holds what was read of each name, None where nothing could be.
    """

    given: str | None
    folder: Path | None
    read: dict[str, bytes | None] = field(default_factory=dict)


_OF_COMMAND: ContextVar[Lent | None] = ContextVar("template", default=None)


def option() -> TyperOption:
    """Return the option."""
    made = TyperOption(param_decls=["--template"], expose_value=False, metavar="模板")
    made.help, made.callback = "公文写进本办自己的 Word 文件，用它的样式和页面", _looked_at
    return made


def _looked_at(ctx: Context, _param: Parameter, given: str | None) -> None:
    if given and not ctx.resilient_parsing:
        _read(Path(given))
        ctx.meta[GIVEN] = given


@contextmanager
def lent(store: str | None, given: str | None) -> Iterator[None]:
    """Hold what a command's papers are written into; outside of a command it is what a paper itself names."""
    from gongkai.settings import is_postgres

    folder = None if store is None or is_postgres(store) else Path(store).parent
    token = _OF_COMMAND.set(Lent(given, folder))
    try:
        yield
    finally:
        _OF_COMMAND.reset(token)


def template_of(document: Document) -> bytes | None:
    """Return the Word file that a paper is written into, None for the one that ships; what it has not is told once."""
    held = _OF_COMMAND.get() or Lent(None, None)
    named = held.given or (document.letterhead.template if document.letterhead else "")
    if not named:
        return None
    if named not in held.read:
        held.read[named] = _read(Path(named)) if held.given else _found(named, held.folder)
        _tell(named, held.read[named])
    return held.read[named]


def _found(named: str, folder: Path | None) -> bytes | None:
    places = (Path(named), *((folder / named,) if folder else ()))
    found = next((place for place in places if place.is_file()), None)
    if found is None:
        warn(f"没有找到公文模板“{named}”，用的是自带的；放到当前文件夹或数据文件旁边，或者用 --template 写明")
        return None
    try:
        return _read(found)
    except BadValue as error:
        warn(f"{error.message}，用的是自带的")
        return None


def _read(path: Path) -> bytes:
    """Return a Word file. Raises `BadValue` where it cannot be read, or is none."""
    from gongkai.papers.word.template import opened

    try:
        content = path.read_bytes()
    except OSError as error:
        cause, advice = why(error)
        raise BadValue(f"模板读不出来（{cause}）：{path}", advice) from None
    try:
        opened(content)
    except BadValue as error:
        raise BadValue(f"{error.message}：{path}", error.advice) from None
    return content


def _tell(named: str, content: bytes | None) -> None:
    from gongkai.papers.word.template import lacking

    missing = lacking(content) if content is not None else ()
    if missing:
        listed = "、".join(f"“{style}”" for style in missing)
        warn(f"模板“{named}”里没有样式{listed}，用自带的")
