"""Who descends from whom: models, the parts of their compute, and the links between them.

References
----------
.. [1] European Commission (2025), C(2025) 5045, annex: cumulative training compute over a life cycle.
.. [2] Aguirre, A. (2025), *Keep the Future Human*, appendix A: the graph of computation behind an output.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from interlock.compute.inclusion import Category
from interlock.errors import InputError, UnknownNameError
from interlock.phrases import phrase
from interlock.quantities import Estimate, Flop

__all__ = ["Lineage", "Link", "Model", "Part", "Relation"]


class Relation(StrEnum):
    """How a model uses an earlier one."""

    CONTINUES = "continues"
    """The next segment, or a restart, of the same training run, under whatever name."""
    BASE_MODEL = "base_model"
    MERGED_MODEL = "merged_model"
    DISTILLATION_TEACHER = "distillation_teacher"

    @property
    def category(self) -> Category | None:
        """The category of the earlier model's compute; None where it is the same run."""
        return None if self is Relation.CONTINUES else Category(str(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One amount of compute that went into a model.

    Parameters
    ----------
    compute
        None where it isn't known.
    run
        Name of the run it comes from, where several declarations state the same one; counted once.
    bits
        Width of the operands, where a regime counts by precision.
    """

    name: str
    category: Category
    compute: Estimate[Flop] | None
    run: str | None = None
    bits: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A model that this one uses."""

    model: str
    relation: Relation


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A model, or one segment of a run, with its own compute and what it descends from."""

    name: str
    parts: tuple[Part, ...] = ()
    links: tuple[Link, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known of it but the name."""
        return not self.parts and not self.links


@dataclass(frozen=True, slots=True)
class Lineage:
    """Models by name, without cycles.

    Raises
    ------
    InputError
        If a model descends from itself; the message shows the path.
    """

    models: Mapping[str, Model]

    def __post_init__(self) -> None:
        object.__setattr__(self, "models", MappingProxyType(dict(self.models)))
        for name in self.models:
            if name != self.models[name].name:
                raise InputError(
                    phrase(
                        "{name} names the model {name2}", name=repr(name), name2=repr(self.models[name].name)
                    ),
                    advice=phrase("Use one name."),
                )
        _refuse_cycles(self.models)

    @classmethod
    def of(cls, *models: Model) -> Lineage:
        """Return the lineage of some models.

        Raises
        ------
        InputError
            If two have one name, or a model descends from itself.
        """
        named: dict[str, Model] = {}
        for model in models:
            if model.name in named:
                raise InputError(
                    phrase("two models are named {name}", name=repr(model.name)),
                    field=model.name,
                    advice=phrase("Give each its own name."),
                )
            named[model.name] = model
        return cls(named)

    def model(self, name: str) -> Model:
        """Return one model.

        Raises
        ------
        UnknownNameError
            If the lineage doesn't hold it.
        """
        if name not in self.models:
            known = ", ".join(sorted(self.models)[:10]) or "none"
            raise UnknownNameError(
                phrase("the model {name} is not in the lineage", name=repr(name)),
                field="model",
                advice=phrase("It holds: {known}.", known=known),
            )
        return self.models[name]


def _refuse_cycles(models: Mapping[str, Model]) -> None:
    # Depth first with an explicit stack: a declared chain may be longer than Python's recursion allows.
    done: set[str] = set()
    for start in models:
        path: dict[str, Iterator[Link]] = {} if start in done else {start: iter(models[start].links)}
        while path:
            here = next(reversed(path))
            link = next(path[here], None)
            if link is None:
                del path[here]
                done.add(here)
            elif link.model in path:
                names = list(path)
                cycle = " → ".join([*names[names.index(link.model) :], link.model])
                raise InputError(
                    phrase("a model descends from itself: {cycle}", cycle=cycle),
                    field=link.model,
                    advice=phrase("Remove one of the links."),
                )
            elif link.model in models and link.model not in done:
                path[link.model] = iter(models[link.model].links)
