"""`gongkai doctor`: where the data is, what it stands on, and what deserves a warning."""

from __future__ import annotations

import os
import platform
import shutil
import sqlite3
import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from gongkai.cli import options
from gongkai.cli.present import present
from gongkai.cli.session import Session, clock_behind, session_of
from gongkai.cli.standby import behind, remembered
from gongkai.cli.talk import DEFAULT_UNIT
from gongkai.errors import GongkaiError, NoStore, StoreFault, hint_of
from gongkai.papers.columns import names_short
from gongkai.papers.document import Cell, Column, Document, Numbered, Section, Table, text
from gongkai.plan.calendar import read_calendar
from gongkai.plan.reading import packaged_tasks
from gongkai.register.driver import hint_of_log, told_of
from gongkai.register.place import in_the_way, is_writable
from gongkai.settings import evidence_folder, is_default, is_postgres, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gongkai.papers.document import Block
    from gongkai.register.reading import Reader

app = typer.Typer()

LIBRARIES = ("typer", "rich", "sqlmodel", "pyyaml", "chinesecalendar")
NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "afs", "ceph"})
REMOTE_DRIVE = 4
LITTLE_ROOM = 200 * 1024 * 1024
Fact = tuple[str, str]


@app.command(help="查运行环境：数据存在哪里、各部分的版本、有什么要当心")
def doctor(ctx: typer.Context, json: options.Json = False, plain: options.Plain = False) -> None:
    """Tell the state of things."""
    session = session_of(ctx)
    facts: list[Fact] = [("数据库", shown(session.store)), ("登记人", session.actor)]
    facts += [("本单位", own)] if (own := os.environ.get(DEFAULT_UNIT, "").strip()) else []
    warnings: list[str] = list(_of_place(session.store))
    lost: StoreFault | None = None
    try:
        with session.reader(foreign=True) as reader:
            facts += _of_store(reader)
            warnings += _of_soundness(reader)
            warnings += [*_of_plan(session, reader), *_of_clock(session, reader), *_of_evidence(reader)]
            if is_postgres(session.store):
                _of_servers(session, reader, facts, warnings)
    except NoStore:
        ways = "运行 gongkai status 或 gongkai load 时新建"
        elsewhere = "；路径没有写错的，运行 gongkai load 新建"
        facts.append(("状态", f"还没有建立{f'，{ways}' if is_default(session.store) else elsewhere}"))
    except StoreFault as fault:
        if not session.reads:
            raise
        lost = fault
        facts.append(("主库", "读不了"))
        _of_standby(session, None, facts, warnings)
    facts += _of_program()
    warnings += _of_console()
    present(health_document(facts, warnings), json=json, plain=plain)
    if lost is not None:
        raise lost


def _of_store(reader: Reader) -> Iterator[Fact]:
    head = reader.head()
    yield "引擎", _engine(reader)
    if reader.login is not None:
        from gongkai.register.logins import ROLE_WORDS

        yield "登录名", f"{reader.login.name}（{reader.login.unit or ROLE_WORDS[reader.login.role]}），登记人就是它"
    yield "台账名", reader.name
    yield "结构版本", str(reader.meta.version)
    yield "年度", "、".join(str(year) for year in reader.years()) or "无"
    yield "痕迹", f"{head.seq} 条，末条校验码 {head.hash[:12]}"
    yield "佐证文件夹", str(evidence_folder(reader.store, reader.name))


def _engine(reader: Reader) -> str:
    if not is_postgres(reader.store):
        return f"SQLite {sqlite3.sqlite_version}"
    ((version,),) = reader.source.rows("SHOW server_version")
    return f"PostgreSQL {str(version).partition(' ')[0]}"


