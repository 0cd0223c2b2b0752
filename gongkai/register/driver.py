"""The drivers themselves: opening an SQLite file or a PostgreSQL database, and asking it in one way.

`sqlite3` and `psycopg` only; SQLModel and SQLAlchemy are not needed to read.
"""

from __future__ import annotations

import errno
import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, Protocol, cast

from msgspec import Struct

from gongkai.errors import RESTORING, VERIFY, NoStore, Refused, StoreFault, hint_of, why
from gongkai.register import place, servers
from gongkai.register.queries import for_login, on_postgres
from gongkai.settings import is_default, is_postgres, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import psycopg

    from gongkai.register.codec import Row, Value
    from gongkai.register.logins import Login

PATIENCE = 30
"""Seconds that a writer waits for its turn."""
_READING_PATIENCE = 10
_STRIDE = 5000
_PORTION = 500
"""Rows that are turned into records at a time: more of them would leave the processor's cache meanwhile."""
_TRIES = 5
_UNWRITABLE = ("SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_IOERR", "SQLITE_FULL")


class _Cursor(Protocol):
    def fetchall(self) -> list[Any]: ...

    def fetchmany(self, size: int, /) -> list[Any]: ...

    def __iter__(self) -> Iterator[Any]: ...


class Driver(Protocol):
    """What the two drivers' connections have in common."""

    def execute(self, sql: str, values: Mapping[str, Value], /) -> _Cursor: ...  # noqa: D102 - see the class

    def close(self) -> None: ...  # noqa: D102 - see the class


class Source:
    """A driver's connection that answers the texts of `queries` on either engine."""

    def __init__(self, raw: Driver, *, postgres: bool) -> None:
        self.raw = raw
        self.postgres = postgres
        self.login: Login | None = None
        """Whose connection it is, where that is not the owner of the tables."""
        self.held_to = 0
        """The version of what logins are held to in the database, 0 where roles are not turned on."""

    @property
    def shared(self) -> bool:
        """Whether roles are turned on in the database."""
        return self.held_to > 0

    def rows(self, sql: str, **values: Value) -> list[Row]:
        """Return all rows."""
        return self.raw.execute(on_postgres(self._worded(sql)) if self.postgres else sql, values).fetchall()

    def portions(self, sql: str, **values: Value) -> Iterator[list[Row]]:
        """Yield the rows so many at a time: what is made of them is held, not they."""
        found = self.raw.execute(on_postgres(self._worded(sql)) if self.postgres else sql, values)
        while rows := found.fetchmany(_PORTION):
            yield rows

    def stream(self, sql: str) -> Iterator[Row]:
        """Yield the rows without holding them all."""
        if not self.postgres:
            # not `yield from` the cursor: a stream left half read would close it after its database
            found = cast("sqlite3.Connection", self.raw).execute(sql)
            while rows := found.fetchmany(_STRIDE):
                yield from rows
            return
        raw = cast("psycopg.Connection", self.raw)
        with raw.cursor(name=f"stream_{abs(hash(sql))}") as cursor:
            cursor.itersize = _STRIDE
            cursor.execute(cast("Any", self._worded(sql)))
            yield from cursor

    def _worded(self, sql: str) -> str:
        return for_login(sql, sealed=not self.login.sees_all) if self.login else sql


def open_for_reading(store: str, *, standby: bool = False) -> Driver:
    """Return a connection that sees one snapshot and cannot write, to a `standby` if need be; NoStore for no file."""
    if is_postgres(store):
        db = open_postgres(store, standby=standby)
        import psycopg as driver

        db.isolation_level, db.read_only = driver.IsolationLevel.REPEATABLE_READ, True
        return cast("Driver", db)
    _must_be_there(store)
    if place.is_left_alone(store):
        return cast("Driver", _traceless(store))
    try:
        return cast("Driver", _snapshot(_uri(store, "mode=rw")))
    except sqlite3.OperationalError as error:
        if not error.sqlite_errorname.startswith(_UNWRITABLE):
            raise
        return cast("Driver", _traceless(store))


def open_for_writing(store: str, *, make: bool = False) -> sqlite3.Connection:
    """Return an SQLite connection that begins nothing by itself; with `make` the file may be missing."""
    if not make:
        _must_be_there(store)
        if left := place.in_the_way(store):  # SQLite would try for ten seconds
            raise _blocked(store, left)
    uri = _uri(store, "mode=rwc" if make else "mode=rw")
    db = sqlite3.connect(uri, uri=True, timeout=PATIENCE, isolation_level=None)
    try:
        for setting in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL", "recursive_triggers=ON"):
            db.execute(f"PRAGMA {setting}")
    except sqlite3.Error:
        db.close()
        raise
    return db


