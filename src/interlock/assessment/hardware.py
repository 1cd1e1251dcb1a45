"""What the declared chips could have done: their peaks, the compute of their time, and its limits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from interlock.assessment.subject import Subject
from interlock.compute.addition import common_total
from interlock.compute.chips import Catalogue, Chip, read_peak
from interlock.compute.conventions import Counting
from interlock.compute.methods.energy import EnergyCompute, energy
from interlock.compute.methods.hardware_time import Fleet, chip_hours_of, hardware_time
from interlock.compute.methods.recomputation import Recomputation, recomputation_factor, to_model
from interlock.compute.utilisation import assess_utilisation, implied_utilisation, utilisation_note
from interlock.errors import InputError, UnknownNameError
from interlock.findings import Finding, FindingKind
from interlock.phrases import phrase
from interlock.quantities import ChipHours, Estimate, Flop, FlopPerSecond, Number, Watts
from interlock.statements.declaration import HardwareUse, Precision, UtilisationKind

__all__ = [
    "HardwareFacts", "Machines", "check_utilisation", "compute_of", "estimate_energy", "read_hardware",
    "remark_utilisation",
]  # fmt: skip

_HOURS_TOLERANCE = 0.05
"""Relative difference of chip-hours that rounding and restarts explain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Machines:
    """Chips of one entry of the declaration, with their time."""

    use: HardwareUse
    chip: Chip | None
    chip_hours: Estimate[ChipHours] | None
    peak: FlopPerSecond | None
    """Dense peak at the declared precision; the 16-bit peak where none is declared."""
    ceiling: FlopPerSecond | None
    """Greatest dense rate these chips can reach at that precision."""

    @property
    def fleet(self) -> Fleet | None:
        """The entry as the hardware-time method takes it; None where something is missing."""
        if self.chip_hours is None or self.peak is None:
            return None
        return Fleet(
            chip_hours=self.chip_hours,
            peak=self.peak,
            utilisation=self.use.utilisation,
            goodput=self.use.goodput,
            chip=self.chip.name if self.chip is not None else self.use.chip or "",
            precision=str(self.use.precision or "16-bit"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class HardwareFacts:
    """Every entry of declared hardware, what was said about it, and what disagrees."""

    machines: tuple[Machines, ...]
    findings: tuple[Finding, ...]
    notes: tuple[str, ...]

    def serving(self, stage: str | None) -> tuple[Machines, ...]:
        """Return the entries that served one stage; those for the whole run if `stage` is None."""
        return tuple(machines for machines in self.machines if machines.use.stage == stage)


def read_hardware(subject: Subject, catalogue: Catalogue) -> HardwareFacts:
    """Return the declared hardware with the chips' own figures.

    A chip in no table is noted, and unless its entry states a peak nothing is computed from the hardware:
    the rest of a fleet is not the fleet. A peak that is twice the dense one is halved and reported.

    Raises
    ------
    InputError
        If a stated peak lies above what the chip can do and is not its sparse peak.
    """
    machines: list[Machines] = []
    findings: list[Finding] = []
    notes: list[str] = []
    for position, use in enumerate(subject.declaration.hardware):
        try:
            machines.append(_read(use, subject.name, catalogue, findings, notes))
        except UnknownNameError as error:
            notes.append(
                phrase("hardware {part} can't be computed from: {error}", part=position + 1, error=error)
            )
            machines.append(
                Machines(use=use, chip=None, chip_hours=_chip_hours(use), peak=None, ceiling=None)
            )
        except InputError as error:
            raise error.within(field=f"hardware[{position}].peak") from None
    return HardwareFacts(machines=tuple(machines), findings=tuple(findings), notes=tuple(notes))


def _read(
    use: HardwareUse, name: str, catalogue: Catalogue, findings: list[Finding], notes: list[str]
) -> Machines:
    chip = _chip(use, catalogue, notes)
    known, widest = _rates_of(use, chip, catalogue)
    peak = known
    if use.peak is not None:
        peak = FlopPerSecond(use.peak.central)
        if chip is not None and known is not None:
            peak, said = read_peak(chip, _precision(chip, use), peak)
            if said and peak.value < use.peak.central:
                findings.append(_sparse_peak(name, said))
            elif said:
                notes.append(said)
    hours = _hours_differ(use, name)
    findings += [hours] if hours is not None else []
    return Machines(
        use=use, chip=chip, chip_hours=_chip_hours(use), peak=peak, ceiling=_ceiling(known or peak, widest)
    )


def _precision(chip: Chip, use: HardwareUse) -> str:
    """Return the precision by which a stated peak is judged: 16 bits where none is declared."""
    if use.precision is not None:
        return str(use.precision)
    wanted = chip.matrix_peak_16bit or chip.greatest_peak(16)
    return next(str(precision) for precision, peak in chip.peaks if peak == wanted)


def _ceiling(peak: FlopPerSecond | None, widest: FlopPerSecond | None) -> FlopPerSecond | None:
    """Return the rate that can't be exceeded: a format stated as fp32 is often computed in 16 or 19 bits."""
    rates = [rate for rate in (peak, widest) if rate is not None]
    return max(rates) if rates else None


def _rates_of(
    use: HardwareUse, chip: Chip | None, catalogue: Catalogue
) -> tuple[FlopPerSecond | None, FlopPerSecond | None]:
    if chip is None:
        return None, None
    try:
        return _rates(catalogue, use.chip or "", use.precision)
    except UnknownNameError:
        if use.peak is None:
            raise
        return None, chip.greatest_peak(16)


# A fleet's chips recur in every declaration of a long list.
@lru_cache(maxsize=1024)
def _rates(
    catalogue: Catalogue, name: str, precision: Precision | None
) -> tuple[FlopPerSecond | None, FlopPerSecond | None]:
    """Return a chip's dense peak at the precision, 16 bits if None, and its greatest at 16 bits or more."""
    chip = catalogue.find(name)
    widest = chip.greatest_peak(16)
    known = chip.peak(str(precision)) if precision is not None else chip.matrix_peak_16bit or widest
    return known, widest


def _chip(use: HardwareUse, catalogue: Catalogue, notes: list[str]) -> Chip | None:
    if use.chip is None:
        return None
    try:
        match = catalogue.match(use.chip)
    except UnknownNameError as error:
        if use.peak is None:
            raise
        notes.append(phrase("{error}; its stated peak is used", error=error))
        return None
    if match.note:
        notes.append(match.note)
    return match.chip


def _chip_hours(use: HardwareUse) -> Estimate[ChipHours] | None:
    if use.chip_hours is not None:
        return use.chip_hours
    if use.count is None or use.hours is None:
        return None
    return chip_hours_of(use.count, use.hours)


def _hours_differ(use: HardwareUse, name: str) -> Finding | None:
    """Return a discrepancy if chip-hours are stated and differ from chips times hours."""
    if use.chip_hours is None or use.count is None or use.hours is None:
        return None
    product, stated = chip_hours_of(use.count, use.hours), use.chip_hours
    slack = 1 + _HOURS_TOLERANCE
    if stated.low <= product.high * slack and product.low <= stated.high * slack:
        return None
    return Finding(
        kind=FindingKind.DISCREPANCY,
        check="chip-hours",
        subject=name,
        message=phrase(
            "{stated} are stated, {count} chips for {hours} give {product}",
            stated=stated,
            count=use.count,
            hours=use.hours,
            product=product,
        ),
        checked=phrase("stated chip-hours against chips times hours; the stated ones are used"),
        not_checked=phrase("whether all chips worked all the time"),
        likely_causes=(phrase("hours taken for chip-hours"), phrase("chips that stood idle or failed")),
        settle=phrase("the scheduler's job logs"),
    )


def _sparse_peak(name: str, said: str) -> Finding:
    return Finding(
        kind=FindingKind.DISCREPANCY,
        check="dense-peak",
        subject=name,
        message=said,
        checked=phrase("the stated peak against the chip's dense and sparse peaks"),
        not_checked=phrase("whether the run used structured sparsity, which no published training run has"),
        likely_causes=(
            phrase("the sparse figure of a data sheet"),
            phrase("the peak of a narrower number format"),
        ),
        settle=phrase("the data sheet's dense figure at the run's precision"),
    )


def compute_of(machines: Sequence[Machines], recomputation: Recomputation) -> Estimate[Flop] | None:
    """Return the model FLOP of the machines' time; None where an entry lacks hours or a peak.

    Entries whose utilisation counts recomputation are converted before they are added.
    """
    fleets = [(machine.fleet, machine.use.utilisation_kind is UtilisationKind.HFU) for machine in machines]
    if not fleets or any(fleet is None for fleet, _ in fleets):
        return None
    by_model = [fleet for fleet, hfu in fleets if fleet is not None and not (hfu and fleet.utilisation)]
    by_hardware = [fleet for fleet, hfu in fleets if fleet is not None and hfu and fleet.utilisation]
    parts = []
    if by_model:
        parts.append(hardware_time(*by_model))
    if by_hardware:
        executed = hardware_time(*by_hardware, counting=Counting.HARDWARE)
        parts.append(to_model(executed, recomputation_factor(recomputation)) if by_model else executed)
    return parts[0] if len(parts) == 1 else common_total(parts).explained(parts[0].provenance)


def check_utilisation(machines: Sequence[Machines], compute: Estimate[Flop], subject: str) -> Finding | None:
    """Return a discrepancy if the compute is more than the machines could do in their time."""
    capacity = _capacity(machines)
    if capacity is None:
        return None
    hours, ceiling = capacity
    return assess_utilisation(compute, hours, ceiling, subject=subject)


def remark_utilisation(machines: Sequence[Machines], compute: Estimate[Flop]) -> tuple[str, ...]:
    """Return a remark if the utilisation that the compute implies is possible and unusual, or untested."""
    capacity = _capacity(machines)
    if capacity is None:
        tested = any(_capacity([machine]) is not None for machine in machines)
        return (
            ("whether the chips could do it is not tested: an entry lacks hours or a peak",) if tested else ()
        )
    hours, ceiling = capacity
    note = utilisation_note(implied_utilisation(Flop(compute.central), ChipHours(hours.central), ceiling))
    return () if note is None else (note,)


def _capacity(machines: Sequence[Machines]) -> tuple[Estimate[ChipHours], FlopPerSecond] | None:
    """Return chip-hours and their average ceiling; None where hours or ceiling of any are not known.

    The average weighs every chip by its hours, so that one hour of a strong chip lifts nothing else.
    """
    rated = [
        (machine.chip_hours, machine.ceiling)
        for machine in machines
        if machine.chip_hours is not None and machine.ceiling is not None
    ]
    if not rated or len(rated) < len(machines):
        return None
    hours = common_total(each for each, _ in rated)
    if hours.central == 0:
        return None
    done = math.fsum(each.central * ceiling.value for each, ceiling in rated)
    return hours, FlopPerSecond(done / hours.central)


def estimate_energy(subject: Subject, machines: Sequence[Machines]) -> EnergyCompute | None:
    """Return what the declared electricity allows; None where energy, chip or its power is not known.

    The most efficient of the chips stands for all, so that the bound stays sound.
    """
    declared = subject.declaration.energy
    if declared is None:
        return None
    at_site = declared.site_kwh or declared.it_kwh
    rated = [
        (machine.peak.value / machine.chip.tdp.value, machine.peak, machine.chip.tdp)
        for machine in machines
        if machine.peak is not None and machine.chip is not None and machine.chip.tdp is not None
    ]
    # A chip of unknown power may be the most efficient.
    if at_site is None or not rated or len(rated) < len(machines):
        return None
    _, peak, power = max(rated, key=lambda each: each[0])
    pue = declared.pue if declared.site_kwh is not None else Estimate.exact(Number(1.0))
    return energy(at_site, peak=peak, chip_power=Watts(power.value), pue=pue)
