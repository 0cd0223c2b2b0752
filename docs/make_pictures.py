"""Make the pictures of README from the demonstration: `python docs/make_pictures.py`.

The terminal needs the program alone; the page needs Chromium, the Word and the Excel need LibreOffice and pdftoppm.
"""

# ruff: noqa: INP001, S603, T201 - a script for the desk: it runs programs and says what it made

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tempfile
from html import escape
from itertools import chain, groupby
from pathlib import Path
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Console
from rich.style import Style
from rich.terminal_theme import MONOKAI
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent / "pictures"
DAY, WIDTH, LINES = "2018-12-03", 100, 30
PAGE = (1200, 1150)
SHOTS = {
    "通报": ("年终考核情况（演示数据）.docx", (80, 940, 940)),
    "工作簿": ("年终考核情况（演示数据）.xlsx", (110, 1290, 910)),
    "得分表": ("得分表/得分表-碗厂镇人民政府.docx", (80, 940, 940)),
}
"""The first page of each: dots to the inch, then at most how many across and down."""

CELL, LINE, MARGIN, HEAD = 9.6, 24, 20, 40
LATIN, HAN = 16, 18
SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" role="img" aria-label="终端">
<style>text {{ font-family: Menlo, Consolas, "DejaVu Sans Mono", "Noto Sans Mono CJK SC", "PingFang SC", \
"Microsoft YaHei", monospace; white-space: pre }}</style>
<rect width="{width:g}" height="{height:g}" rx="8" fill="#1b1d1e"/>
{lines}
</svg>
"""


def main() -> None:
    """Make the demonstration in a folder of its own, and every picture of it."""
    HERE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as room:
        folder = Path(room) / "demo"
        gongkai("demo", str(folder))
        told(terminal(folder / "demo.db"))
        told(page(folder / "年终考核情况（演示数据）.html"))
        for name, (paper, size) in SHOTS.items():
            told(sheet(name, folder / paper, size, Path(room)))


def gongkai(*words: str) -> str:
    """Call the program, in colour, on a wide terminal."""
    env = {**os.environ, "FORCE_COLOR": "1", "COLUMNS": str(WIDTH)}
    done = subprocess.run(
        [sys.executable, "-m", "gongkai", *words], env=env, check=True, stdout=subprocess.PIPE, encoding="utf-8"
    )
    return done.stdout


def terminal(store: Path) -> Path:
    """Draw the first lines of `gongkai status` as a terminal shows them."""
    lines = gongkai("--db", str(store), "status", "--as-of", DAY).splitlines()[:LINES]
    typed = [f"$ gongkai status --as-of {DAY}", *lines]
    drawn = [piece for row, line in enumerate(typed) for piece in pieces(line, HEAD + row * LINE)]
    target = HERE / "终端.svg"
    size = {"width": WIDTH * CELL + 2 * MARGIN, "height": HEAD + len(typed) * LINE}
    target.write_text(SVG.format(lines="\n".join(drawn), **size), encoding="utf-8")
    return target


def pieces(line: str, y: int) -> Iterator[str]:
    """Yield the texts of a line, each run of wide or of narrow characters on its own cells."""
    column = 0
    for segment in Text.from_ansi(line).render(Console(file=io.StringIO())):
        style = segment.style or Style()
        for wide, run in groupby(segment.text, key=lambda one: cell_len(one) > 1):
            said = "".join(run)
            cells = cell_len(said)
            if said.strip():
                yield text(said, MARGIN + column * CELL, y, style, HAN if wide else LATIN)
            column += cells


def text(said: str, x: float, y: int, style: Style, size: int) -> str:
    """Return one run of text at its place, as wide as its cells."""
    red, green, blue = style.color.get_truecolor(MONOKAI) if style.color else (217, 217, 217)
    dim = ' opacity="0.6"' if style.dim else ""
    bold = ' font-weight="bold"' if style.bold else ""
    span = f'textLength="{cell_len(said) * CELL:.1f}"'
    place = f'x="{x:.1f}" y="{y}" font-size="{size}" fill="#{red:02x}{green:02x}{blue:02x}"'
    return f"<text {place} {span}{bold}{dim}>{escape(said)}</text>"


def page(html: Path) -> Path:
    """Photograph the top of the leaders' page."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    target = HERE / "网页.png"
    size = ",".join(map(str, PAGE))
    words = (
        program,
        "--headless",
        "--no-sandbox",
        "--hide-scrollbars",
        f"--window-size={size}",
        f"--screenshot={target}",
    )
    subprocess.run([*words, html.resolve().as_uri()], check=True, capture_output=True)
    return target


def sheet(name: str, paper: Path, size: tuple[int, int, int], room: Path) -> Path:
    """Let LibreOffice lay a paper out, and keep the top of its first page."""
    office, pages = shutil.which("soffice"), shutil.which("pdftoppm")
    if not office or not pages:
        sys.exit("soffice and pdftoppm are needed")
    subprocess.run(
        [office, "--headless", "--convert-to", "pdf", "--outdir", str(room), str(paper)],
        check=True,
        capture_output=True,
    )
    kept = ("-singlefile", "-png", "-x", "0", "-y", "0", *chain(*zip(("-r", "-W", "-H"), map(str, size), strict=True)))
    subprocess.run([pages, *kept, str(room / f"{paper.stem}.pdf"), str(HERE / name)], check=True)
    return HERE / f"{name}.png"


def told(made: Path) -> None:
    """Say what was made and how big it is."""
    print(f"{made.name}  {made.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
