"""The ledger's points as double entry, added up by the real hledger.

Each entry is a transaction from its rule to the unit's item. What was taken back, forgiven or swallowed by a cap is
posted the other way, dated and explained. So an item's balance is what it lost, a unit's what it lost in all, and a
rule's what it still asks. Without the program (Debian's `hledger`) these tests are skipped, unless
GONGKAI_NEED_HLEDGER=1 makes that a failure.
"""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
from decimal import Decimal
from typing import TYPE_CHECKING, NoReturn

import pytest
from hypothesis import given, settings

from tests.rubrics.pasted import RUBRICS, plan_of

from .books import OPENING, Book, books, entry, every, hard_plan, laid_out, rubric_of, ruling

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gongkai.plan.rubric import Item
    from gongkai.scoring.sheet import AppliedEntry, ItemScore, UnitScore

UNITS, RULES, BACK, CAP = "单位", "规则", "撤减", "封顶"
EXAMPLES = 25


@pytest.fixture(scope="session", autouse=True)
def hledger() -> None:
    """See that the program is there."""
    if shutil.which("hledger") is None:
        go_without()


def go_without() -> NoReturn:
    """Skip, or fail where it is said to be needed."""
    reason = "no hledger on the PATH (Debian package hledger)"
    if os.environ.get("GONGKAI_NEED_HLEDGER") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


# writing the journal


def account(unit: str, way: Iterable[Item]) -> str:
    """Name an item's account under its unit, from the top down."""
    return ":".join((UNITS, unit, *(item.code for item in way)))


def ways(items: Iterable[Item], above: tuple[Item, ...] = ()) -> Iterator[tuple[str, tuple[Item, ...]]]:
    """Walk the rules with the items above each."""
    for item in items:
        yield from ((rule.code, (*above, item)) for rule in item.rules)
        yield from ways(item.items, (*above, item))


def posted(day: str, words: str, to: str, counter: str, points: Decimal) -> str:
    """Write one transaction of two postings."""
    return f"{day} {words}\n    {to}  {points:f}\n    {counter}  {-points:f}\n"


def transactions(entry: AppliedEntry, to: str) -> Iterator[str]:
    """Write an entry as it was asked, and what was not taken of it as opposite postings."""
    made = entry.state.entry
    ruled = max((ruling.day for ruling in entry.state.rulings), default=made.day)
    rule = f"{RULES}:{made.unit}:{made.rule}"
    yield posted(made.day.isoformat(), f"{entry.id} 扣分", to, rule, entry.asked)
    if entry.asked != entry.taken:
        counter = f"{BACK}:{made.unit}"
        yield posted(ruled.isoformat(), f"{entry.id} 撤减", to, counter, entry.taken - entry.asked)
    if entry.taken != entry.applied:
        yield posted(made.day.isoformat(), f"{entry.id} 封顶", to, f"{CAP}:{made.unit}", entry.applied - entry.taken)


def journal(book: Book, scores: Iterable[UnitScore]) -> str:
    """Write every deduction that counts on a sheet."""
    schemes = {scheme.name: dict(ways(scheme.items)) for scheme in rubric_of(book.plan).schemes}
    return "\n".join(
        text
        for score in scores
        for entry in score.deductions
        if not entry.void and entry.rule in schemes[score.scheme]
        for text in transactions(entry, account(score.unit, schemes[score.scheme][entry.rule]))
    )


# asking the program


def balances(text: str, depth: int) -> dict[str, Decimal]:
    """Return the balance of every account of this depth, what lies below it included, as hledger adds it up."""
    done = subprocess.run(
        ["hledger", "-f", "-", "balance", "--flat", "--empty", "--no-total", f"--depth={depth}", "-O", "csv"],
        input=text.encode(),
        capture_output=True,
        check=False,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    assert done.returncode == 0, done.stderr.decode()
    lines = list(csv.reader(io.StringIO(done.stdout.decode())))
    return {name: Decimal(figure) for name, figure in lines[1:] if name.count(":") == depth - 1}


def everything(text: str, deepest: int) -> dict[str, Decimal]:
    """Return the balances of all accounts."""
    return {name: figure for depth in range(1, deepest + 1) for name, figure in balances(text, depth).items()}


# comparing


def flat(items: Iterable[ItemScore], above: str) -> Iterator[tuple[str, ItemScore]]:
    """Walk a scored tree with the accounts' names."""
    for item in items:
        yield f"{above}:{item.code}", item
        yield from flat(item.items, f"{above}:{item.code}")


def compare(book: Book) -> None:
    """Hold the engine's sums against hledger's: every unit, every item, what was taken back and what caps swallowed."""
    scores = book.scores().values()
    text = journal(book, scores)
    found = everything(text, 3 + max(depth(scheme.items) for scheme in rubric_of(book.plan).schemes))
    nought = Decimal(0)
    for score in scores:
        unit = f"{UNITS}:{score.unit}"
        counted = [entry for entry in score.deductions if not entry.void]
        assert found.get(unit, nought) == score.deducted
        for name, item in flat(score.items, unit):
            assert found.get(name, nought) == item.deducted
        swallowed = sum((entry.taken - entry.applied for entry in counted if known(book, score, entry)), nought)
        assert (
            found.get(f"{CAP}:{score.unit}", nought)
            == swallowed
            == sum(item.asked - item.deducted for item in score.items)
        )
    assert sum(found.get(top, nought) for top in (UNITS, RULES, BACK, CAP)) == 0
    assert found.get(UNITS, nought) == sum(score.deducted for score in scores)


def known(book: Book, score: UnitScore, entry: AppliedEntry) -> bool:
    """Tell whether the entry's rule is on the unit's sheet."""
    scheme = next(scheme for scheme in rubric_of(book.plan).schemes if scheme.name == score.scheme)
    return any(rule.code == entry.rule for item in every(scheme.items) for rule in item.rules)


def depth(items: Iterable[Item]) -> int:
    """Return how many levels a tree has."""
    return max((1 + depth(item.items) for item in items), default=0)


@pytest.mark.parametrize("name", RUBRICS)
def test_hledger_adds_up_a_year_under_each_published_rubric(name: str) -> None:
    compare(laid_out(plan_of(name), 400))


def test_hledger_adds_up_a_year_of_three_levels_and_three_stages() -> None:
    compare(laid_out(hard_plan(), 500))


@given(books())
@settings(max_examples=EXAMPLES, deadline=None)
def test_hledger_adds_up_whatever_was_entered(book: Book) -> None:
    compare(book)


def test_a_cap_of_ten_stands_in_hledgers_books_as_five_taken_and_five_swallowed() -> None:
    """Three late papers in 鲤城 as a bookkeeper sees them, the second revoked after all."""
    unit = "严陵镇人民政府"
    late = tuple(entry(n, unit, ("deduction", "1.1"), Decimal(5), OPENING) for n in (1, 2, 3))
    year = Book(plan_of("licheng-2020"), late)
    names = (f"{UNITS}:{unit}:1", f"{RULES}:{unit}:1.1", f"{BACK}:{unit}", f"{CAP}:{unit}")
    before = everything(journal(year, year.scores().values()), 3)
    assert [before.get(name, 0) for name in names] == [10, -15, 0, 5]
    year = Book(year.plan, late, (ruling(9, late[1], "revoked", Decimal(0)),))
    after = everything(journal(year, year.scores().values()), 3)
    assert [after.get(name, 0) for name in names] == [10, -15, 5, 0]
