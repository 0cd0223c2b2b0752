"""The page of a bundle: how to install, for somebody who never saw a terminal; and the licences of what is in it."""

from __future__ import annotations

import email
import html
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

from licences import licence_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from email.message import Message

TEMPLATES = Path(__file__).resolve().parent


def page(*, windows: bool, values: dict[str, str], glibc: str, wheels: Sequence[Path]) -> str:
    """Return the page; `values` are the version, the platform and the Pythons as people call them."""
    made = datetime.now(UTC) + timedelta(hours=8)
    libc = f"系统库 glibc 要 {glibc} 以上（<code>ldd --version</code> 的第一行写着）。" if glibc else ""
    own = {name: filled(text, values) for name, text in (ON_WINDOWS if windows else ON_LINUX).items()}
    found = {
        "GLIBC": libc,
        "LICENCES": "\n".join(licence_rows(wheels)),
        "MADE": f"{made.year}年{made.month}月{made.day}日制作",
    }
    return filled(template("guide.html"), {**values, **own, **found})


def template(name: str) -> str:
    """Return a file of the installer as it stands here."""
    return (TEMPLATES / name).read_text(encoding="utf-8")


def filled(text: str, values: dict[str, str]) -> str:
    """Return a template with its places filled."""
    return re.sub("@([A-Z]+)@", lambda found: values[found[1]], text)


def metadata(wheel: Path) -> Message:
    """Return what a wheel says of itself."""
    with ZipFile(wheel) as archive:
        name = next(each for each in archive.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", each))
        return email.message_from_bytes(archive.read(name))


def licence_rows(wheels: Sequence[Path]) -> list[str]:
    """Return a row for each package: name, version, licence."""
    found = {(str(about["Name"]), str(about["Version"]), licence_of(about)) for about in map(metadata, wheels)}
    ordered = sorted(found, key=lambda cells: (cells[0].lower(), cells))
    return ["<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells) + "</tr>" for cells in ordered]


ON_WINDOWS = {
    "CHECK": """<ol>
<li>按键盘上的 Windows 键，输入 <code>cmd</code>，按回车，出来一个黑色的窗口。</li>
<li>输入 <code>py --version</code>，按回车。显示 <code>Python @PYTHONS@</code> 中任一个开头的，就是有，到第二节。</li>
<li>显示别的，或打开了应用商店的，就是没有：请能上网的同事从 Python 官方网站下载 64 位 Windows 安装程序（名字像
<code>python-3.12.x-amd64.exe</code>），放进U盘，在这台电脑上双击；第一页把最下面的 <strong>Add python.exe to PATH</strong>
勾上，再点 Install Now。应用商店里的 Python 不要用：它把数据放在自己的地方。</li>
</ol>""",
    "INSTALL": """<ol>
<li>把这个文件夹整个从U盘拷到电脑上，如桌面。</li>
<li>双击里面的 <strong>install.bat</strong>（可能只显示 install）。出现“Windows 已保护你的电脑”的，点“更多信息”“仍要运行”。</li>
<li>等黑色窗口里的字停下来，约一分钟。</li>
</ol>""",
    "USE": """<p>打开用户文件夹里的 <code>gongkai</code> 文件夹（在资源管理器的地址栏输入 <code>%USERPROFILE%\\gongkai</code>，回车），双击
<strong>打开gongkai.bat</strong>：窗口里列出全部要点，在后面接着输入命令，如 <code>gongkai due</code>。可以把它右键“发送到桌面快捷方式”。</p>
<p>想在任何窗口里都能用的：按 Windows 键，输入“环境变量”，打开“编辑帐户的环境变量”，选上面一栏的 Path，点“编辑”“新建”，填
<code>%USERPROFILE%\\gongkai</code>，一路“确定”，重新打开窗口。</p>
<p>中文在窗口里是乱码或问号的，先输入 <code>chcp 65001</code>。存成文件用 <code>-o</code>，不用 <code>&gt;</code>。登记人写姓名：输入
<code>setx GONGKAI_ACTOR 张文书</code>，重新打开窗口。</p>""",
    "ELSEWHERE": "在这个文件夹的地址栏输入 <code>cmd</code> 回车，再输入 <code>install.bat --to D:\\gongkai</code>。",
    "DATA": "<code>%LOCALAPPDATA%\\gongkai</code> 文件夹，台账是 <code>gongkai.db</code>，佐证在 <code>gongkai.db.evidence</code>",
    "REMOVE": "删掉 <code>%USERPROFILE%\\gongkai</code> 文件夹。",
}
ON_LINUX = {
    "CHECK": """<ol>
<li>打开“终端”（桌面上右键，或在应用里找）。</li>
<li>输入 <code>python3 --version</code>，按回车。显示 <code>Python @PYTHONS@</code> 中任一个开头的，就是有；不是的，再试
<code>python3.12 --version</code>。</li>
<li>都没有的，请管理员从操作系统自己的软件源或安装光盘装一个，如 <code>python3.11</code>；系统自带的 Python 不要卸载。</li>
</ol>""",
    "INSTALL": """<ol>
<li>把这个文件夹整个拷到电脑上。</li>
<li>打开终端，输入 <code>sh</code> 和一个空格，把文件夹里的 <strong>install.sh</strong> 拖进终端窗口（会写上它的路径），按回车。</li>
<li>等字停下来，约一分钟。</li>
</ol>""",
    "USE": """<p>在终端输入 <code>gongkai status</code>，列出全部要点。说“未找到命令”的，照安装时最后两行做，重新登录；或写全
<code>~/.local/bin/gongkai status</code>。</p>
<p>登记人写姓名：输入 <code>echo 'export GONGKAI_ACTOR=张文书' &gt;&gt; ~/.profile</code>，重新登录。</p>""",
    "ELSEWHERE": "在命令最后加 <code>--to ~/别的文件夹</code>。",
    "DATA": "<code>~/.local/share/gongkai</code> 文件夹，台账是 <code>gongkai.db</code>，佐证在 <code>gongkai.db.evidence</code>",
    "REMOVE": "删掉 <code>~/.local/opt/gongkai</code> 文件夹和 <code>~/.local/bin/gongkai</code>。",
}
