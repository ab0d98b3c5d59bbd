"""What the demo promises in words, and where its archive stands: held without serving it (tests/packaging does)."""

from pathlib import Path

from pincite.app.cli.demo_texts import ADDRESSES, PARAGRAPHS, find_texts, read_addresses
from pincite.app.cli.demonstrating import _folder
from tests.conftest import ROOT


def test_the_demo_holds_as_many_addresses_as_the_package_and_the_readme_says_so() -> None:
    """The counts are those of the installed package: they decide whether a kept archive is a whole demo."""
    addresses = list(read_addresses(find_texts()))
    assert (len(addresses), sum(len(one["paragraphs"]) for one in addresses)) == (ADDRESSES, PARAGRAPHS)
    assert f"an archive of {ADDRESSES} addresses" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_a_folder_that_is_to_be_kept_is_the_home_and_stays(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    with _folder(str(kept)) as home:
        assert home == kept
    assert kept.is_dir()


def test_a_demo_that_is_not_kept_leaves_no_folder() -> None:
    with _folder(None) as home:
        assert home.parent.is_dir()
    assert not home.parent.exists()
