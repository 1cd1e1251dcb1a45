"""The house keeps its own rules: size, documentation, words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "interlock"
FUNCTION_LINES = 60
FILE_LINES = 400
UNHELPFUL_NAMES = {"utils", "util", "helpers", "common", "core", "manager", "misc"}


def modules(folder: Path) -> list[Path]:
    """Return the Python files below a folder, sorted; migrations, which Django writes, are left out."""
    return [path for path in sorted(folder.rglob("*.py")) if path.parent.name != "migrations"]


@cache
def tree(path: Path) -> ast.Module:
    """Return a file's syntax, parsed once for all tests."""
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function of a file, methods and nested ones too."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_functions_fit_on_one_screen() -> None:
    """No function of the source is longer than 60 lines."""
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in modules(SOURCE)
        for node in functions(path)
        if (node.end_lineno or 0) - node.lineno + 1 > FUNCTION_LINES
    ]

    assert long == []


def test_files_stay_small() -> None:
    """No file of the source is longer than 400 lines."""
    long = [
        path for path in modules(SOURCE) if len(path.read_text(encoding="utf-8").splitlines()) > FILE_LINES
    ]

    assert long == []


def test_every_test_states_its_law() -> None:
    """Every test function has a docstring that says which law it holds."""
    silent = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in modules(ROOT / "tests")
        for node in functions(path)
        if node.name.startswith("test_") and not ast.get_docstring(node)
    ]

    assert silent == []


def public_names(path: Path) -> Iterator[tuple[str, ast.AST]]:
    """Yield the public classes and functions a module defines, with public methods of public classes."""
    for node in tree(path).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node.name, node
            if isinstance(node, ast.ClassDef):
                for member in node.body:
                    if isinstance(member, ast.FunctionDef) and not member.name.startswith("_"):
                        yield f"{node.name}.{member.name}", member


def test_every_public_name_is_documented() -> None:
    """Every public class, function and method of the source has a docstring, and so has every module."""
    bare = [
        f"{path.relative_to(ROOT)} {name}"
        for path in modules(SOURCE)
        for name, node in public_names(path)
        if not ast.get_docstring(node)  # type: ignore[arg-type]  # only definitions are yielded
    ]
    bare += [
        str(path.relative_to(ROOT))
        for path in modules(SOURCE)
        if path.read_text(encoding="utf-8").strip() and not ast.get_docstring(tree(path))
    ]

    assert bare == []


def test_every_module_says_what_it_exports() -> None:
    """Every module with public definitions lists them in ``__all__``."""
    silent = [
        str(path.relative_to(ROOT))
        for path in modules(SOURCE)
        if any(True for _ in public_names(path)) and "__all__" not in path.read_text(encoding="utf-8")
    ]

    assert silent == []


def test_no_folder_or_file_has_an_unhelpful_name() -> None:
    """Names such as utils or core, which say nothing, do not occur."""
    found = [path for path in SOURCE.rglob("*") if path.stem in UNHELPFUL_NAMES]

    assert found == []


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_documents_name_only_commands_that_exist(name: str) -> None:
    """Every ``make`` target a document names is in the Makefile, so that no rule becomes a lie."""
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"`make ([a-z]+)", (ROOT / name).read_text(encoding="utf-8")))

    assert named <= targets


def test_relative_links_lead_somewhere() -> None:
    """Every relative link in the project's documents leads to a file that exists."""
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    dead = [
        f"{document.relative_to(ROOT)} -> {target}"
        for document in documents
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", document.read_text(encoding="utf-8"))
        if not (document.parent / target).exists()
    ]

    assert dead == []


def test_nothing_released_names_a_machine_or_a_registry() -> None:
    """No tracked text holds an absolute path of somebody's machine or the address of a private registry."""
    suspicious = re.compile(r"/(?:home|root|Users|work)/[a-z]|index-url|extra-index", re.IGNORECASE)
    found = [
        str(path.relative_to(ROOT))
        for folder in ("src", "docs", "requirements", "benchmarks", "examples")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".md", ".txt", ".yaml", ".toml", ".json"}
        and suspicious.search(path.read_text(encoding="utf-8"))
    ]

    assert found == []


def test_the_root_holds_only_what_a_newcomer_reads() -> None:
    """Nothing left over from trials lies at the root of the repository."""
    known = {
        ".gitignore", "ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile",
        "README.md", "SECURITY.md", "pyproject.toml",
    }  # fmt: skip
    made = {".coverage", "report.html"}
    strays = {path.name for path in ROOT.iterdir() if path.is_file()} - known - made

    assert strays == set()
