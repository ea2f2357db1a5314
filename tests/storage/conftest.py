"""Who listens and who acts in tests of the storage: each module's own `storage` fixture is theirs."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from storage.work import DatabaseStorage
from tests.factories import HERON, Hand
from tests.storage.looking import Ear


@pytest.fixture
def ear(storage: DatabaseStorage, engine: Engine) -> Ear:
    """Hears what is said from now on."""
    return Ear(engine)


@pytest.fixture
def heron(storage: DatabaseStorage) -> Hand:
    return Hand(storage, HERON)
