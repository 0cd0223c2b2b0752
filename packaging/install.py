# -*- coding: utf-8 -*-
"""Installs gongkai from the folder this file lies in, without any network; called by install.bat and install.sh.

It must speak to whoever has the wrong Python: the syntax is that of Python 3.4, and nothing newer is imported before
the version is looked at. Each installation is a virtual environment of its own under `versions`; the command that
people type is switched to the new one last, so that an installation that fails leaves the old one working.
"""

import argparse
import hashlib
import json
import os
import platform
import shutil
import struct
import subprocess
import sys
import sysconfig

HERE = os.path.dirname(os.path.abspath(__file__))
WHEELS = os.path.join(HERE, "wheels")
SUMS = "SHA256SUMS"
BYTES_OF_64 = 8
VERSIONS = "versions"
BUILDS = {
    "win_amd64": ("win-amd64", "64位 Windows"),
    "manylinux2014_x86_64": ("linux-x86_64", "64位 Linux（x86）"),
    "manylinux2014_aarch64": ("linux-aarch64", "64位 Linux（ARM）"),
}
"""What a Python says that it was built for, by platform, and how people call that."""
FOREIGN = ("PYTHONHOME", "PYTHONPATH", "PYTHONSTARTUP", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__")


class Refusal(Exception):
    """Why nothing was installed, and what to do."""


def say(line: str) -> None:
    """Tell one line, with ? for what the console has no code for."""
    code = sys.stdout.encoding or "ascii"
    sys.stdout.write(line.encode(code, "replace").decode(code) + "\n")
    sys.stdout.flush()


def this_python() -> str:
    """Return this Python's version as bundles name it: 3.11."""
    return "{}.{}".format(*sys.version_info[:2])


def check_python(bundle: "dict[str, object]") -> None:
    """Refuse a Python that the wheels are not for."""
    taken = bundle["pythons"]
    assert isinstance(taken, list)
    wanted = "、".join(taken)
    if this_python() not in taken:
        raise Refusal(
            "这台电脑上的 Python 是 {}，这个安装包要用 Python {}。\n请装好其中一个（64位），再运行一次。".format(
                this_python(), wanted
            )
        )
    if struct.calcsize("P") < BYTES_OF_64:
        raise Refusal("这台电脑上的 Python 是32位的，请装64位的 Python {}。".format(wanted))


def check_machine(bundle: "dict[str, object]") -> None:
    """Refuse another operating system, another processor, a C library that is too old."""
    wanted = str(bundle["platform"])
    if sysconfig.get_platform() != BUILDS[wanted][0]:
        raise Refusal(
            "这个安装包是给{}的，这台电脑上的 Python 是 {} 的。".format(BUILDS[wanted][1], sysconfig.get_platform())
        )
    if bundle["glibc"]:
        check_libc(str(bundle["glibc"]))


def check_libc(wanted: str) -> None:
    """Refuse a C library other than glibc, or one older than every wheel can do with."""
    name, version = platform.libc_ver()
    if name != "glibc" or numbers(version) < numbers(wanted):
        raise Refusal(
            "这台电脑的系统库是 {} {}，这个安装包要 glibc {} 以上。请换新一些的系统。".format(
                name or "未知", version, wanted
            )
        )


def numbers(version: str) -> "list[int]":
    """Return a dotted version as it compares."""
    return [int(part) for part in version.split(".") if part.isdigit()]


def check_files() -> str:
    """Hold every file against the list; return the list's own digest. What the list lacks is not installed from."""
    with open(os.path.join(HERE, SUMS), "rb") as file:
        content = file.read()
    lines = [line.split("  ", 1) for line in content.decode("utf-8").splitlines()]
    listed = {name: digest for digest, name in lines}
    bad = [name for name, digest in sorted(listed.items()) if not is_whole(name, digest)]
    bad += sorted("wheels/" + name for name in os.listdir(WHEELS) if "wheels/" + name not in listed)
    if bad:
        raise Refusal("安装包不完整，或有文件被改动：{}\n请重新拷贝整个文件夹。".format("、".join(bad)))
    return hashlib.sha256(content).hexdigest()


def is_whole(name: str, digest: str) -> bool:
    """Tell whether a file is as listed; the page on how to may be left out, its name is not every archiver's."""
    path = os.path.join(HERE, *name.split("/"))
    if not os.path.isfile(path):
        return name.endswith(".html")
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest() == digest


def default_place() -> str:
    """Return where the program goes when nobody says: under the user's own folder, apart from the ledger."""
    parts = ("gongkai",) if sys.platform == "win32" else (".local", "opt", "gongkai")
    return os.path.join(os.path.expanduser("~"), *parts)


def check_place(place: str) -> None:
    """Refuse a folder that holds something else."""
    if os.path.exists(place) and not os.path.isdir(place):
        raise Refusal("这是文件，不是文件夹：{}\n请用 --to 换一个文件夹。".format(place))
    if os.path.isdir(place) and os.listdir(place) and not os.path.isdir(os.path.join(place, VERSIONS)):
        raise Refusal("文件夹里已有别的东西：{}\n请用 --to 换一个文件夹。".format(place))


def make(bundle: "dict[str, object]", home: str) -> str:
    """Make the environment and install into it; return its Python."""
    try:
        import venv
    except ImportError:
        raise Refusal("这个 Python 不完整（没有 venv），请装完整的 Python。") from None
    venv.EnvBuilder(with_pip=False, clear=True, symlinks=os.name != "nt").create(home)
    folder = "Scripts" if os.name == "nt" else "bin"
    python = os.path.join(home, folder, "python.exe" if os.name == "nt" else "python")
    run([python, pip_of_bundle(), "install", "--no-index", "--find-links", WHEELS, *quiet(), str(bundle["install"])])
    run([python, "-m", "gongkai", "--version"])
    return python


def quiet() -> "list[str]":
    """Return what keeps pip from talking, and from looking for a newer self."""
    return ["--quiet", "--disable-pip-version-check", "--no-warn-script-location", "--no-cache-dir"]


def pip_of_bundle() -> str:
    """Return the pip that came along: a Python of a distribution may have none."""
    (name,) = [name for name in os.listdir(WHEELS) if name.startswith("pip-")]
    return os.path.join(WHEELS, name, "pip")


def run(line: "list[str]") -> None:
    """Run a program apart from what the user's own settings say; Refusal with its own words where it fails."""
    kept = {
        name: value for name, value in os.environ.items() if not name.upper().startswith("PIP_") and name not in FOREIGN
    }
    kept.update(PIP_CONFIG_FILE=os.devnull, PYTHONIOENCODING="utf-8", PYTHONNOUSERSITE="1")
    done = subprocess.Popen(line, env=kept, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    told = done.communicate()[0].decode("utf-8", "replace")
    if done.returncode:
        raise Refusal("安装没有成功，原来装的（如果有）没有动。程序的原话：\n" + told.strip())


def launch_on_windows(place: str, home: str) -> str:
    """Write gongkai.bat, and one to open by a double click; ASCII inside, and no path but beside themselves."""
    inside = os.path.relpath(os.path.join(home, "Scripts", "python.exe"), place).replace("/", "\\")
    command = os.path.join(place, "gongkai.bat")
    write(command, '@echo off\r\n"%~dp0{}" -m gongkai %*\r\n'.format(inside))
    window = '@echo off\r\nset "PATH=%~dp0;%PATH%"\r\ncd /d "%USERPROFILE%"\r\ncmd /k gongkai status\r\n'
    write(os.path.join(place, "打开gongkai.bat"), window)
    return command


def launch_elsewhere(place: str, home: str) -> str:
    """Write a script, and a link to it among the user's own commands where that name is free."""
    command = os.path.join(place, "gongkai")
    inside = os.path.relpath(os.path.join(home, "bin", "python"), place)
    here = 'here=$(dirname -- "$(readlink -f -- "$0")")'
    write(command, '#!/bin/sh\n{}\nexec "$here/{}" -m gongkai "$@"\n'.format(here, inside))
    os.chmod(command, 0o755)
    link = os.path.join(os.path.expanduser("~"), ".local", "bin", "gongkai")
    if os.path.realpath(link) == os.path.realpath(command):
        return link
    if os.path.lexists(link) and not (os.path.islink(link) and not os.path.exists(link)):
        return command
    os.makedirs(os.path.dirname(link), exist_ok=True)
    if os.path.islink(link):
        os.unlink(link)
    os.symlink(command, link)
    return link


def write(path: str, content: str) -> None:
    """Write a file whole or not at all."""
    with open(path + ".new", "w", encoding="ascii", newline="") as file:
        file.write(content)
    os.replace(path + ".new", path)


def tell_how(command: str, place: str) -> None:
    """Say what to type now."""
    if sys.platform == "win32":
        say(
            "以后这样用：双击 {}，在打开的窗口里输入命令，如 gongkai status".format(
                os.path.join(place, "打开gongkai.bat")
            )
        )
        say("想在任何窗口里都能用的，把 {} 加进“环境变量”的 Path，怎么加见安装说明。".format(place))
        return
    folder = os.path.dirname(command)
    if folder in os.environ.get("PATH", "").split(os.pathsep):
        say("以后这样用：gongkai status")
    else:
        say("现在就能用：{} status".format(command))
        say("想只写 gongkai 的，执行下面一行，再重新登录：")
        say("""  echo 'export PATH="{}:$PATH"' >> ~/.profile""".format(folder))


def forget_others(place: str, home: str) -> None:
    """Remove the environments that no command leads to; one in use stays until the next time."""
    folder = os.path.join(place, VERSIONS)
    for name in os.listdir(folder):
        if os.path.join(folder, name) != home:
            shutil.rmtree(os.path.join(folder, name), ignore_errors=True)


def install(place: str) -> None:
    """Check, make, switch over, tidy up."""
    with open(os.path.join(HERE, "bundle.json"), encoding="utf-8") as file:
        bundle = json.load(file)
    check_python(bundle)
    check_machine(bundle)
    digest = check_files()
    say("安装包核对无误（清单校验码 {}）。".format(digest[:12]))
    check_place(place)
    say("正在安装到 {}，约需一分钟……".format(place))
    home = free_home(place, "{}-{}".format(bundle["version"], digest[:8]))
    try:
        os.makedirs(os.path.dirname(home), exist_ok=True)
        make(bundle, home)
    except BaseException:
        shutil.rmtree(home, ignore_errors=True)
        raise
    command = (launch_on_windows if sys.platform == "win32" else launch_elsewhere)(place, home)
    forget_others(place, home)
    say("装好了：gongkai {}。".format(bundle["version"]))
    tell_how(command, place)


def free_home(place: str, name: str) -> str:
    """Return a folder for the environment that is not there yet: what is in use is not touched."""
    tries = [os.path.join(place, VERSIONS, name + end) for end in ("", "b", "c", "d", "e")]
    return next((path for path in tries if not os.path.exists(path)), tries[0])


def main() -> int:
    """Install, or say why not."""
    parser = argparse.ArgumentParser(description="从这个文件夹安装 gongkai，不用网络", add_help=False)
    parser.add_argument("--to", metavar="文件夹", default=default_place(), help="装到哪里")
    parser.add_argument("--help", "-h", action="help", help="显示这段说明")
    try:
        install(os.path.abspath(os.path.expanduser(parser.parse_args().to)))
    except Refusal as refusal:
        say("没有安装。" + str(refusal))
        return 1
    except OSError as error:
        say("没有安装。文件读写不了：{}\n请检查磁盘空间，关掉正在用 gongkai 的窗口，再运行一次。".format(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
