"""``interlock serve`` opens an agency, keeps it going, and leaves nothing running, however it ends."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from interlock.adapters.postgres import embedded, leave
from tests.journeys.site import Site, eventually, free_port, processes

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks for processes in /proc"),
    pytest.mark.xdist_group("serving"),
]

GREATEST_MEMORY = 600 * 2**20


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Return an agency that some tests stop."""
    made = Site(home=tmp_path_factory.mktemp("served") / "home").start("--no-demo")
    yield made
    made.close()


@pytest.fixture
def site(served: Site) -> Site:
    """Return an agency that is served, whatever the test before left of it."""
    if served.process is None or served.process.poll() is not None:
        served.start("--no-demo")
    return served


def test_an_agency_in_order_says_so(site: Site) -> None:
    """Database, migrations and queue are each in order, and the terminal says where the agency is."""
    status, document = site.health()

    assert status == 200
    assert {document[part] for part in ("status", "database", "migrations", "queue")} == {"in order"}
    assert eventually(lambda: f"The agency is open at http://127.0.0.1:{site.port}." in site.output)


def test_a_second_start_in_the_folder_is_refused(site: Site) -> None:
    """It says at which address the first one is, and leaves that one alone."""
    second = site.run("serve", "--port", "1")

    assert second.returncode == 2
    assert f"is served from {site.home} already, at http://127.0.0.1:{site.port}" in second.stderr
    assert site.health()[0] == 200


def test_a_port_in_use_is_refused(site: Site, tmp_path: Path) -> None:
    """The message names the port, and nothing is started."""
    other = Site(home=tmp_path / "other", port=site.port)
    refused = other.run("serve", "--port", str(site.port))

    assert refused.returncode == 2
    assert f"--port: port {site.port} of 127.0.0.1 is in use by another program" in refused.stderr
    assert processes(other.home) == []


def test_a_host_of_another_machine_is_refused(site: Site) -> None:
    """An address that is not this machine's can't be listened on; the message says so."""
    refused = Site(home=site.home.with_name("elsewhere")).run("serve", "--host", "192.0.2.1")

    assert refused.returncode == 2
    assert "192.0.2.1" in refused.stderr


@pytest.mark.parametrize("word", ["serving web", "serving worker", "pginstall18/bin/postgres"])
def test_a_part_that_is_killed_starts_again(site: Site, word: str) -> None:
    """The site is in order again soon after any one process was killed."""
    (first, *_) = killed = processes(site.home, word)
    os.kill(first, signal.SIGKILL)

    assert eventually(lambda: set(processes(site.home, word)) - set(killed))
    assert eventually(lambda: site.health()[0] == 200)


def test_the_server_stays_modest(site: Site) -> None:
    """The processes of the site took less than 600 MB at their greatest, all together."""
    total = 0
    for number in processes(site.home, "interlock"):
        lines = Path(f"/proc/{number}/status").read_text(encoding="utf-8").splitlines()
        total += sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))

    assert 0 < total < GREATEST_MEMORY


def test_it_stops_in_order_when_asked(site: Site) -> None:
    """SIGTERM ends everything, with exit code 0; the next start finds the folder as it was."""
    assert site.stop(signal.SIGTERM) == 0
    assert processes(site.home) == []

    site.start("--no-demo")
    assert site.stop(signal.SIGINT) == 0
    assert processes(site.home) == []


def test_nothing_outlives_a_killed_parent(site: Site) -> None:
    """Even SIGKILL of the watching process leaves no process behind, and the next start works."""
    assert site.process is not None
    site.process.kill()
    site.process.wait()

    assert eventually(lambda: processes(site.home) == [])
    assert site.start("--no-demo").health()[0] == 200
    assert site.stop() == 0


def test_a_database_that_lacks_migrations_is_refused(site: Site) -> None:
    """A named database is never changed by serving; the message names the command that does."""
    folder = site.home / "postgres"
    url = embedded(folder, database="bare")
    try:
        refused = site.run("serve", "--port", str(free_port()), INTERLOCK_DATABASE_URL=url)
    finally:
        leave(folder)

    assert refused.returncode == 2
    assert "Run: interlock migrate" in refused.stderr


def test_a_database_that_does_not_answer_is_named_without_its_password(site: Site) -> None:
    """The message says what PostgreSQL's own client says, and keeps the secret."""
    url = f"postgresql://agency:swordfish@/register?host={site.home}"
    refused = site.run("serve", "--port", str(free_port()), INTERLOCK_DATABASE_URL=url)

    assert refused.returncode == 2
    assert "INTERLOCK_DATABASE_URL: the database can't be reached" in refused.stderr
    assert "swordfish" not in refused.stderr
    assert "Traceback" not in refused.stderr
