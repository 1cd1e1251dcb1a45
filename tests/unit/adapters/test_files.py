"""Files and folders: what they are told to be, and what happens where they can't be read."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from interlock.adapters import RangeReader, Skipped, SourceFile, SourceKind, beside, discover, read_bytes
from interlock.documents import Limits
from interlock.errors import InputError

DECLARED = "interlock: declaration/v1\nkind: chip\nname: x\n"
MODELS = "Model,Organization,Domain,Parameters,Training compute (FLOP),Confidence\n"
HARDWARE = "Hardware name,Manufacturer,Type,TDP (W)\n"


def kinds(*paths: Path) -> list[str]:
    """Return for each thing found its kind, or why it was passed over or refused."""
    return [
        str(item.kind)
        if isinstance(item, SourceFile)
        else item.reason
        if isinstance(item, Skipped)
        else str(item)
        for item in discover(paths)
    ]


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("a.yaml", DECLARED, SourceKind.DECLARATION),
        ("a.yml", f"# a comment\n---\n{DECLARED}", SourceKind.DECLARATION),
        ("a.yaml", "{interlock: declaration/v1, kind: chip, name: x}", SourceKind.DECLARATION),
        ("a.yaml", "- interlock: declaration/v1\n", SourceKind.DECLARATION),
        ("a.json", '{"interlock": "declaration/v1"}', SourceKind.DECLARATION),
        ("a.jsonl", '{"interlock":"declaration/v1"}\n{}', SourceKind.DECLARATION),
        ("a.json", f'[{{"name": "{"x" * 70_000}", "interlock": 1}}]', SourceKind.DECLARATION),
        ("declaration", DECLARED, SourceKind.DECLARATION),
        ("config.json", '{"model_type": "llama"}', SourceKind.CONFIG),
        ("org--Model_config.json", '{"architectures": ["X"]}', SourceKind.CONFIG),
        ("typed-by-hand.json", '{"model_type": "llama"}', SourceKind.CONFIG),
        ("config.json", "{}", SourceKind.CONFIG),
        ("model.safetensors.index.json", '{"weight_map": {"a": "b"}}', SourceKind.WEIGHT_INDEX),
        ("model.safetensors", "whatever", SourceKind.SAFETENSORS),
        ("models.csv", MODELS, SourceKind.EPOCH_MODELS),
        ("hardware.csv", HARDWARE, SourceKind.EPOCH_HARDWARE),
    ],
)  # fmt: skip
def test_a_file_is_told_by_name_and_content(tmp_path: Path, name: str, text: str, kind: SourceKind) -> None:
    """Declarations, configurations, indexes, weights and Epoch's tables are told apart."""
    path = tmp_path / name
    path.write_text(text)

    assert kinds(path) == [kind]


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.yaml", "interlock: rulebook/v1\n", "a rulebook, to be given with --rulebook"),
        ("a.yaml", "name: x\n", "YAML without the line interlock: declaration/v1"),
        ("a.yaml", "", "the file is empty"),
        ("a.json", '{"x": 1}', "neither a declaration nor a configuration"),
        ("a.json", "[1, 2]", "neither a declaration nor a configuration"),
        ("a.json", '{"x": ', "not JSON"),
        ("config.json", '{"a": 1, "a": 2}', "'a' occurs twice"),
        ("a.jsonl", '{"x": 1}', "JSON Lines without declarations"),
        ("a.csv", "x,y,z\n1,2,3\n", "columns are not known (x, y, z"),
        ("a.csv", "PK\x03\x04", "ZIP archive"),
        ("a.bin", "x", "its name ends in .bin"),
        ("README", "hello", "its name has no ending"),
        ("tokenizer.json", "{}", "says nothing about the model's size"),
    ],
)  # fmt: skip
def test_anything_else_is_named(tmp_path: Path, name: str, text: str, words: str) -> None:
    """A file given by its path that is not read is told what it is, or what is wrong with it."""
    path = tmp_path / name
    path.write_text(text)
    (item,) = discover([path])

    assert isinstance(item, InputError)
    assert words in str(item)
    assert item.source == str(path)


def test_folders_are_read_in_sorted_order(tmp_path: Path) -> None:
    """A folder is read with its folders, sorted; what is no input is passed over, not reported."""
    for name in ("b.yaml", "a/z.yaml", "a/c.yaml", "c/d.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(DECLARED)
    (tmp_path / "README.md").write_text("hello")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "e.yaml").write_text(DECLARED)

    items = list(discover([tmp_path]))

    found = [str(item.path.relative_to(tmp_path)) for item in items if isinstance(item, SourceFile)]
    assert found == ["a/c.yaml", "a/z.yaml", "b.yaml", "c/d.yaml"]
    assert sum(isinstance(item, Skipped) for item in items) == 2


def test_a_model_folder_is_one_subject(tmp_path: Path) -> None:
    """config.json with weights beside it is one model; its tokenizer is passed over."""
    model = tmp_path / "model"
    model.mkdir()
    (model / "config.json").write_text('{"model_type": "llama"}')
    (model / "tokenizer.json").write_text("{}")
    for name in ("model-00002.safetensors", "model-00001.safetensors", "model.safetensors.index.json"):
        (model / name).write_text("{}")

    item, *rest = discover([tmp_path])

    assert isinstance(item, SourceFile)
    assert item.kind is SourceKind.MODEL_FOLDER
    assert item.path == model
    assert [path.name for path in item.weights] == [
        "model.safetensors.index.json", "model-00001.safetensors", "model-00002.safetensors",
    ]  # fmt: skip
    assert json.loads(item.read()) == {"model_type": "llama"}
    assert all(isinstance(other, Skipped) for other in rest)


