"""Read files, each in a process of its own, and tell what came of it: `python -m tests.sheets.measuring`.

A line of stdin is `[path, nobody]`; the processes are children of one that has the reader in it.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

from tests.together import CHILDREN

NOBODY = 65534
PATIENCE = 60


def told(path: Path) -> dict[str, object]:
    """Return what the reader answers."""
    from gongkai.errors import BadValue
    from gongkai.sheets.reading import read_book

    try:
        book = read_book(path)
    except BadValue as refused:
        return {"refused": refused.message, "advice": refused.hint}
    sheets = [
        {
            "name": sheet.name,
            "hidden": sheet.hidden,
            "height": len(sheet.rows),
            "width": len(sheet.rows[0]) if sheet.rows else 0,
            "rows": repr(sheet.rows[:9]) if len(sheet.rows) < 100_000 else "",
        }
        for sheet in book.sheets
    ]
    return {"kind": book.kind, "sheets": sheets, "unread": book.unread}


def peak() -> int:
    """Return the most memory this process had, in KiB; 0 where the system does not tell."""
    try:
        lines = Path("/proc/self/status").read_bytes().splitlines()
    except OSError:
        return 0
    return next(int(line.split()[1]) for line in lines if line.startswith(b"VmHWM"))


def measured(path: str, nobody: bool) -> None:  # noqa: FBT001 - from a line of JSON
    """Print what the reader answers, and what it needed; where `nobody`, without rights."""
    import gongkai.sheets.reading  # noqa: F401 - before rights are given up

    if nobody and hasattr(os, "geteuid") and os.geteuid() == 0:
        os.setuid(NOBODY)
    begun = time.process_time()
    answer = told(Path(path))
    answer |= {"seconds": time.process_time() - begun, "peak": peak()}
    os.write(1, json.dumps(answer, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def serve() -> None:
    """Measure each file that a line of stdin names in a process of its own; end its answer with how that ended."""
    import gongkai.sheets.reading  # noqa: F401 - once, for all of them

    for line in sys.stdin:
        process = CHILDREN.Process(target=measured, args=json.loads(line))
        process.start()
        process.join(PATIENCE)
        if process.exitcode is None:
            process.kill()
            process.join()
        os.write(1, f"\t{process.exitcode}\n".encode())


if __name__ == "__main__":
    serve()
