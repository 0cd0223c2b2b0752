"""Fixture `clerk`: the whole year lived through once on each engine; the tests then read what it left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.engines import ENGINES, server
from tests.year.clerk import Clerk
from tests.year.year2018 import live

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.engines import Server

__all__ = ["server"]


@pytest.fixture(scope="session")
def sqlite_year(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    """The year in a file."""
    folder = tmp_path_factory.mktemp("year")
    return live(Clerk(str(folder / "台账.db"), folder))


@pytest.fixture(scope="session")
def postgresql_year(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clerk]:
    """The year on a server."""
    url = server.fresh()
    yield live(Clerk(url.replace("postgresql://", "postgresql+psycopg://"), tmp_path_factory.mktemp("year")))
    server.drop(url)


@pytest.fixture(scope="session", params=[ENGINES[0], pytest.param(ENGINES[1], marks=pytest.mark.postgres)])
def clerk(request: pytest.FixtureRequest) -> Clerk:
    """The year on each engine, seen from 2019-02-01."""
    lived: Clerk = request.getfixturevalue(f"{request.param}_year")
    return lived
