"""An export holds the whole of a ledger as plain text, the same each time, and says where it ends."""

from __future__ import annotations

import hashlib
import io
import json
import tracemalloc
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from gongkai.errors import Altered, NoStore, StoreFault
from gongkai.register import evidence
from gongkai.register.export import PART, export_ledger, is_export
from gongkai.register.kinds import KINDS
from gongkai.register.reading import SCHEMA, open_reader
from gongkai.register.trail import TrailLine, digest, genesis
from gongkai.settings import evidence_folder
from tests.cli import run, spawn
from tests.storage import samples
from tests.storage.samples import one_of_each, progress, tampering, write

if TYPE_CHECKING:
    from tests.demonstration import Shown

CONTENT = bytes(range(256)) * (PART // 100)
"""More than two parts."""


def exported(store: str, *, files: bool = True) -> bytes:
    out = io.BytesIO()
    export_ledger(store, out, files=files)
    return out.getvalue()


def lines_of(text: bytes) -> list[dict[str, Any]]:
    """Return each line's value; a line ends with LF and nothing else."""
    assert text.endswith(b"\n")
    assert b"\r" not in text
    return [json.loads(line) for line in text.decode("utf-8").removesuffix("\n").split("\n")]


@pytest.fixture
def ledger(tmp_path: Path) -> str:
    """A ledger with a record of every kind, and a file of evidence."""
    store = str(tmp_path / "台账.db")
    samples.make(store)
    write(store, *one_of_each())
    source = tmp_path / "照片.jpg"
    source.write_bytes(CONTENT)
    write(store, progress(percent=60, note="“甲\n乙”\u2028𠮷", evidence=(kept(store, source),)))
    return store


def kept(store: str, source: Path) -> Any:  # noqa: ANN401 - evidence
    return evidence.keep(evidence_folder(store, ""), source)


def test_the_whole_trail_stands_in_it_line_by_line(ledger: str) -> None:
    head, *middle, end = lines_of(exported(ledger))
    trail = [TrailLine(**line) for line in middle if "seq" in line]
    with open_reader(ledger) as reader:
        assert trail == list(reader.trail(reader.trail_size()))
        assert (head["ledger"], head["years"], head["demo"]) == (reader.name, [2018], False)
        assert (head["entries"], head["head"]) == (reader.head().seq, reader.head().hash)
    assert head["format"] == "gongkai-export-1"
    assert head["schema"] == SCHEMA
    assert end == {"lines": len(middle) + 1, "sha256": end["sha256"]}


def test_a_line_holds_the_whole_of_a_row(ledger: str) -> None:
    """Every column of every kind, but what was added later and is empty."""
    found = {line["entity"]: json.loads(line["body"]) for line in lines_of(exported(ledger)) if "seq" in line}
    assert set(found) == {kind.entity for kind in KINDS}
    with open_reader(ledger) as reader:
        for kind in KINDS:
            rows = reader.source.rows(f"SELECT * FROM {kind.table} ORDER BY seq DESC LIMIT 1")  # noqa: S608 - our tables
            names = [told[1] for told in reader.source.rows(f"PRAGMA table_info({kind.table})")]
            row = dict(zip(names, rows[0], strict=True))
            left_out = {name: row.pop(name) for name in set(row) - set(found[kind.entity])}
            assert found[kind.entity] == row
            assert set(left_out) <= set(kind.added)
            assert set(left_out.values()) <= {"", "[]"}


def test_the_chain_can_be_recomputed_from_the_text_alone(ledger: str) -> None:
    head, *middle, _ = lines_of(exported(ledger))
    last = genesis(head["ledger"])
    for line in (TrailLine(**each) for each in middle if "seq" in each):
        assert (line.prev, line.hash) == (last, digest(line))
        last = line.hash
    assert last == head["head"]


def test_the_same_ledger_gives_the_same_bytes(ledger: str) -> None:
    first = exported(ledger)
    assert exported(ledger) == first
    write(ledger, progress(percent=70))
    assert exported(ledger) != first


def test_the_last_line_seals_all_before_it(ledger: str) -> None:
    text = exported(ledger)
    before, last = text.removesuffix(b"\n").rsplit(b"\n", 1)
    assert json.loads(last)["sha256"] == hashlib.sha256(before + b"\n").hexdigest()


def test_evidence_stands_in_parts_that_make_the_file(ledger: str) -> None:
    head, *middle, _ = lines_of(exported(ledger))
    parts = [line for line in middle if "base64" in line]
    assert len(parts) > 2
    assert head["evidence"] == 1
    assert head["lost"] == ["ab" * 32], "named by a record, and never kept"
    import base64

    content = [base64.b64decode(part["base64"]) for part in parts]
    assert b"".join(content) == CONTENT
    assert [part["offset"] for part in parts] == [sum(map(len, content[:at])) for at in range(len(content))]
    assert {(part["file"], part["size"]) for part in parts} == {(hashlib.sha256(CONTENT).hexdigest(), len(CONTENT))}


def test_files_may_be_left_out(ledger: str) -> None:
    head, *middle, _ = lines_of(exported(ledger, files=False))
    assert (head["files"], head["evidence"], head["lost"]) == (False, 0, [])
    assert all("seq" in line for line in middle)


@pytest.mark.parametrize("ending", ["altered", "missing"])
def test_a_file_that_is_not_what_it_was_is_named_as_lost(ledger: str, ending: str) -> None:
    sha256 = hashlib.sha256(CONTENT).hexdigest()
    place = Path(f"{ledger}.evidence") / sha256[:2] / sha256
    place.write_bytes(b"x" * len(CONTENT)) if ending == "altered" else place.unlink()
    head, *_ = lines_of(exported(ledger))
    assert head["evidence"] == 0
    assert head["lost"] == sorted(["ab" * 32, sha256])


def test_a_ledger_that_was_tampered_with_is_not_exported(ledger: str) -> None:
    with tampering(ledger, "progress") as source:
        source.raw.execute("UPDATE progress SET percent = 99 WHERE seq = 4", {})
    out = io.BytesIO()
    with pytest.raises(Altered, match=r"没有导出.*1处"):
        export_ledger(ledger, out)
    assert out.getvalue() == b""


def test_the_evidence_is_never_held_whole(tmp_path: Path) -> None:
    store = str(tmp_path / "台账.db")
    samples.make(store)
    source = tmp_path / "录像.mp4"
    source.write_bytes(b"\xff" * 40_000_000)
    write(store, progress(evidence=(kept(store, source),)))

    class Nowhere(io.RawIOBase):
        def write(self, content: Any) -> int:  # noqa: ANN401 - bytes
            return len(content)

    tracemalloc.start()
    try:
        export_ledger(store, Nowhere())  # type: ignore[arg-type]  # takes bytes
        assert tracemalloc.get_traced_memory()[1] < 12_000_000
    finally:
        tracemalloc.stop()


def test_there_is_nothing_to_export_where_there_is_no_ledger(tmp_path: Path) -> None:
    with pytest.raises(NoStore):
        export_ledger(str(tmp_path / "没有.db"), io.BytesIO())
    (tmp_path / "别的.db").write_bytes(b"nothing of ours")
    with pytest.raises(StoreFault):
        export_ledger(str(tmp_path / "别的.db"), io.BytesIO())


def test_an_export_is_known_by_its_first_line(ledger: str, tmp_path: Path) -> None:
    file = tmp_path / "年度.txt"
    file.write_bytes(exported(ledger))
    assert is_export(file)
    file.write_bytes(b'{"format":"gongkai-export-9","all":"different"}\n')
    assert is_export(file)
    for other in (b"", b"PK\x03\x04", b"{}", '{"format":"工作簿"}'.encode()):
        file.write_bytes(other)
        assert not is_export(file)


# -- the command


def test_a_file_is_written_whole_and_confirmed(ledger: str, tmp_path: Path) -> None:
    path = tmp_path / "年度.jsonl"
    done = run("export", "-o", str(path), db=ledger)
    assert done.code == 0, done.err
    assert path.read_bytes() == exported(ledger)
    assert done.out == ""
    assert f"已写入 {path}" in done.err
    assert f"已导出2018年度，痕迹{len(one_of_each()) + 2}条" in done.err
    assert "佐证文件1个" in done.err
    assert "有1个佐证文件不见了或被改动，没有导出" in done.err
    assert not [left for left in tmp_path.iterdir() if left.name.startswith(".")]


def test_the_receipt_is_json_where_asked(ledger: str, tmp_path: Path) -> None:
    path = tmp_path / "年度.jsonl"
    told = run("export", "--no-files", "-o", str(path), "--json", db=ledger).json
    assert told == {"file": str(path)} | lines_of(path.read_bytes())[0]
    refused = run("export", "--json", db=ledger)
    assert (refused.code, refused.out) == (2, "")


def test_without_a_file_stdout_has_the_bytes_whatever_its_encoding(ledger: str) -> None:
    for encoding in ("ascii", "utf-16"):
        done = spawn("export", db=ledger, env={"PYTHONIOENCODING": f"{encoding}:ignore"}, encoding="latin-1")
        assert done.code == 0
        assert done.out.encode("latin-1") == exported(ledger)


def test_an_older_export_gives_way_a_changed_one_does_not(ledger: str, tmp_path: Path) -> None:
    path = tmp_path / "年度.jsonl"
    assert run("export", "-o", str(path), db=ledger).code == 0
    write(ledger, progress(percent=70))
    again = run("export", "-o", str(path), db=ledger)
    assert again.code == 0
    assert "已覆盖原有文件" in again.err
    path.write_bytes(path.read_bytes() + b"\n")
    assert run("export", "-o", str(path), db=ledger).code == 3
    assert run("export", "-o", str(path), "--overwrite", db=ledger).code == 0


@pytest.mark.parametrize(
    ("name", "code", "told"),
    [
        ("年度.xlsx", 2, "扩展名是 .jsonl"),
        ("没有/年度.jsonl", 2, "文件夹不存在"),
        ("夹.jsonl", 2, "是文件夹，不是文件"),
    ],
)
def test_what_cannot_be_written_is_said(ledger: str, tmp_path: Path, name: str, code: int, told: str) -> None:
    (tmp_path / "夹.jsonl").mkdir()
    done = run("export", "-o", str(tmp_path / name), db=ledger)
    assert done.code == code
    assert told in done.err
    assert not list(tmp_path.rglob(".*"))


def test_a_tampered_ledger_leaves_no_file(ledger: str, tmp_path: Path) -> None:
    with tampering(ledger, "trail") as source:
        source.raw.execute("DELETE FROM trail WHERE seq = 3", {})
    path = tmp_path / "年度.jsonl"
    assert run("export", "-o", str(path), db=ledger).code == 4
    assert not path.exists()


def test_a_demonstration_says_so(shown: Shown) -> None:
    head, *_ = lines_of(exported(shown.store))
    assert (head["demo"], head["ledger"]) == (True, "demo-2018")