def test_one_unreadable_file_does_not_stop_the_others(tmp_path: Path) -> None:
    """A missing path, a broken file and a broken link come out in their place; the rest is read."""
    (tmp_path / "a.yaml").write_text(DECLARED)
    (tmp_path / "b.json").write_text("{")
    (tmp_path / "c.yaml").symlink_to(tmp_path / "missing")
    (tmp_path / "d.yaml").write_text(DECLARED)

    items = list(discover([tmp_path / "nowhere", tmp_path]))

    assert [type(item).__name__ for item in items] == [
        "InputError", "SourceFile", "InputError", "InputError", "SourceFile",
    ]  # fmt: skip
    assert "no such file or folder" in str(items[0])


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    """A link to itself and a folder's link to its own parent are reported, and nothing is read for ever."""
    (tmp_path / "self.yaml").symlink_to(tmp_path / "self.yaml")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "up").symlink_to(tmp_path)
    (tmp_path / "sub" / "x.yaml").write_text(DECLARED)

    texts = kinds(tmp_path)

    assert sum("round in a circle" in text for text in texts) == 1
    assert sum("leads back to itself" in text for text in texts) == 1
    assert texts.count("declaration") == 1
    assert "round in a circle" in kinds(tmp_path / "self.yaml")[0]


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    """A folder's link to somewhere else is passed over: one folder was asked for, not the disk."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "x.yaml").write_text(DECLARED)
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside" / "link").symlink_to(tmp_path / "outside")

    assert kinds(tmp_path / "inside") == ["a link out of the folder"]


def test_deep_folders_end(tmp_path: Path) -> None:
    """Folders nested without measure are reported at a stated depth."""
    deep = tmp_path.joinpath(*["d"] * 80)
    deep.mkdir(parents=True)

    assert "nested deeper than 64" in kinds(tmp_path)[0]


def test_special_files_are_not_opened(tmp_path: Path) -> None:
    """A pipe does not block, a socket and a device are not read; each is named."""
    os.mkfifo(tmp_path / "pipe.yaml")
    os.mknod(tmp_path / "socket.yaml", stat.S_IFSOCK | 0o600)

    assert "a named pipe" in kinds(tmp_path / "pipe.yaml")[0]
    assert "a socket" in kinds(tmp_path / "socket.yaml")[0]
    assert "a device" in kinds(Path("/dev/zero"))[0]


def test_size_is_looked_at_before_reading(tmp_path: Path) -> None:
    """A file beyond the limit is refused unread, by size alone; weights have no limit."""
    for name in ("a.yaml", "b.safetensors"):
        with (tmp_path / name).open("wb") as file:
            file.truncate(10**12)

    texts = kinds(tmp_path)

    assert "1,000,000,000,000 bytes" in texts[0]
    assert texts[1] == SourceKind.SAFETENSORS


@pytest.mark.parametrize("path", ["", "\0", "x" * 5000, "a\nb"])
def test_impossible_paths_are_refused(path: str) -> None:
    """A path that can't be one is an error, never an exception of the operating system."""
    items = list(discover([path]))

    assert {type(item) for item in items} <= {SourceFile, Skipped, InputError}


def test_a_file_that_grew_is_not_read_whole(tmp_path: Path) -> None:
    """The limit holds at the moment of reading too."""
    path = tmp_path / "a.yaml"
    path.write_text(DECLARED)
    (item,) = discover([path])
    path.write_text(DECLARED * 100)

    assert isinstance(item, SourceFile)
    with pytest.raises(InputError, match="at most 100 are read"):
        item.read(Limits(size=100))


def test_ranges_are_read_where_they_lie(tmp_path: Path) -> None:
    """Any range comes back, less where the file ends, nothing beyond; negatives are refused."""
    path = tmp_path / "x.safetensors"
    path.write_bytes(bytes(range(100)))

    with RangeReader(path) as reader:
        assert reader.size == 100
        assert reader.read(10, 3) == b"\x0a\x0b\x0c"
        assert reader.read(98, 10) == b"\x62\x63"
        assert reader.read(100, 5) == reader.read(2**62, 5) == reader.read(2**80, 5) == b""
        with pytest.raises(InputError):
            reader.read(-1, 5)
    with pytest.raises(InputError):
        RangeReader(tmp_path)


def test_a_declaration_s_files_lie_beside_it(tmp_path: Path) -> None:
    """The configuration a declaration names is found in its folder, and not outside it, links included."""
    declaration = tmp_path / "sub" / "d.yaml"
    declaration.parent.mkdir()
    (tmp_path / "secret.json").write_text("{}")
    (declaration.parent / "link.json").symlink_to(tmp_path / "secret.json")

    assert beside(declaration, "./config.json") == declaration.parent.resolve() / "config.json"
    for path in ("../secret.json", "link.json", "/etc/passwd", "a\0b"):
        with pytest.raises(InputError):
            beside(declaration, path)


def test_unreadable_bytes_are_an_input_error(tmp_path: Path) -> None:
    """Reading what is no file raises an InputError."""
    with pytest.raises(InputError, match="a folder"):
        read_bytes(tmp_path, most=10)


@pytest.mark.realdata
def test_the_real_folders_are_recognised(realdata: Path) -> None:
    """All 17 configurations, 3 indexes, 2 tables of models and the table of hardware are told apart."""
    found = kinds(realdata / "configs", realdata / "models", realdata / "hardware")

    assert found.count(SourceKind.CONFIG) == 17
    assert found.count(SourceKind.WEIGHT_INDEX) == 3
    assert found.count(SourceKind.EPOCH_MODELS) == 2
    assert found.count(SourceKind.EPOCH_HARDWARE) == 1
