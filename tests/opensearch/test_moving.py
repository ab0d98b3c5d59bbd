"""An archive moves between the engines by ``rebuild``, and is rebuilt while it is read."""

import threading
from pathlib import Path

from pincite.app.cli import main
from pincite.app.dependencies import open_archive, open_for_writing
from pincite.app.settings import Settings
from pincite.index.ingest import rebuild
from tests.opensearch.archives import fill
from tests.opensearch.conftest import MakeSettings
from tests.opensearch.pictures import build_queries, picture
from tests.services.opensearch import Server

QUERIES = build_queries()


def seen(settings: Settings) -> object:
    archive = open_archive(settings)
    try:
        return picture(archive.engine, QUERIES)
    finally:
        archive.close()


def rebuilt(settings: Settings) -> None:
    with open_for_writing(settings, 10.0, lambda holder: None, create=False) as archive:
        rebuild(archive.record, archive.engine)


def test_from_the_folder_to_the_cluster_and_back(server: Server, settings_of: MakeSettings, tmp_path: Path) -> None:
    cluster = settings_of(server.url)
    embedded = Settings(home=cluster.home)
    fill(embedded)
    before = seen(embedded)
    rebuilt(cluster)
    assert seen(cluster) == before
    assert main(["verify", "--deep", "--home", str(cluster.home)]) == 0
    (cluster.home / "index").rename(tmp_path / "gone")
    rebuilt(embedded)
    assert seen(embedded) == before


def test_readers_notice_nothing_of_a_rebuild(server: Server, settings_of: MakeSettings) -> None:
    settings = settings_of(server.url, kept_generations=0)
    archive = fill(settings, keep=True)
    queries = QUERIES[::4]
    expected = picture(archive.engine, queries)[0]
    done, wrong, answers = threading.Event(), list[object](), [0]

    def read() -> None:
        while not done.is_set():
            try:
                if picture(archive.engine, queries)[0] != expected:
                    wrong.append("another answer")
            except Exception as error:  # whatever a reader meets is what is looked for
                wrong.append(error)
            answers[0] += len(queries)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for _ in range(4):
        rebuilt(settings)
    done.set()
    for reader in readers:
        reader.join()
    archive.close()
    assert wrong == []
    assert answers[0] > 20
