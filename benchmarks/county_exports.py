"""Exports of many made-up counties: `python benchmarks/county_exports.py FOLDER [COUNTIES] [REPORTS]`.

One ledger of the packaged plan is made by the library (`scale_ledgers.py`) and exported. Each county's export is that
one under a name of its own, its units as far as its number says, its chain made anew by the library's own hash. Then
the roll-up is run over them: seconds and peak memory. With --keep the exports that lie there already are taken.
"""

from __future__ import annotations

import io
import itertools
import re
import resource
import subprocess
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path

import msgspec
from scale_ledgers import make

from gongkai.register.export import ExportEnd, ExportHead, export_ledger
from gongkai.register.trail import TrailLine, digest, genesis

COUNTIES, REPORTS = 183, 1_500
FIRST, SECOND = "甲乙丙丁戊己庚辛壬癸", "河山江川口林溪沙泉平清和乐昌坪坝岭湾洲"
PLACE, NUMBERED = "威远", "威府"
_PERCENT = re.compile(r'"percent":(\d+)')
COMMAND = (sys.executable, "-c", "from gongkai.__main__ import run; run()", "rollup")


def names(count: int) -> list[str]:
    """Return so many names that no county bears."""
    return ["".join(pair) for pair in itertools.islice(itertools.product(FIRST, SECOND), count)]


def template(reports: int) -> list[bytes]:
    """Return the lines of one export with so many reports, the last left out."""
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "台账.db"
        make(store, reports)
        out = io.BytesIO()
        export_ledger(str(store), out, files=False)
    return out.getvalue().splitlines()[:-1]


def county(lines: list[bytes], name: str, number: int) -> bytes:
    """Return the export of one county: the same entries, its own name, other percents, a true chain."""
    head = msgspec.json.decode(lines[0], type=ExportHead)
    ledger, written = sha256(name.encode()).hexdigest()[:16], []
    last = genesis(ledger)
    for line in lines[1:]:
        told = TrailLine(**msgspec.json.decode(line, type=dict[str, str | int]))  # type: ignore[arg-type]
        body = _PERCENT.sub(lambda found: f'"percent":{min(100, int(found[1]) + number * 7 % 60)}', told.body)
        told = told._replace(body=body.replace(PLACE, name).replace(NUMBERED, f"{name}府"), prev=last)
        last = digest(told)
        written.append(msgspec.json.encode(told._replace(hash=last)._asdict()))
    head = msgspec.structs.replace(head, ledger=ledger, head=last)
    text = b"".join(line + b"\n" for line in (msgspec.json.encode(head), *written))
    end = ExportEnd(len(written) + 1, sha256(text).hexdigest())
    return text + msgspec.json.encode(end) + b"\n"


def main() -> int:
    """Make the exports, roll them up, and tell how long it took."""
    words = [word for word in sys.argv[1:] if not word.startswith("-")]
    folder, count = Path(words[0]), int(words[1]) if len(words) > 1 else COUNTIES
    folder.mkdir(parents=True, exist_ok=True)
    if "--keep" not in sys.argv:
        began = time.monotonic()
        lines = template(int(words[2]) if len(words) > 2 else REPORTS)  # noqa: PLR2004 - the third word
        for number, name in enumerate(names(count)):
            (folder / f"{name}县.jsonl").write_bytes(county(lines, name, number))
        print(f"{count} counties of {len(lines) - 1} entries made in {time.monotonic() - began:.0f} s")
    began = time.monotonic()
    out = folder / "市.xlsx"
    done = subprocess.run([*COMMAND, str(folder), "--as-of", "2018-11-30", "-o", str(out)], check=False)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = f"{time.monotonic() - began:.0f} s, {used.ru_utime + used.ru_stime:.0f} s of the processor"
    print(f"rollup: exit {done.returncode}, {seconds}, {used.ru_maxrss // 1024} MiB, {out}")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
