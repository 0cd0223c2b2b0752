"""Where things are: the store, and the folder of evidence files. Reads the environment, opens nothing.

A store is one text: an absolute path (SQLite), or a URL that begins with `postgresql://`.
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
_AS_KEY = r"(?i)((?:ssl)?password=)[^&]*"


def store_from(text: str | None) -> str:
    """Return the store that `text` (else GONGKAI_DB, else the user's data folder) names.

    Takes a path, `sqlite:///path`, `postgresql://…` or `postgresql+psycopg://…`; anything else with a scheme is
    refused (BadValue).
    """
    given = (text or os.environ.get("GONGKAI_DB") or "").strip()
    if not given:
        return str(default_folder() / "gongkai.db")
    for spelling in _POSTGRES_SPELLINGS:
        if given.startswith(spelling):
            return POSTGRES + given.removeprefix(spelling)
    path = given.removeprefix(_SQLITE)
    if "://" in path or path in {"", ":memory:"}:
        raise BadValue(
            f"不认识的数据库地址：{shown(given)}",
            "请写文件路径，或以 postgresql:// 开头的地址",
        )
    return str(Path(path).expanduser().absolute())


def is_postgres(store: str) -> bool:
    """Tell a PostgreSQL URL from the path of an SQLite file."""
    return store.startswith(POSTGRES)


def shown(store: str) -> str:
    """Return the store as it may be printed: without any password."""
    if "://" not in store:
        return store
    return re.sub(_AS_KEY, r"\1***", re.sub(_BEFORE_HOST, r"\1:***@", store))


def default_folder() -> Path:
    """Return the user's data folder for this program; it need not exist."""
    import platformdirs

    return platformdirs.user_data_path("gongkai", appauthor=False)


def evidence_folder(store: str, ledger: str) -> Path:
    """Return where evidence files are kept: GONGKAI_EVIDENCE, else beside the SQLite file, else by the ledger's name.

    `ledger` is the random name of the ledger; only a PostgreSQL store needs it.
    """
    given = os.environ.get("GONGKAI_EVIDENCE", "").strip()
    if given:
        return Path(given).expanduser().absolute()
    if is_postgres(store):
        return default_folder() / f"{ledger}.evidence"
    return Path(f"{store}.evidence")
