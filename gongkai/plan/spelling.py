"""How a name is compared: without what sets two spellings of it apart on a screen but not in meaning."""

from __future__ import annotations

import unicodedata

_RADICALS = (
    "⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺈刀⺉刂⺊卜⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺒巳⺓幺⺔彑⺖忄⺗㣺⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺟母⺠民⺡氵⺢氺⺣灬"
    "⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺫目⺬示⺭礻⺮竹⺯糹⺰纟⺱罓⺲罒⺳㓁⺶羊⺹耂⺺肀⺻聿⺼肉⺽臼⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角"
    "⻈讠⻉贝⻊足⻋车⻌辶⻍辶⻎辶⻏阝⻐钅⻑長⻒镸⻓长⻔门⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞食⻟飠⻠饣⻢马⻣骨⻤鬼⻥鱼⻦鸟"
    "⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)
_CHARACTERS = str.maketrans(_RADICALS[::2], _RADICALS[1::2])
"""The CJK Radicals Supplement, which NFKC leaves alone; a PDF's text often has 民 and 长 as radicals."""
HAN = "〇零一二三四五六七八九十百"
_FORBIDDEN = '/\\:*?"<>|'
_TWINS = str.maketrans(_FORBIDDEN, "／＼：＊？＂＜＞｜")
_DEVICES = frozenset(
    {"CON", "PRN", "AUX", "NUL", *(f"{port}{number}" for port in ("COM", "LPT") for number in range(1, 10))}
)


def spelt(text: str) -> str:
    """Return a text without differences of width, and with characters in the place of radicals that look like them."""
    return unicodedata.normalize("NFKC", text).translate(_CHARACTERS)


def of_han(written: str) -> int:
    """Return a Chinese number up to 999: 二十三 is 23; 二〇一八 is read figure by figure."""
    digits = "〇一二三四五六七八九"
    if not set(written) & set("十百"):
        return int("".join(str(max(digits.find(mark), 0)) for mark in written))
    total, digit = 0, 0
    for mark in written:
        if mark in "十百":
            total += (digit or 1) * (10 if mark == "十" else 100)
            digit = 0
        else:
            digit = max(digits.find(mark), 0)
    return total + digit


def not_for_files(name: str) -> str:
    """Return the marks in a name that no file may have in its own, empty where there are none."""
    odd = (mark for mark in dict.fromkeys(name) if mark in _FORBIDDEN or not mark.isprintable())
    return " ".join(mark if mark.isprintable() else repr(mark) for mark in odd)


def file_name(name: str) -> str:
    """Return a name as a file may bear it on any system: marks that divide a path become their full-width twins."""
    kept = "".join(mark if mark.isprintable() else " " for mark in name.translate(_TWINS))
    fit = kept.strip(" .") or "_"
    return f"_{fit}" if _is_device(fit) else fit


def unfit_for_windows(name: str) -> str:
    """Return why Windows would not write a file of this name, or would write something else; empty where it would."""
    if marks := not_for_files(name):
        return f"文件名里不能有 {marks}"
    if name != name.rstrip(" ."):
        return "文件名不能以点或空格结尾"
    return f"{name.partition('.')[0]} 在 Windows 上是设备名" if _is_device(name) else ""


def _is_device(name: str) -> bool:
    return name.partition(".")[0].rstrip().upper() in _DEVICES
