"""Makes a folder from which gongkai installs without any network: wheels, an installer, a page on how to.

Versions are those of requirements/dev.txt. What a wheel requires is looked up for the machine that the folder is for,
never for this one: pip itself reads markers (`platform_system == "Windows"`) for the interpreter it runs on.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

sys.path.insert(0, str(Path(__file__).parent))

from guide import filled, metadata, page, template
from licences import applies
from lock import pins

ROOT = Path(__file__).resolve().parent.parent
PYTHONS = ("3.13", "3.12", "3.11")
EXTRAS = ("draft", "postgres")
OFFERED = (*EXTRAS, "rollup")
"""What may be asked for. DuckDB, which adds up many counties, is for a city, and half as large as all the rest."""
GLIBC = re.compile(r"manylinux_(\d+)_(\d+)_")
OF_OLD = {"manylinux1": (2, 5), "manylinux2010": (2, 12), "manylinux2014": (2, 17)}
NEWER = ("2_17", "2_24", "2_26", "2_27", "2_28")
"""The C libraries whose wheels are taken where there is none for manylinux2014."""


class Failure(Exception):
    """Why no folder was made, in a sentence."""


@dataclass(frozen=True)
class Platform:
    """A kind of machine: the tags of wheels it takes, best first, and what markers say there."""

    name: str
    spoken: str
    tags: tuple[str, ...]
    markers: dict[str, str]

    @property
    def windows(self) -> bool:
        """Whether it is installed by a double click."""
        return self.markers["sys_platform"] == "win32"


def _linux(machine: str, spoken: str) -> Platform:
    name = f"manylinux2014_{machine}"
    newer = (f"manylinux_{version}_{machine}" for version in NEWER)
    here = {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": machine}
    return Platform(name, spoken, (name, *newer), here)


WINDOWS = {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64"}
PLATFORMS = {
    one.name: one
    for one in (
        Platform("win_amd64", "64位 Windows 10、11", ("win_amd64",), WINDOWS),
        _linux("x86_64", "64位 Linux（x86，如海光、兆芯、Intel）"),
        _linux("aarch64", "64位 Linux（ARM，如鲲鹏、飞腾）"),
    )
}


@dataclass(frozen=True)
class Order:
    """What is asked for."""

    platform: Platform
    pythons: tuple[str, ...]
    extras: tuple[str, ...]
    folder: Path
    wheel: Path | None = None


def main(arguments: list[str] | None = None) -> int:
    """Make the folder, or say why not."""
    try:
        made = make(order_of(arguments))
    except Failure as failure:
        print(f"没有做成：{failure}", file=sys.stderr)
        return 1
    print(made)
    return 0


class Help(argparse.HelpFormatter):
    """The help with its frame in Chinese."""

    def add_usage(self, *given: Any) -> None:  # noqa: ANN401
        """Begin with 用法."""
        super().add_usage(given[0], given[1], given[2], "用法：")


def order_of(arguments: list[str] | None) -> Order:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description="做一个不上网也能安装 gongkai 的文件夹", formatter_class=Help, add_help=False
    )
    options = parser.add_argument_group("选项")
    options.add_argument("--platform", required=True, choices=PLATFORMS, help="给哪种电脑用")
    options.add_argument(
        "--python", action="append", choices=PYTHONS, help="给哪个 Python 用，可写几次；不写的都收进去"
    )
    options.add_argument(
        "--extras",
        default=",".join(EXTRAS),
        metavar="部分",
        help="附加的部分，逗号隔开，不要的写空；默认 %(default)s；市里汇总各县的再加 rollup（大出一半）",
    )
    options.add_argument("--wheel", type=Path, metavar="文件", help="已经做好的 gongkai 的 wheel；不写的现做")
    options.add_argument("-o", dest="folder", type=Path, required=True, metavar="文件夹", help="放到哪里，新文件夹")
    options.add_argument("--help", "-h", action="help", help="显示这段说明")
    typed = parser.parse_args(arguments)
    pythons = tuple(one for one in PYTHONS if one in (typed.python or PYTHONS))
    extras = tuple(sorted(part.strip() for part in typed.extras.split(",") if part.strip()))
    if unknown := set(extras) - set(OFFERED):
        raise Failure(f"没有这个附加部分：{'、'.join(sorted(unknown))}；有 {'、'.join(OFFERED)}")
    return Order(PLATFORMS[typed.platform], pythons, extras, typed.folder, typed.wheel)


def make(order: Order) -> str:
    """Make the folder whole, or none; return what to say of it."""
    folder = order.folder.absolute()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Failure(f"{folder} 已经有了，请换一个名字，或先清空")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".bundle-") as place:
        draft = Path(place) / "bundle"
        wheels = draft / "wheels"
        wheels.mkdir(parents=True)
        own = shutil.copy(order.wheel or build(Path(place)), wheels)
        for python in order.pythons:
            gather(order, python, Path(own), wheels)
        told = finish(order, draft, Path(own))
        if folder.is_dir():
            folder.rmdir()
        draft.replace(folder)
    return f"{folder}\n{told}"


def build(place: Path) -> Path:
    """Build gongkai's own wheel."""
    pip("wheel", "--no-deps", "--wheel-dir", str(place), str(ROOT))
    (wheel,) = place.glob("gongkai-*.whl")
    return wheel


def pip(*words: str) -> None:
    """Run pip quietly."""
    line = [sys.executable, "-m", "pip", words[0], "--quiet", "--disable-pip-version-check", *words[1:]]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    if done.returncode:
        errors = [said for said in done.stderr.splitlines() if said.startswith("ERROR")] or done.stderr.splitlines()
        raise Failure(f"pip {words[0]} 没有成功：{' '.join(errors)}")


