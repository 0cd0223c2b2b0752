"""A piece of evidence is kept by its content: once, whole, and whoever changes it is found out."""

from __future__ import annotations

import errno
import hashlib
from typing import TYPE_CHECKING

import pytest

from gongkai.errors import BadValue, StoreFault
from gongkai.register import evidence
from gongkai.register.kinds import Evidence

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder that is not there yet."""
    return tmp_path / "台账.db.evidence"


def paper(tmp_path: Path, name: str = "整改 报告.pdf", content: bytes = b"%PDF") -> Path:
    """Write a file to bring in."""
    path = tmp_path / name
    path.write_bytes(content)
    return path


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_file_is_kept_with_name_digest_and_size(tmp_path: Path, folder: Path) -> None:
    content = bytes(range(256)) * 10000
    kept = evidence.keep(folder, paper(tmp_path, content=content))
    assert kept == Evidence("file", "整改 报告.pdf", hashlib.sha256(content).hexdigest(), len(content))
    assert evidence.place_of(folder, kept).read_bytes() == content
    assert evidence.missing_or_altered(folder, kept) == ""


def test_the_same_content_is_kept_once_under_any_name(tmp_path: Path, folder: Path) -> None:
    one = evidence.keep(folder, paper(tmp_path))
    other = evidence.keep(folder, paper(tmp_path, "另一份.pdf"))
    assert (one.sha256, other.ref) == (other.sha256, "另一份.pdf")
    assert len(files(folder)) == 1


def test_the_original_may_go(tmp_path: Path, folder: Path) -> None:
    path = paper(tmp_path)
    kept = evidence.keep(folder, path)
    path.unlink()
    assert evidence.missing_or_altered(folder, kept) == ""


def test_a_lost_file_and_an_altered_one_are_told_apart(tmp_path: Path, folder: Path) -> None:
    kept = evidence.keep(folder, paper(tmp_path))
    place = evidence.place_of(folder, kept)
    for content in (b"%PDX", b"longer than before"):
        place.write_bytes(content)
        assert evidence.missing_or_altered(folder, kept) == "altered"
    place.unlink()
    assert evidence.missing_or_altered(folder, kept) == "missing"
    evidence.keep(folder, paper(tmp_path))
    assert evidence.missing_or_altered(folder, kept) == ""


def test_a_url_or_a_number_has_no_file_to_miss(folder: Path) -> None:
    assert evidence.missing_or_altered(folder, Evidence("url", "http://example.gov.cn")) == ""
    assert evidence.missing_or_altered(folder, Evidence("number", "某府办函〔2018〕1号")) == ""


def test_an_empty_file_is_a_file(tmp_path: Path, folder: Path) -> None:
    assert evidence.keep(folder, paper(tmp_path, content=b"")).size == 0


def test_what_is_no_file_is_refused(tmp_path: Path, folder: Path) -> None:
    for path in (tmp_path / "没有.pdf", tmp_path):
        with pytest.raises(BadValue, match="找不到证据文件"):
            evidence.keep(folder, path)
    assert not folder.exists()


def test_a_full_disk_leaves_no_half_file(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StoreFault, match="没能存入"):
        evidence.keep(folder, paper(tmp_path))
    assert files(folder) == []


ONE, TWO = "http://a.gov.cn/1", "http://a.gov.cn/2"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (f"{ONE},{TWO}", [ONE, TWO]),
        (f"{ONE};{TWO}", [ONE, TWO]),
        (f"{ONE}、{TWO}", [ONE, TWO]),
        (f"{ONE}；{TWO}。", [ONE, TWO]),
        (f"{ONE}，某教〔2018〕3号、某教[2018]4号", [ONE, "某教〔2018〕3号", "某教[2018]4号"]),
        ("www.a.gov.cn/1,www.a.gov.cn/2", ["www.a.gov.cn/1", "www.a.gov.cn/2"]),
        (f"《关于甲、乙的通知》（某教〔2018〕3号），{ONE}", ["《关于甲、乙的通知》（某教〔2018〕3号）", ONE]),
        (f"{ONE}?a=1,2;b=3", [f"{ONE}?a=1,2;b=3"]),
        ("《关于甲、乙的通知》（某教〔2018〕3号）", ["《关于甲、乙的通知》（某教〔2018〕3号）"]),
    ],
)
def test_pieces_typed_together_are_told_apart(said: str, meant: list[str]) -> None:
    assert evidence.pieces(said) == meant
    assert all(evidence.evidence_of(piece) for piece in meant)
