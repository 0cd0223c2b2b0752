"""Old office files (.doc, .wps, .rtf, .odt) by way of LibreOffice, where it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from gongkai.errors import BadValue

if TYPE_CHECKING:
    from collections.abc import Mapping

SECONDS = 90
PROGRAMS = ("soffice", "libreoffice")
ON_WINDOWS = ("ProgramFiles", "ProgramFiles(x86)")
"""What names the folders in which Windows has it, where its installer leaves the path alone."""


def _program(environ: Mapping[str, str] = os.environ) -> str | None:
    folders = [Path(environ[name], "LibreOffice", "program") for name in ON_WINDOWS if environ.get(name)]
    beside = (shutil.which("soffice", path=str(folder)) for folder in folders)
    return next(filter(None, (*map(shutil.which, PROGRAMS), *beside)), None)


def as_docx(path: Path) -> bytes:
    """Return a file as LibreOffice turns it into .docx; raises `BadValue` where it is not there or cannot."""
    program = _program()
    if program is None:
        raise BadValue(
            f"读 {path.suffix or '这种文件'} 要用 LibreOffice，这台机器上没有装",
            "请装上 LibreOffice，或者用办公软件另存为 .docx",
        )
    with tempfile.TemporaryDirectory(prefix="gongkai-", ignore_cleanup_errors=True) as folder:
        source = Path(folder, f"notice{path.suffix.lower() or '.doc'}")
        shutil.copyfile(path, source)
        line = [program, f"-env:UserInstallation={Path(folder, 'profile').as_uri()}", "--headless", "--norestore"]
        line += ["--convert-to", "docx:MS Word 2007 XML", "--outdir", folder, str(source)]
        try:
            subprocess.run(line, capture_output=True, timeout=SECONDS, check=False, stdin=subprocess.DEVNULL)  # noqa: S603
        except subprocess.TimeoutExpired:
            raise BadValue(f"LibreOffice 在{SECONDS}秒内没有打开“{path}”", "请用办公软件另存为 .docx 再试") from None
        made = source.with_suffix(".docx")
        if not made.is_file():
            raise BadValue(f"LibreOffice 打不开“{path}”", "可能有密码，或者坏了；请用办公软件打开，另存为 .docx")
        return made.read_bytes()