def _of_servers(session: Session, reader: Reader, facts: list[Fact], warnings: list[str]) -> None:
    """Tell of the server that was asked, of its standbys, and of the one that is read instead."""
    from gongkai.register.servers import replication_of, standing_of, that_can_be_written_to

    standing = standing_of(reader.source)
    if several := that_can_be_written_to(session.store, reader.source):
        places = "、".join(several)
        warnings.append(f"几台都能写：{places}，台账成了两本：停止登记，请数据库管理员停掉旧主库，查两边各登记了什么")
    facts.append(("服务器", f"{standing.place}，{'备库，只能看' if standing.standby else '主库'}"))
    if not standing.standby:
        found = replication_of(reader.source)
        facts.append(("同步备库", found.waits_for or f"没有设，连着{found.connected}台异步备库"))
        if found.connected and not found.waits_for:
            warnings.append("主库没有设同步备库：切换到备库时，最后几条登记可能丢")
        elif found.waits_for and not found.connected:
            warnings.append("同步备库一台也没有连上：每一次登记都要等它回来")
    if session.reads:
        _of_standby(session, reader, facts, warnings)
    if (last := remembered(reader.name)) > reader.head().seq:
        warnings.append(
            f"本机登记过第{last}条，{standing.place} 只到第{reader.head().seq}条：切换时丢了，或者连错了服务器"
        )


def _of_standby(session: Session, primary: Reader | None, facts: list[Fact], warnings: list[str]) -> None:
    """Tell how far the standby has come that GONGKAI_DB_READ names, held against the primary where that is there."""
    from gongkai.register.reading import open_standby
    from gongkai.register.servers import standing_of

    try:
        with open_standby(session.reads) as reader:
            standing, head = standing_of(reader.source), reader.head()
            facts.append(("备库", f"{standing.place}，痕迹 {head.seq} 条"))
            if not standing.standby:
                warnings.append(f"GONGKAI_DB_READ 连到的 {standing.place} 不是备库，查询都读主库")
            elif standing.behind:
                warnings.append(behind(standing))
            if primary is not None:
                warnings += _apart(primary, reader)
    except GongkaiError as fault:
        facts.append(("备库", "读不了"))
        warnings.append(f"备库读不了（{fault.message}），查询都读主库")


def _apart(primary: Reader, standby: Reader) -> Iterator[str]:
    """Warn of a standby that has another ledger, or another trail."""
    if primary.name != standby.name:
        yield f"GONGKAI_DB_READ 里是另一个台账（{standby.name}），不是主库的（{primary.name}），请改正地址"
        return
    both = min(primary.head().seq, standby.head().seq)
    if primary.hash_at(both) != standby.hash_at(both):
        yield f"主库和备库的痕迹在第{both}条对不上：有一台是停用的旧主库，停止登记，请数据库管理员查"
    elif missing := primary.head().seq - both:
        yield f"备库比主库少{missing}条登记"


def _of_program() -> Iterator[Fact]:
    yield "程序", f"gongkai {version('gongkai')}"
    yield "自带要点", str(packaged_tasks())
    yield "运行环境", f"Python {platform.python_version()}，{platform.system()} {platform.release()}"
    yield "组件", "，".join(f"{name} {version(name)}" for name in LIBRARIES)


def _of_place(store: str) -> Iterator[str]:
    """Warn of a network share, where SQLite's write-ahead log is unsafe, and of a disk nearly full."""
    if is_postgres(store):
        return
    folder = Path(store).parent
    if store.startswith("\\\\") or _file_system(folder) in NETWORK or _is_mapped(folder):
        yield f"数据库在网络共享上（{folder}），几台机器同时写会损坏；请放在本机磁盘，或改用 PostgreSQL"
    if folder.is_dir() and not is_writable(folder):
        yield f"文件夹不能写：{folder}"
    if Path(store).is_file() and not is_writable(store):
        yield f"数据库只能看，不能登记：{store}"
    elif left := in_the_way(store):
        yield f"数据库只能看，不能登记：旁边有{told_of(left)}；{hint_of_log(store)}"
    if folder.is_dir() and shutil.disk_usage(folder).free < LITTLE_ROOM:
        yield f"磁盘快满了，剩余不到 {LITTLE_ROOM // 1024 // 1024} MB：{folder}"