def _must_be_there(store: str) -> None:
    place.must_be_no_other(store)
    if not Path(store).exists():
        raise nothing_there(store)


def open_postgres(store: str, *, standby: bool = False) -> psycopg.Connection:
    """Return a PostgreSQL connection whose waits are bounded, to the primary unless a `standby` may be looked at.

    StoreFault when the driver is not installed, or when none of several servers is the primary.
    """
    try:
        import psycopg as driver
    except ImportError as error:
        raise StoreFault("没有安装连接 PostgreSQL 的组件", '请先安装：pip install "gongkai[postgres]"') from error
    known = servers.parameters(store, patience=PATIENCE, standby=standby)
    try:
        return driver.connect(**known)
    except driver.OperationalError as error:
        if _guessed(str(error)):
            raise
        if servers.are_several(known) and not standby:
            raise servers.no_primary(store) from error
        if error.sqlstate:
            raise
        raise StoreFault(f"连接不上数据库服务器：{shown(store)}", "请检查地址、端口和网络") from error


def open_primary(store: str) -> psycopg.Connection:
    """Return a PostgreSQL connection to write by; StoreFault too where several of the servers can be written to."""
    db = open_postgres(store)
    try:
        servers.must_be_the_only_one(store, db)
    except BaseException:
        db.close()
        raise
    return db


def _snapshot(uri: str) -> sqlite3.Connection:
    db = sqlite3.connect(uri, uri=True, timeout=_READING_PATIENCE, isolation_level=None)
    try:
        db.execute("PRAGMA query_only=ON")  # mode=ro would leave -shm and -wal behind
        db.execute("BEGIN")
        db.execute("SELECT 1 FROM sqlite_master LIMIT 1")  # the first SELECT fixes the snapshot
    except sqlite3.Error:
        db.close()
        raise
    return db


def _traceless(store: str) -> sqlite3.Connection:
    """Return a snapshot held in memory, read without a file beside the store: for a full disk, or another's file.

    SQLite locks nothing then, so what was written meanwhile is read again.
    """
    for _ in range(_TRIES):
        before = place.marks(store)
        kept = _in_memory(store)
        if place.marks(store) == before:
            return kept
        kept.close()
    raise StoreFault(f"别的程序一直在写入数据库：{store}", _LATER)


def _in_memory(store: str) -> sqlite3.Connection:
    kept = sqlite3.connect(":memory:", isolation_level=None)
    try:
        if place.pending(store):
            with place.copied(store) as copy, closing(_snapshot(_uri(str(copy), "mode=rw"))) as found:
                found.backup(kept)
        else:
            with closing(_snapshot(_uri(store, "mode=ro&immutable=1"))) as found:
                found.backup(kept)
        kept.execute("PRAGMA query_only=ON")
        kept.execute("BEGIN")
    except BaseException:
        kept.close()
        raise
    return kept


def _uri(store: str, mode: str) -> str:
    return f"{uri_of(Path(store))}?{mode}"


def uri_of(path: PurePath) -> str:
    """Return a file's URI as SQLite reads it: a Windows share's server is part of the path, not an authority."""
    uri = path.as_uri()
    return uri if uri.startswith("file:///") else uri.replace("file://", "file:////", 1)


FIRST = "先装入年度要点"
LOAD = ("load", "要点文件")
MAKE = "先看一次进度，会新建数据库、载入随附的要点"
_LATER = "请稍后再试"
_ONCE_MORE = "请稍后再试；正在登记的没有登记成，再登记一次"
"""A connection that breaks while an act is being committed is told by `committing`: here nothing was recorded."""
_BROKEN = "请停止使用，从最近一次备份恢复"


class _Fault(Struct, frozen=True):
    """What an error of a driver means, and what to do about it."""

    message: str
    advice: str
    do: tuple[str, ...] = ()


