"""What tests of pages share: an archive that has every kind of page."""

from pathlib import Path

import pytest

from tests.web.kinds import build_archive


@pytest.fixture(scope="session")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of the archive that has every kind of page."""
    return build_archive(tmp_path_factory.mktemp("kinds"))
