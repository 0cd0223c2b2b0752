"""Where things are: the store, and the folder of evidence files. Reads the environment, opens nothing.

A store is one text: an absolute path (SQLite), or a URL that begins with `postgresql://`, of one server or of several
that hold the same database.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from gongkai.errors import BadValue

POSTGRES = "postgresql://"
_POSTGRES_SPELLINGS = ("postgresql+psycopg://", "postgres://", POSTGRES)
_SQLITE = "sqlite:///"
_BEFORE_HOST = r"(://[^:/@?#]*):.*@"
_AS_KEY = r"([?&])([^=&]*)=([^&]*)"
_HARMLESS = frozenset(
    {"application_name", "channel_binding", "connect_timeout", "dbname", "host", "hostaddr", "load_balance_hosts"}
    | {"options", "port", "require_auth", "sslcert", "sslmode", "sslrootcert", "target_session_attrs", "user"}
)
"""Keys of an address whose values anybody may see; of any other, a mistyped one too, the value is kept to itself."""


def store_from(text: str | None) -> str:
    """Return the store that `text` (else GONGKAI_DB, else the user's data folder) names.

    Takes a path, `sqlite:///path`, `postgresql://…` or `postgresql+psycopg://…`; anything else with a scheme is
    refused (BadValue).
    """
    given = (text or os.environ.get("GONGKAI_DB") or "").strip()
    if not given:
        return str(_itself(default_folder() / "gongkai.db"))
    for spelling in _POSTGRES_SPELLINGS:
        if given.startswith(spelling):
            return POSTGRES + given.removeprefix(spelling)
    path = given.removeprefix(_SQLITE)
    if "://" in path or path in {"", ":memory:"}:
        raise BadValue(
            f"不认识的数据库地址：{shown(given)}",
            "请写文件路径，或以 postgresql:// 开头的地址",
        )
    must_be_typeable(path)
    return str(_itself(_absolute(path)))


def _itself(path: Path) -> Path:
    """Return the file that a link leads to: its log, its evidence and its queue lie beside that, whoever opens it."""
    try:
        return path.resolve() if path.is_symlink() else path
    except (OSError, RuntimeError):  # a link that leads to itself
        return path


def reading_store(store: str) -> str:
    """Return where whoever only reads may look instead: at the standby of a server that GONGKAI_DB_READ names.

    Empty where none is named; BadValue where either is a file.
    """
    given = os.environ.get("GONGKAI_DB_READ", "").strip()
    if not given:
        return ""
    standby = store_from(given)
    if not (is_postgres(standby) and is_postgres(store)):
        what = "GONGKAI_DB" if is_postgres(standby) else "GONGKAI_DB_READ"
        raise BadValue(
            f"GONGKAI_DB_READ 是备库，和 GONGKAI_DB 都要写 PostgreSQL 的地址，{what} 不是",
            "用文件作台账的没有备库，请去掉 GONGKAI_DB_READ",
        )
    return standby


def is_default(store: str) -> bool:
    """Tell whether a store is the one meant where nothing is said: only there may looking make one."""
    try:
        return store == str(_itself(default_folder() / "gongkai.db"))
    except BadValue:
        return False


def is_postgres(store: str) -> bool:
    """Tell a PostgreSQL URL from the path of an SQLite file."""
    return store.startswith(POSTGRES)


def shown(store: str) -> str:
    """Return the store as it may be printed: without any password or key."""
    if "://" not in store:
        return store
    return re.sub(_AS_KEY, _without_secret, re.sub(_BEFORE_HOST, r"\1:***@", store))


def _without_secret(found: re.Match[str]) -> str:
    from urllib.parse import unquote

    mark, key, value = found.groups()
    return f"{mark}{key}={value if unquote(key) in _HARMLESS else '***'}"


def default_folder() -> Path:
    """Return the user's data folder for this program; it need not exist. BadValue where the user has no home."""
    import platformdirs

    folder = platformdirs.user_data_path("gongkai", appauthor=False)
    if not folder.is_absolute():
        raise BadValue("找不到本用户的主目录，不知道数据放在哪里", "请用 --db 写明数据库，或设置 GONGKAI_DB")
    return folder


def must_be_typeable(path: Path | str) -> None:
    """Refuse a file name with control characters or halves of characters: nobody could type it; raises `BadValue`."""
    try:
        text = os.fsencode(path).decode("utf-8")
    except UnicodeError:
        text = "\x7f"
    if any(mark < " " or mark == "\x7f" for mark in text):
        shown_as = str(path).encode("ascii", "backslashreplace").decode("ascii")
        raise BadValue(f"文件名里有控制字符或不完整的字符：{shown_as}", "请换一个名字")


def _absolute(path: str) -> Path:
    """Return a path from the root, ~ and ~user put in full; BadValue where there is no such home."""
    try:
        return Path(path).expanduser().absolute()
    except RuntimeError:
        home = path.partition("/")[0]
        raise BadValue(f"找不到 {home} 代表的主目录：{path}", "请把路径写全，如 /home/用户名/gongkai.db") from None
    except (OSError, ValueError):
        raise BadValue(
            f"当前文件夹不见了，或路径写法不对：{path}", "请换到一个现有的文件夹再运行，或把路径写全"
        ) from None


def evidence_folder(store: str, ledger: str) -> Path:
    """Return where evidence files are kept: GONGKAI_EVIDENCE, else beside the SQLite file, else by the ledger's name.

    `ledger` is the random name of the ledger; only a PostgreSQL store needs it.
    """
    given = os.environ.get("GONGKAI_EVIDENCE", "").strip()
    if given:
        return _absolute(given)
    if is_postgres(store):
        return default_folder() / f"{ledger}.evidence"
    return Path(f"{store}.evidence")