_NO_LOCK = _Fault("数据库所在的位置不能几个程序同时使用（多半是网络共享）", "请把数据库放到本机磁盘")
_OF_PLACE = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_IOERR", "SQLITE_FULL")
"""Codes of SQLite that leave open whether the file, its log, its folder or its disk is to blame."""
# The longest prefix that fits wins: SQLite's extended names begin with the plain ones.
_SQLITE = {
    "SQLITE_BUSY": _Fault("别的程序正在写入数据库，等了很久也没有轮到", _LATER),
    "SQLITE_LOCKED": _Fault("别的程序正在写入数据库，等了很久也没有轮到", _LATER),
    "SQLITE_READONLY": _Fault("数据库只能读，不能写", "请检查文件和所在文件夹的写入权限"),
    "SQLITE_PERM": _Fault("没有读写数据库的权限", "请检查文件和所在文件夹的权限"),
    "SQLITE_CANTOPEN": _Fault("打不开数据库", "请检查路径、文件和所在文件夹的权限"),
    "SQLITE_NOTADB": _Fault("这个文件不是数据库", "请用 --db 写明正确的文件"),
    "SQLITE_CORRUPT": _Fault("数据库文件已损坏", _BROKEN, do=RESTORING),
    "SQLITE_FULL": _Fault("磁盘已满，没有写入任何内容", "请腾出空间后再试"),
    "SQLITE_PROTOCOL": _NO_LOCK,
    "SQLITE_NOMEM": _Fault("内存不够", "请关掉别的程序后再试"),
    "SQLITE_IOERR": _Fault("读写数据库时磁盘出错", "请看磁盘、U盘、网络共享是否正常，恢复后再查一遍痕迹", do=VERIFY),
    "SQLITE_IOERR_NOMEM": _Fault("内存不够", "请关掉别的程序后再试"),
    "SQLITE_IOERR_LOCK": _NO_LOCK,
    "SQLITE_IOERR_UNLOCK": _NO_LOCK,
    "SQLITE_IOERR_RDLOCK": _NO_LOCK,
    "SQLITE_IOERR_CHECKRESERVEDLOCK": _NO_LOCK,
    "SQLITE_IOERR_SHM": _NO_LOCK,
    "SQLITE_CONSTRAINT": _Fault("数据库拒绝了这次写入：登记过的内容不能改动", "请查痕迹", do=VERIFY),
    "SQLITE_ERROR": _Fault("这个数据库不是本程序的台账，或结构已被改动", "请用 --db 写明正确的文件"),
}
_POSTGRES = {
    "": _Fault("与数据库服务器的连接断了", _ONCE_MORE),
    "08": _Fault("与数据库服务器的连接断了", _ONCE_MORE),
    "22": _Fault("数据库存不下这个值", "请检查输入"),
    "23": _Fault("数据库拒绝了这次写入：登记过的内容不能改动", "请查痕迹", do=VERIFY),
    "25006": _Fault(
        "数据库只能读，不能写", "连到的是备库的，改连主库，或把几台都写在 GONGKAI_DB 里；不是的，请数据库管理员看"
    ),
    "28": _Fault("数据库不接受这个用户名或密码", "请检查地址中的用户名和密码"),
    "3D": _Fault("服务器上没有这个数据库", "请检查地址，或请数据库管理员建立"),
    "42": _Fault("这个数据库不是本程序的台账，或结构已被改动", "请检查地址"),
    "53": _Fault("数据库服务器的磁盘或内存不够", "请数据库管理员处理后再试"),
    "55P03": _Fault("别的程序正在写入数据库，等了很久也没有轮到", _LATER),
    "57": _Fault("数据库服务器正在关闭或中断了这次操作", _ONCE_MORE),
    "P0001": _Fault("登记过的内容不能改动", "请查痕迹", do=VERIFY),
}
UNTRUE_CLOCK, UNTOLD, NOT_OF_TRAIL = "GK001", "GK002", "GK003"
"""What a server answers a login: a clock that is wrong, a row or a line without the other, a line that is none."""
_REFUSED = {
    "42501": ("服务器不允许：这个登录名没有这一步的权限", "各登录名的权限由数据库的所有者设定，请找办公室"),
    UNTRUE_CLOCK: ("服务器不允许：这台机器的时间和服务器的相差太多", "请校准本机时间后再登记"),
    UNTOLD: ("服务器不允许：登记和痕迹对不上，没有写入", "请用本程序登记，不要直接改数据库"),
    NOT_OF_TRAIL: ("服务器不允许：不是这一条痕迹的写法，没有写入", "请用本程序登记，各台机器装同一版本"),
}
"""What a server does not let a login do, by the code of its answer."""
# A refused connection carries no code; servers that speak another language get the general sentence.
_WITHOUT_CODE = (("database", "does not exist", "3D"), ("password", "", "28"), ("role", "does not exist", "28"))
_UNKNOWN = _Fault("数据库出错", "请检查环境和数据库", do=("doctor",))


