"""The words a declaration chooses from, and the texts it may hold."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from enum import StrEnum
from typing import Annotated, Final

from pydantic import BeforeValidator, PlainSerializer, PlainValidator, StringConstraints, WithJsonSchema

from interlock.phrases import phrase
from interlock.statements.declaration.amounts import refuse

__all__ = [
    "Attention",
    "Convention",
    "Counts",
    "Day",
    "DecisionText",
    "Identifier",
    "Kind",
    "Name",
    "Output",
    "Place",
    "Precision",
    "Prose",
    "Purpose",
    "Recomputation",
    "Relation",
    "RelativePath",
    "StageKind",
    "UtilisationKind",
]  # fmt: skip


class Kind(StrEnum):
    """What a declaration is about."""

    TRAINING_RUN = "training_run"
    MODEL = "model"
    DEPLOYMENT = "deployment"
    CLUSTER = "cluster"
    CHIP = "chip"


class Output(StrEnum):
    """What a model generates."""

    TEXT = "text"
    AUDIO = "audio"
    IMAGE = "image"
    VIDEO = "video"
    ACTION = "action"
    LABEL = "label"
    SCORE = "score"
    FORECAST = "forecast"
    STRUCTURE = "structure"
    EMBEDDING = "embedding"
    CODE = "code"
    THREE_DIMENSIONAL = "3d"


class Purpose(StrEnum):
    """Whether a model is made for one task or for many. The developer's claim, not a finding."""

    GENERAL = "general"
    NARROW = "narrow"


class StageKind(StrEnum):
    """What a stage of training does; each regime has its own rule for what counts."""

    PRE_TRAINING = "pre-training"
    CONTINUED_PRE_TRAINING = "continued-pre-training"
    POST_TRAINING = "post-training"
    FINE_TUNING = "fine-tuning"
    REINFORCEMENT_LEARNING = "reinforcement-learning"
    SYNTHETIC_DATA = "synthetic-data"
    REWARD_MODEL = "reward-model"
    EXPERIMENT = "experiment"
    EVALUATION = "evaluation"


class Relation(StrEnum):
    """What an earlier model gave to this one."""

    BASE = "base"
    """Its weights are where training began."""
    MERGE = "merge"
    """Its weights were merged into this model."""
    TEACHER = "teacher"
    """This model was distilled from it."""


class Convention(StrEnum):
    """Whether an amount of compute is the mathematics done once, or everything the chips executed."""

    MODEL = "model"
    HARDWARE = "hardware"


class Counts(StrEnum):
    """What a counting tool counts as one; a multiply-accumulate (MAC) is two FLOP."""

    FLOP = "flop"
    MAC = "mac"


class Attention(StrEnum):
    """Which part of the attention matrix was computed, or counted."""

    FULL = "full"
    CAUSAL = "causal"
    NONE = "none"


class Recomputation(StrEnum):
    """How much of the forward pass is computed again in the backward pass to save memory."""

    NONE = "none"
    SELECTIVE = "selective"
    FULL = "full"


class UtilisationKind(StrEnum):
    """Model FLOP utilisation leaves recomputation out; hardware FLOP utilisation holds it."""

    MFU = "mfu"
    HFU = "hfu"


class Precision(StrEnum):
    """Number format of the matrix multiplications."""

    FP64 = "fp64"
    FP32 = "fp32"
    TF32 = "tf32"
    BF16 = "bf16"
    FP16 = "fp16"
    FP8 = "fp8"
    FP6 = "fp6"
    FP4 = "fp4"
    INT16 = "int16"
    INT8 = "int8"
    INT4 = "int4"


_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_PLACE: Final = re.compile(r"[A-Z]{2}(?:-[A-Z0-9]{1,3})?")
_NAME_LENGTH: Final = 300
_PROSE_LENGTH: Final = 4000
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_JOINERS: Final = frozenset("\u200c\u200d")
"""Zero-width joiners: Persian, Hindi and emoji are written with them."""


def _day(value: object) -> date:
    if type(value) is date:
        return value
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        return refuse(
            phrase("{value} is not a date", value=repr(str(value)[:40])), phrase("Write it as 2026-01-31.")
        )
    try:
        return date.fromisoformat(value)
    except ValueError:
        return refuse(
            phrase("{value} is not a day of the calendar", value=repr(value)),
            phrase("Write it as 2026-01-31."),
        )


def _visible(value: object) -> object:
    """Refuse characters that hide or reorder what a reader of a terminal or a page sees."""
    if isinstance(value, str) and not (value.isascii() and value.isprintable()):
        for character in value:
            if unicodedata.category(character) in _HIDDEN and character not in _JOINERS:
                refuse(
                    phrase(
                        "the text holds the invisible character U+{character}",
                        character=f"{ord(character):04X}",
                    ),
                    phrase("Remove it."),
                )
    return value


def _visible_lines(value: object) -> object:
    if isinstance(value, str):
        _visible(value.replace("\n", " ").replace("\t", " "))
    return value


def _place(value: object) -> str:
    if isinstance(value, str):
        if _PLACE.fullmatch(value):
            return (
                value
                if value != "UK"
                else refuse(phrase("'UK' is not the code of a country"), phrase("Write GB."))
            )
        if _PLACE.fullmatch(value.upper()):
            return refuse(
                phrase("{value} is not in capitals", value=repr(value)),
                phrase("Write {value}.", value=value.upper()),
            )
    return refuse(
        phrase("{value} is not a region's code", value=repr(str(value)[:40])),
        phrase("Write EU, or an ISO 3166 code such as US, US-CA or KR."),
    )


def _relative_path(value: object) -> str:
    """Refuse paths that lead out of the declaration's own folder."""
    if not isinstance(value, str) or not value or "\0" in value:
        return refuse(
            phrase("{value} is not a file's path", value=repr(str(value)[:40])),
            phrase("Write it as ./config.json."),
        )
    steps = value.replace("\\", "/").split("/")
    if value.startswith(("/", "\\", "~")) or ".." in steps or ":" in steps[0]:
        return refuse(
            phrase("{value} leads out of the declaration's folder", value=repr(value[:80])),
            phrase("Put the file beside the declaration and write ./config.json."),
        )
    return value


Day = Annotated[
    date,
    PlainValidator(_day),
    PlainSerializer(date.isoformat),
    WithJsonSchema({"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}),
]
Name = Annotated[str, StringConstraints(min_length=1, max_length=_NAME_LENGTH), BeforeValidator(_visible)]
Prose = Annotated[str, StringConstraints(max_length=_PROSE_LENGTH), BeforeValidator(_visible_lines)]
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]{0,99}$")]
DecisionText = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]{0,99}:(yes|no)$")]
Place = Annotated[
    str,
    PlainValidator(_place),
    WithJsonSchema({"type": "string", "pattern": "^[A-Z]{2}(-[A-Z0-9]{1,3})?$"}),
]
RelativePath = Annotated[
    str, PlainValidator(_relative_path), WithJsonSchema({"type": "string", "minLength": 1})
]