def _file_system(folder: Path) -> str:
    """Return the type of the file system a folder is on, where Linux tells; else empty."""
    try:
        mounts = [line.split() for line in Path("/proc/mounts").read_text(encoding="utf-8").splitlines()]
    except OSError:
        return ""
    place = folder.absolute()
    over = [(len(mount[1]), mount[2]) for mount in mounts if place.is_relative_to(mount[1].replace("\\040", " "))]
    return max(over, default=(0, ""))[1]


def _is_mapped(folder: Path) -> bool:
    """Tell whether Windows has a drive letter for another machine's folder here."""
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.kernel32.GetDriveTypeW(folder.absolute().anchor) == REMOTE_DRIVE)
    return False


def _of_plan(session: Session, reader: Reader) -> Iterator[str]:
    if reader.meta.behind:
        yield "数据库是旧版本的，下次写入前会先备份再升级"
    for year in reader.years():
        plan = reader.plan(year)
        if {year, year + 1} - read_calendar(plan).years:
            yield f"没有{year}年或{year + 1}年的放假安排，跨年的工作日算不出来；请在要点文件 plan.holidays 中补上"
    if session.actor in {"root", "unknown", "Administrator"}:
        yield f"登记人现在是“{session.actor}”，痕迹里认不出是谁；请用 --actor 或 GONGKAI_ACTOR 写明姓名"


def _of_clock(session: Session, reader: Reader) -> Iterator[str]:
    """Warn of a clock that is behind the trail, and of what a clock that ran ahead has left."""
    if behind := clock_behind(reader.last_moment(), session.now):
        yield behind
    ahead = [record.id for year in reader.years() for record in reader.ahead(year, session.today)]
    if ahead:
        named = names_short(ahead, 5)
        yield f"有{len(ahead)}条登记的日期在今天之后（{named}），现在不计入；逐条处理：gongkai check"


def _of_soundness(reader: Reader) -> Iterator[str]:
    """Warn of a file that is damaged, and of a ledger that is not what was written, as far as a quick look tells."""
    from gongkai.register.verifying import OUTDATED, in_words, privileges_beyond, quickly_verified, renewing

    problems = quickly_verified(reader)
    if problems and all(one.kind == OUTDATED for one in problems):
        yield f"{problems[0].message}；{hint_of(*renewing(reader))}"
    elif problems:
        yield f"登记簿与痕迹对不上：{in_words(problems)}；停止登记，逐条查：gongkai audit verify"
    for one in privileges_beyond(reader):
        yield one.said if one.outside else f"{one.said}；不是本程序给的，请数据库的所有者收回"


def _of_evidence(reader: Reader) -> Iterator[str]:
    """Warn of evidence files that are not where they were put: a copy of the database alone leaves them behind."""
    from gongkai.closing.acts import files_of

    lost = sum(1 for year in reader.years() for state in files_of(reader, reader.ledger(year)).values() if state)
    if lost:
        yield f"有{lost}个佐证文件不见了或被改动（哪些：gongkai check）；备份、搬家用 gongkai backup，佐证一起带走"


def _of_console() -> Iterator[str]:
    encoding = (sys.stdout.encoding or "").lower()
    try:
        "政务公开".encode(encoding or "ascii")
    except (LookupError, UnicodeEncodeError):
        yield f"终端编码 {encoding} 显示不了汉字；请设置 PYTHONIOENCODING=utf-8 或 LANG=C.UTF-8"


def health_document(facts: Sequence[tuple[str, str]], warnings: Sequence[str]) -> Document:
    """Return the paper of a machine's state; `facts` are (what, value)."""
    rows = tuple((Cell(what, "dim"), Cell(value)) for what, value in facts)
    blocks: list[Block] = [Table("facts", "", (Column("项目"), Column("情况", weight=1)), rows)]
    if warnings:
        blocks.append(Section("warnings", "要当心的", (Numbered(tuple(warnings)),)))
    else:
        blocks.append(text("没有要当心的。", role="note"))
    data = {"facts": dict(facts), "warnings": list(warnings)}
    return Document("doctor", "运行环境", tuple(blocks), data=data)
