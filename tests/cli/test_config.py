"""``pincite config show``: every setting with its value and origin, and no password."""

import json
from collections.abc import Mapping
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.app.secrets import mask_urls
from pincite.app.settings import Settings
from tests.calls import Caller, Done

SECRETS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=6, max_size=30)
ALONE = {"PINCITE_HOME": "", "PINCITE_PORT": "", "PINCITE_HOST": ""}


@pytest.fixture
def caller(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Caller:
    return Caller(monkeypatch, capsys)


def call(caller: Caller, given: Mapping[str, str], *words: str) -> Done:
    """Run a command with these variables, and none of the other settings that matter here."""
    for name, value in {**ALONE, **given}.items():
        caller.monkeypatch.setenv(name, value)
    return caller.call(*words)


def test_each_value_says_where_it_comes_from(caller: Caller) -> None:
    told = call(caller, {"PINCITE_PORT": "8123"}, "config", "show", "--json", "--home", "mine")
    document = json.loads(told.stdout)
    found = {one["name"]: (one["value"], one["origin"]) for one in document["settings"]}
    assert list(found) == [f"PINCITE_{name.upper()}" for name in Settings.model_fields]
    assert found["PINCITE_HOME"] == ("mine", "command line")
    assert found["PINCITE_PORT"] == (8123, "environment")
    assert found["PINCITE_HOST"] == ("127.0.0.1", "default")
    assert found["PINCITE_SITE_TEXTS"] == (None, "default")


def test_people_read_one_setting_a_line(caller: Caller) -> None:
    told = call(caller, {"PINCITE_SITE_NAME": "Ours\x1b[2J", "PINCITE_PROT": "1"}, "config", "show")
    lines = told.stdout.splitlines()
    assert len(lines) == len(Settings.model_fields)
    assert any(line.split() == ["PINCITE_KEEP_SOURCES", "1", "(default)"] for line in lines)
    assert "Ours\\x1b[2J  (environment)" in told.stdout
    assert "PINCITE_PROT is not a setting" in told.stderr


def test_passwords_are_masked(caller: Caller, tmp_path_factory: pytest.TempPathFactory) -> None:
    secret = tmp_path_factory.mktemp("secrets") / "password"
    secret.write_text("in-a-file", encoding="utf-8")
    urls = {
        "PINCITE_RECORD_URL": "postgresql+psycopg://pincite:in-the-url@db.example.org/pincite?sslpassword=in-query",
        "PINCITE_OPENSEARCH_URL": "https://me:first-one@a.example.org:9200, https://me:other/1@b.example.org",
        "PINCITE_RECORD_PASSWORD_FILE": str(secret),
    }
    for words in (("config", "show"), ("config", "show", "--json")):
        told = call(caller, urls, *words).stdout
        for password in ("in-the-url", "in-query", "first-one", "other/1", "in-a-file"):
            assert password not in told
        for shown in ("pincite:•••@db.example.org/pincite?sslpassword=•••", "me:•••@b.example.org", str(secret)):
            assert shown in told


@given(password=SECRETS, user=st.sampled_from(["", "me", "per%40cent"]), quoted=st.booleans())
def test_no_password_is_shown_whatever_it_is(password: str, user: str, quoted: bool) -> None:
    url = f"postgresql://{user}:{quote(password, safe='') if quoted else password}@db.example.org/pincite"
    shown = mask_urls(url)
    assert shown == f"postgresql://{user}:•••@db.example.org/pincite"


@pytest.mark.parametrize("text", ["", "Our archive, est. 1945", "https://a.example.org:9200,https://b.example.org"])
def test_what_holds_no_password_stays(text: str) -> None:
    assert mask_urls(text) == text