def translated(error: BaseException, store: str) -> StoreFault | Refused | None:
    """Return the fault that a driver's error means, or None when it is no driver's error.

    What a server refuses a login is no fault of the store: `Refused`.
    """
    cause = getattr(error, "orig", None) or error
    if isinstance(cause, UnicodeDecodeError):  # what SQLite says of a damaged file quotes it, and is no UTF-8 then
        return _fault(_SQLITE, "SQLITE_CORRUPT", store)
    if isinstance(cause, sqlite3.Error):
        broken = "SQLITE_CORRUPT" if isinstance(cause, sqlite3.OperationalError) else ""  # text that is no UTF-8
        code = getattr(cause, "sqlite_errorname", broken)  # a mistake in our own code has none
        if code.startswith(_OF_PLACE) and (found := _of_place(store)):
            return found
        return _fault(_SQLITE, code, store) if code else None
    if type(cause).__module__.partition(".")[0] == "psycopg":
        code = getattr(cause, "sqlstate", None) or _guessed(str(cause))
        return Refused(*_REFUSED[code]) if code in _REFUSED else _fault(_POSTGRES, code, store)
    return None


def _of_place(store: str) -> StoreFault | None:
    """Return what hinders writing where an SQLite file lies, or shall lie, None where nothing does."""
    if Path(store).is_file() and not place.is_writable(store):
        owner = place.owner_of(Path(store))
        whose = f"，它属于 {owner}" if owner else ""
        if not place.is_readable(store):
            return StoreFault(f"没有读写数据库的权限{whose}：{store}", "请向文件的所有者申请权限，或用 --db 换一个台账")
        return StoreFault(f"数据库只能读，不能写（没有写入文件的权限{whose}）：{store}", "请向文件的所有者申请写入权限")
    if left := place.in_the_way(store):
        return _blocked(store, left)
    if (error := place.trouble(store)) is None:
        return None
    cause, advice = why(error)
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return StoreFault(f"数据库只能读，不能写（文件夹{cause}）：{store}", advice)
    return StoreFault(f"{cause}，没有写入任何内容：{store}", f"{advice}；只看不写不受影响")


def _blocked(store: str, left: Sequence[Path]) -> StoreFault:
    return StoreFault(f"数据库只能读，不能写：旁边有{told_of(left)}", hint_of_log(store))


def told_of(left: Sequence[Path]) -> str:
    """Return the files that somebody left beside a database, by name, and whose they are."""
    owners = "、".join(dict.fromkeys(filter(None, map(place.owner_of, left)))) or "别人"
    return f"{owners}留下的文件，本用户写不了：{'、'.join(map(str, left))}"


def hint_of_log(store: str) -> str:
    """Return what to do about them: a log that holds something is never thrown away."""
    if place.pending(store):
        return "-wal 里还有没有并入的登记，不能删；请其所有者登记或查看一次，并入后会自行消失，或由管理员改为可写"
    return "确认没有人正在使用后，请其所有者或管理员删除这些文件，里面没有登记"


def _guessed(said: str) -> str:
    """Return the code of a refused connection, which the server states in words alone."""
    return next((code for what, how, code in _WITHOUT_CODE if what in said and how in said), "")


def _fault(table: dict[str, _Fault], code: str, store: str) -> StoreFault:
    known = [prefix for prefix in table if prefix == code or (prefix and code.startswith(prefix))]
    found = table[max(known, key=len)] if known else _UNKNOWN
    told = f"（代码 {code}）" if not known else ""
    return StoreFault(f"{found.message}{told}：{shown(store)}", found.advice, do=found.do)


@contextmanager
def faults_of(store: str) -> Iterator[None]:
    """Turn every driver's error inside into a StoreFault about `store`."""
    try:
        yield
    except Exception as error:
        fault = translated(error, store)
        if fault is None:
            raise
        raise fault from error


def nothing_there(store: str) -> NoStore:
    """Return the fault for a store that has not been made yet."""
    what = f"这个数据库里还没有台账：{shown(store)}" if is_postgres(store) else f"还没有数据库：{store}"
    if is_default(store):
        return NoStore(what, f"{hint_of(MAKE, do=('status',))}；用自己的要点文件", do=LOAD)
    return NoStore(what, "请核对 --db 和 GONGKAI_DB 写得对不对；确实要在那里新建", do=LOAD)


def not_ours(store: str) -> StoreFault:
    """Return the fault for a database that is somebody else's."""
    return StoreFault(f"这个数据库不是本程序的台账：{shown(store)}", "请用 --db 写明正确的文件或地址")
