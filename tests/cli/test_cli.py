"""``pincite`` as it is called: exit codes, last lines, JSON."""

import csv
import io
import json
import os
import re
import shutil
import signal
import socket
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

from pincite.app.answering.request import SearchRequest, parse_search
from pincite.app.cli import asking
from pincite.app.cli.listening import listen
from pincite.index.storage.home import create_home, lock
from tests.calls import PROGRAM, Caller, Run, show_on_terminal
from tests.conftest import JOINT, ROOT, Client
from tests.waiting import wait_until_ready


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command upon the archive in a folder."""
    caller = Caller(monkeypatch, capsys)
    return lambda home, *arguments, **given: caller.call(*arguments, **{"PINCITE_HOME": str(home), **given})


def spawn(home: Path, *arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    """Run the program as a process of its own; its exit code must be ``code``, and it shows no traceback."""
    environment = {**os.environ, "PINCITE_HOME": str(home)}
    done = subprocess.run(
        [*PROGRAM, *arguments], env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done


def test_as_a_process_of_its_own(tmp_path: Path) -> None:
    home = tmp_path / "var"
    assert "1 statement" in spawn(home, "ingest", str(ROOT / "seeds")).stdout
    assert "[ironclad]" in spawn(home, "search", "ironclad").stdout
    assert "at character 1" in spawn(home, "search", "(a", code=2).stderr
    assert "pincite ingest" in spawn(tmp_path / "none", "serve", code=74).stderr


def test_from_seeds_to_an_answer(run: Run, tmp_path: Path) -> None:
    home = tmp_path / "var"
    first = run(home, "ingest", str(ROOT / "seeds"))
    assert "1 statement" in first.stdout.splitlines()[-1]
    assert "pincite serve" in first.stdout.splitlines()[-1]
    again = run(home, "ingest", str(ROOT / "seeds"))
    assert again.stdout.startswith("Nothing new in 1 source")
    assert "[ironclad]" in run(home, "search", "ironclad").stdout
    shown = run(home, "show", JOINT).stdout
    assert "¶ 6" in shown
    assert "¶ 7" not in shown
    assert "¶ 5 (joined from 2 pieces)" in shown
    assert "agree: 6 paragraphs in 1 statement" in run(home, "verify").stdout
    assert "6 paragraphs in 1 statement" in run(home, "rebuild").stdout
    assert "agree" in run(home, "verify").stdout
    assert "6 paragraphs in 1 statement" in run(home, "stats").stdout


def test_json_everywhere(run: Run, home: Path) -> None:
    found = json.loads(run(home, "search", "ironclad", "--json", "--facet", "issuer").stdout)
    assert (found["paragraphs"], found["statements"]) == (1, 1)
    assert {bucket["value"] for bucket in found["facets"]["issuer"]["buckets"]} == {
        "Republic of Korea",
        "United States",
    }
    assert len(json.loads(run(home, "show", JOINT, "--json").stdout)["paragraphs"]) == 6
    one = json.loads(run(home, "show", JOINT, "--paragraph", "4", "--json").stdout)
    assert "ironclad" in one["paragraph"]["text"]
    assert json.loads(run(home, "stats", "--json").stdout)["record"]["statements"] == 4
    assert json.loads(run(home, "verify", "--json").stdout)["agrees"] is True


def test_ingest_tells_events(run: Run, tmp_path: Path) -> None:
    home = tmp_path / "var"
    events = [json.loads(line) for line in run(home, "ingest", str(ROOT / "seeds"), "--json").stdout.splitlines()]
    assert next(event["event"] for event in events) == "started"
    assert (events[-1]["event"], events[-1]["new"], events[-1]["parsed"]) == ("done", 1, 1)
    again = [json.loads(line) for line in run(home, "ingest", str(ROOT / "seeds"), "--json").stdout.splitlines()]
    assert (again[-1]["skipped"], again[-1]["parsed"], again[-1]["batches"]) == (1, 0, 0)
    assert "skipped" in {event["event"] for event in again}


def test_searches_with_the_options_of_the_api(run: Run, home: Path) -> None:
    listed = run(home, "search", "treaty", "--group", "statement", "--issuer", "Nicaragua", "--facet", "person").stdout
    assert "and 27 further paragraphs" in listed
    assert "Baker" in listed
    assert listed.splitlines()[-1].startswith("30 paragraphs in 1 statement.")
    assert run(home, "search", "--date-from", "2018", "--date-to", "2018").stdout.splitlines()[-1].startswith("6 par")
    assert "1 statement matches with `--within statement`" in run(home, "search", "vaccines facility").stdout


def test_a_terminal_is_shown_the_words_of_bars_when_asked(run: Run, home: Path) -> None:
    assert "2021-03-04  6 words" in run(home, "search", "vaccines", "--histogram", "auto", "--words", "on").stdout
    assert " words" not in run(home, "search", "vaccines", "--histogram", "auto").stdout


def test_a_terminal_is_shown_what_lacks_some_of_the_words(run: Run, home: Path) -> None:
    listed = run(home, "search", "treaty vaccines nowhere 1927", "--limit", "2").stdout
    assert "No paragraph holds all 4 words; 31 paragraphs in 2 statements hold at least 1 of them:" in listed
    assert "Found nowhere: nowhere" in listed
    assert "without treaty, nowhere, 1927" in listed
    assert "Search instead with date:1927: treaty vaccines nowhere date:1927" in listed
    assert "holds all 4 words" not in run(home, "search", "treaty vaccines nowhere 1927", "--relaxed", "off").stdout


# In the order in which the command line hands parameters on: they stand in the address of the next page.
ASKED = (
    "q=the+treaty&facet=issuer&facet=year&facet_size=1&histogram=month&limit=3&offset=2",
    "q=vaccines+facility&within=statement&group=statement&explain=hits",
    "q=committed&variants=off&reject_issuer=Nicaragua",
    "q=title:secretary&facet_match.person=baker&sort=oldest",
    "q=-treaty&missing=place&date_from=2000&date_to=2030&explain=query",
    "q=comitment&person=Baker&year=1927",
    "q=treaty+vaccines+1927&relaxed=on&limit=3",
)


@pytest.mark.parametrize("query", ASKED)
def test_answers_are_those_of_the_api(run: Run, home: Path, client: Client, query: str) -> None:
    (_, text), *options = parse_qsl(query)
    arguments = [part for name, value in options for part in (f"--{name.replace('_', '-')}", value)]
    told = run(home, "search", "--json", *arguments, "--", text).stdout
    found = json.loads(told.replace("http://127.0.0.1:8000", "https://archive.example.org"))
    expected = client.json(f"/v1/search?{query}")
    for answer in (found, expected):
        del answer["took_ms"]
    assert found == expected


@pytest.mark.parametrize("written", ["csv", "ndjson", "kwic"])
def test_exports_are_those_of_the_api(run: Run, home: Path, client: Client, written: str) -> None:
    arguments = ("treaty", "--sort", "oldest", "--issuer", "Nicaragua", "--variants", "off", "--format", written)
    found = run(home, "export", *arguments, PINCITE_URL="https://archive.example.org").stdout
    answer = client.get(f"/v1/export?q=treaty&sort=oldest&issuer=Nicaragua&variants=off&format={written}")
    assert found.splitlines() == answer.text.splitlines()


def test_a_listing_tells_what_stands_beside_the_hits(run: Run, home: Path) -> None:
    options = ("--facet", "place", "--facet-size", "1", "--histogram", "year", "--limit", "1")
    told = " ".join(run(home, "search", "the commit OR hostile", *options).stdout.split())
    assert "Place: 30 1 Managua 3 (2 more values) 2 1 (not given)" in told
    assert "Date: 30 1 1927 2 1 2018 1 1 2021 2 1 (date unknown)" in told
    assert "commit matched commitment, committed" in told
    assert "Ignored common words: the" in told
    told = run(home, "search", "readout").stdout
    assert "1 statement has these words in the title:\n   covid-%e2%81%a019: Readout on COVID-19" in told


def test_exports(run: Run, home: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run(home, "export", "treaty", "--format", "csv").stdout)))
    assert len(rows) == 30
    assert len(run(home, "export", "treaty", "--format", "ndjson").stdout.splitlines()) == 30
    assert "ironclad" in run(home, "export", "ironclad", "--format", "kwic").stdout


def test_no_match_differs_from_filters_that_removed_all(run: Run, home: Path) -> None:
    assert run(home, "search", "zzznothing").stdout.splitlines()[-1].startswith("No match.")
    assert run(home, "search", "zzznothing", "--issuer", "Canada").stdout.splitlines()[-1].startswith("No match.")
    told = run(home, "search", "treaty", "--issuer", "Canada").stdout.splitlines()[-1]
    assert told == "Your filters removed all matches: without them, 30 paragraphs in 1 statement."
    dated = run(home, "search", "treaty", "--date-from", "2018").stdout.splitlines()[-1]
    assert dated.startswith("Your filters removed all matches")


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("search", "(a"), 2, "QUERY at character 1: expected"),
        (("search", "a", "--sort", "newst"), 2, "try: newest"),
        (("search", "a", "--limit", "1000"), 2, "0 to 100"),
        (("search", "--colour", "red"), 2, "unrecognized arguments"),
        ((), 2, "COMMAND"),
        (("show", "nobody"), 2, "nobody"),
        (("show", JOINT, "--version", "0123456789ab"), 2, "no version"),
        (("show", JOINT, "--paragraph", "9"), 2, "paragraphs 1 to 6"),
        (("ingest", "/nonexistent/file.txt"), 65, "/nonexistent/file.txt"),
    ],
)
def test_says_what_is_wrong(run: Run, home: Path, arguments: tuple[str, ...], code: int, says: str) -> None:
    assert says in run(home, *arguments, code=code).stderr


def test_split_paragraphs_are_named_and_no_error(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "minutes.txt"
    path.write_text("Minutes\n\n" + "It was agreed. " * 20_000)
    said = run(tmp_path / "var", "ingest", str(path)).stderr
    assert f"{path}:3: a paragraph over the limit of 200,000 characters was split into paragraphs 1 to 2" in said
    told = [json.loads(row) for row in run(tmp_path / "two", "ingest", "--json", str(path)).stdout.splitlines()]
    [split] = [event for event in told if event["event"] == "split"]
    assert split == {"event": "split", "path": str(path), "line": 3, "first": 1, "last": 2, "limit": 200_000}


@pytest.mark.torture
def test_many_split_paragraphs_are_counted(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "minutes.txt"
    path.write_text("Minutes\n\n" + f"{'Long ' * 40_001}\n\n" * 22)
    said = run(tmp_path / "var", "ingest", str(path)).stderr.splitlines()
    assert len(said) == 21
    assert "2 more paragraphs over the limit" in said[-1]


def test_refused_input_is_named_and_the_rest_goes_in(run: Run, tmp_path: Path) -> None:
    source = tmp_path / "mixed.jsonl"
    source.write_text('{"id": "a", "title": "A", "paragraphs": ["one"]}\n{"id": "b", "title": "B"}\n')
    strict = run(tmp_path / "var", "ingest", "--strict", str(source), code=65)
    assert strict.stdout.startswith("Nothing was ingested")
    done = run(tmp_path / "var", "ingest", str(source), code=65)
    assert f"{source}:2:" in done.stderr
    assert "1 new" in done.stdout
    assert "1 refusal (see above)" in done.stdout
    told = run(tmp_path / "var", "ingest", str(source), "--json", code=65).stdout.splitlines()
    assert json.loads(told[-1])["refused"][0]["line"] == 2


@pytest.mark.parametrize(
    "command", [("serve",), ("search", "a"), ("verify",), ("doctor",), ("stats",), ("rebuild",), ("show", "a")]
)
def test_without_an_archive_it_says_what_to_run(run: Run, tmp_path: Path, command: tuple[str, ...]) -> None:
    told = run(tmp_path / "none", *command, code=74)
    assert "pincite ingest" in told.stderr
    assert len(told.stderr.splitlines()) == 1
    assert not (tmp_path / "none").exists()


def test_a_foreign_folder_is_left_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    told = run(tmp_path, "ingest", str(ROOT / "seeds"), code=74)
    assert "PINCITE_HOME" in told.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_an_index_that_is_gone_is_no_empty_answer(run: Run, tmp_path: Path) -> None:
    home = tmp_path / "var"
    run(home, "ingest", str(ROOT / "seeds"))
    shutil.rmtree(home / "index")
    for command in (("search", "ironclad"), ("export", "ironclad"), ("show", JOINT)):
        assert "run `pincite rebuild`" in run(home, *command, code=74).stderr
    assert "pincite rebuild" in run(home, "verify", code=74).stdout
    assert "behind the record" in run(home, "stats").stdout
    assert "was missing 1 statement and is up to date again" in run(home, "ingest", str(ROOT / "seeds")).stdout
    assert "[ironclad]" in run(home, "search", "ironclad").stdout


def test_a_foreign_index_is_left_alone(run: Run, tmp_path: Path) -> None:
    home = tmp_path / "var"
    run(home, "ingest", str(ROOT / "seeds"))
    shutil.rmtree(home / "index")
    (home / "index").mkdir()
    (home / "index" / "letter.txt").write_text("mine")
    for command in (("search", "ironclad"), ("rebuild",), ("ingest", str(ROOT / "seeds"))):
        assert len(run(home, *command, code=74).stderr.splitlines()) == 1
    assert [path.name for path in (home / "index").iterdir()] == ["letter.txt"]


def test_a_second_writer_waits_and_is_told_who_writes(run: Run, tmp_path: Path) -> None:
    home = create_home(tmp_path / "var")
    with lock(home):
        told = run(home.path, "ingest", str(ROOT / "seeds"), "--wait", "0.3", code=75)
    assert "waiting up to 0.3 s" in told.stderr
    assert told.stderr.count(f"process {os.getpid()}") == 2
    run(home.path, "ingest", str(ROOT / "seeds"))


@pytest.mark.parametrize(
    ("name", "value"), [("PINCITE_PORT", "eighty"), ("PINCITE_URL", "example.org"), ("PINCITE_ENGINE", "lucene")]
)
def test_settings_that_cannot_be_are_usage(run: Run, tmp_path: Path, name: str, value: str) -> None:
    assert run(tmp_path, "stats", code=2, **{name: value}).stderr.startswith(f"{name}: ")


def test_a_taken_port_is_one_line(run: Run, home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        told = run(home, "serve", "--port", str(taken.getsockname()[1]), code=74)
    assert "cannot listen on 127.0.0.1" in told.stderr
    assert "--port" in told.stderr


@pytest.mark.parametrize("host", ["192.0.2.1", "no-such-name.invalid"])
def test_an_address_of_another_machine_is_one_line(host: str) -> None:
    with pytest.raises(
        OSError, match=f"cannot listen on {host} port 8000: .*; try --host with an address of this machine"
    ):
        listen(host, 8000)


def test_an_option_that_cannot_be_is_named_as_it_was_given(run: Run, home: Path) -> None:
    told = run(home, "serve", "--port", "99999", code=2).stderr
    assert told.startswith("pincite: --port: ")
    assert "65535" in told


@pytest.mark.parametrize(
    "command",
    ["", "ingest", "rebuild", "verify", "doctor", "migrate", "withdraw", "search", "export", "show", "stats", "serve"],
)
def test_help_shows_examples_first(run: Run, tmp_path: Path, command: str) -> None:
    told = run(tmp_path, *command.split(), "--help").stdout
    assert told.index("examples:") < told.index("usage:") < told.index("options:")


def test_version(run: Run, tmp_path: Path) -> None:
    assert run(tmp_path, "--version").stdout.startswith("pincite 0.")


def test_serve_prints_its_address_and_ends_on_interrupt(home: Path) -> None:
    command = [*PROGRAM, "serve", "--port", "0", "--home", str(home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert "http://127.0.0.1:" in line
        assert "40 paragraphs in 4 statements" in line
        # Before it listens, it has no handler for an interrupt.
        wait_until_ready(re.search(r"http://[\d.:]+", line)[0])  # type: ignore[index]  # the line names it
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()


def test_a_reader_that_goes_away_is_no_traceback(home: Path) -> None:
    command = [*PROGRAM, "export", "--format", "csv", "--home", str(home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.wait(30) == 74
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_a_bar_on_a_terminal(tmp_path: Path) -> None:
    arguments = ("ingest", str(ROOT / "seeds"), "--home", str(tmp_path / "var"))
    shown = show_on_terminal(*arguments, folder=tmp_path)
    assert b"statements" in shown
    assert b"/s" in shown


def test_text_cannot_control_a_terminal(tmp_path: Path, run: Run) -> None:
    source, home = tmp_path / "lines.jsonl", tmp_path / "var"
    hostile = "\x1b]0;owned\x07 \u202e \x9b31m"
    line = {
        "id": "one",
        "title": f"Title {hostile}",
        "issuers": [f"I{hostile}"],
        "paragraphs": [f"peace {hostile}\ttab"],
    }
    source.write_text(json.dumps(line))
    run(home, "ingest", str(source))
    for arguments in (("show", "one"), ("show", "one", "--paragraph", "1"), ("search", "peace", "--facet", "issuer")):
        for more in ((), ("--json",)):
            said = run(home, *arguments, *more).stdout
            assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", said)
            assert "owned" in said
    told = json.loads(run(home, "show", "one", "--json").stdout)
    assert told["statement"]["title"] == f"Title {hostile}"


def test_rows_cannot_control_a_terminal_and_files_get_them_as_they_are(tmp_path: Path, run: Run) -> None:
    source, home = tmp_path / "lines.jsonl", tmp_path / "var"
    hostile = "\x1b]8;;http://evil\x1b\\ \u202e \x9b31m"
    source.write_text(json.dumps({"id": "one", "title": f"T {hostile}", "paragraphs": [f"peace {hostile}"]}))
    run(home, "ingest", str(source))
    for arguments in (("export", "peace"), ("export", "peace", "--format", "ndjson"), ("dump", "-")):
        shown = show_on_terminal(*arguments, "--home", str(home), folder=tmp_path, is_whole=True).decode()
        # The bar of a dump moves the cursor itself.
        assert not re.search("\x1b\\]|[\x7f-\x9f\u202e]", shown)
        assert "evil" in shown
    assert "\u202e" in spawn(home, "export", "peace").stdout


def test_a_program_may_have_closed_streams_and_a_full_one(tmp_path: Path) -> None:
    source = tmp_path / "lines.jsonl"
    source.write_text(json.dumps({"id": "one", "title": "T", "paragraphs": ["peace"]}))
    ways = [(f"ingest {source}", "0<&- 1>&- 2>&-", 0), ("stats", "1>&-", 0), ("search peace --json", ">/dev/full", 74)]
    for command, streams, code in ways:
        line = f"{' '.join(PROGRAM)} {command} --home {tmp_path}/var {streams}"
        called = subprocess.run(["bash", "-c", line], capture_output=True)
        assert (called.returncode, b"bug" in called.stderr, b"Traceback" in called.stderr) == (code, False, False)
    assert "1 paragraph" in spawn(tmp_path / "var", "stats").stdout


def test_what_was_typed_wrongly_is_repeated_harmlessly(tmp_path: Path) -> None:
    assert "--\\x1b[31m" in spawn(tmp_path, "search", "--\x1b[31m", code=2).stderr


def test_search_waits_for_its_answer_whatever_a_service_allows(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(tmp_path, "ingest", str(ROOT / "seeds"))

    def hurried(pairs: Any) -> SearchRequest:
        asked = parse_search(pairs)
        return replace(asked, query=replace(asked.query, deadline=0.0))

    monkeypatch.setattr(asking, "parse_search", hurried)
    said = run(tmp_path, "search", "ironclad").stdout
    assert said.endswith("\n1 paragraph in 1 statement.\n")