def gather(order: Order, python: str, own: Path, wheels: Path) -> None:
    """Put into `wheels` all that the own wheel needs on one Python of the platform, and the pip to install it with."""
    version = {"python_version": python, "python_full_version": f"{python}.0", "implementation_name": "cpython"}
    environment = {**order.platform.markers, **version, "platform_python_implementation": "CPython"}
    locked = pins(environment)
    with tempfile.TemporaryDirectory(dir=wheels.parent) as place:
        held = {"gongkai": own}
        walked: set[tuple[str, str]] = set()
        waiting = [Requirement("pip"), Requirement(f"gongkai[{','.join(order.extras)}]")]
        while waiting:
            names = {canonicalize_name(one.name) for one in waiting}
            if missing := sorted(names - held.keys()):
                held |= download(order, python, [pinned(name, locked) for name in missing], Path(place))
            waiting = [each for one in waiting for each in beyond(one, held, environment, walked)]
        for path in held.values():
            if not (wheels / path.name).exists():
                shutil.copy(path, wheels)


def pinned(name: str, locked: dict[str, Requirement]) -> str:
    """Return a package with the version it has everywhere."""
    if name not in locked:
        raise Failure(f"requirements/dev.txt 里没有 {name}，请先运行 packaging/lock.py")
    return f"{name}{locked[name].specifier}"


def download(order: Order, python: str, wanted: list[str], place: Path) -> dict[str, Path]:
    """Download wheels, and nothing they require; return each by its name."""
    platforms = (word for tag in order.platform.tags for word in ("--platform", tag))
    exact = ("--no-deps", "--only-binary=:all:", "--implementation", "cp", "--python-version", python)
    try:
        pip("download", *exact, *platforms, "--dest", str(place), *wanted)
    except Failure as failure:
        raise Failure(f"{order.platform.name}、Python {python}：{failure}") from None
    return {parse_wheel_filename(path.name)[0]: path for path in place.glob("*.whl")}


def beyond(
    one: Requirement, held: dict[str, Path], environment: dict[str, str], walked: set[tuple[str, str]]
) -> list[Requirement]:
    """Return what a package, with its extras, requires in an environment; each is told once."""
    name = canonicalize_name(one.name)
    about = metadata(held[name])
    required = [Requirement(line) for line in about.get_all("Requires-Dist") or ()]
    extras = [extra for extra in ("", *sorted(one.extras)) if (name, extra) not in walked]
    walked.update((name, extra) for extra in extras)
    return [each for extra in extras for each in required if applies(each, environment, extra)]


def glibc_of(wheel: Path) -> tuple[int, int]:
    """Return the oldest C library that a wheel does with, (0, 0) where it asks for none."""
    tags = [tag.platform for tag in parse_wheel_filename(wheel.name)[3]]
    told = [(int(found[1]), int(found[2])) for tag in tags if (found := GLIBC.match(tag))]
    told += [version for tag in tags for name, version in OF_OLD.items() if tag.startswith(f"{name}_")]
    return min(told, default=(0, 0))


def finish(order: Order, draft: Path, own: Path) -> str:
    """Write installer, page and list beside the wheels; return what to say."""
    wheels = sorted((draft / "wheels").iterdir())
    newest = max(map(glibc_of, wheels))
    glibc = f"{newest[0]}.{newest[1]}" if newest > (0, 0) else ""
    version = str(parse_wheel_filename(own.name)[1])
    install = f"gongkai[{','.join(order.extras)}]=={version}"
    facts = {"version": version, "platform": order.platform.name, "pythons": order.pythons, "glibc": glibc}
    write(draft / "bundle.json", json.dumps({**facts, "install": install}, ensure_ascii=False, indent=1) + "\n")
    write(draft / "install.py", template("install.py"))
    fill = {"PYTHONS": " ".join(order.pythons), "SPOKEN": "、".join(order.pythons)}
    fill["NAMES"] = " ".join(f"python{one}" for one in order.pythons)
    name = "install.bat" if order.platform.windows else "install.sh"
    write(draft / name, filled(template(name), fill), newline="\r\n" if order.platform.windows else "\n")
    values = {"VERSION": version, "PLATFORM": order.platform.spoken, "PYTHONS": "、".join(order.pythons)}
    guide = page(windows=order.platform.windows, values=values, glibc=glibc, wheels=wheels)
    write(draft / "安装说明.html", guide)
    paths = sorted(path for path in draft.rglob("*") if path.is_file())
    listed = "".join(f"{digest(path)}  {path.relative_to(draft).as_posix()}\n" for path in paths)
    write(draft / "SHA256SUMS", listed)
    size = sum(path.stat().st_size for path in draft.rglob("*") if path.is_file()) / 1_000_000
    return summary(order, wheels, size, digest(draft / "SHA256SUMS"))


def summary(order: Order, wheels: list[Path], size: float, sums: str) -> str:
    """Return what was made, and which wheels want more than the platform's name says."""
    lines = [f"{order.platform.spoken}，Python {'、'.join(order.pythons)}，{len(wheels)}个 wheel，{size:.1f} MB"]
    lines += [
        f"{path.name} 要 glibc {'.'.join(map(str, glibc_of(path)))}，没有更旧的"
        for path in wheels
        if glibc_of(path) > OF_OLD["manylinux2014"]
    ]
    return "\n".join([*lines, f"清单校验码 {sums}"])


def write(path: Path, text: str, newline: str = "\n") -> None:
    """Write a file with line ends of its own kind."""
    path.write_text(text, encoding="utf-8", newline=newline)


def digest(path: Path) -> str:
    """Return a file's SHA-256."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
