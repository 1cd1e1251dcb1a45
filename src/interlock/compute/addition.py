"""Sums of estimates that err together.

Two stages of one developer, estimated by one method from one assumed utilisation, are wrong in the same
direction. To add their variances, as `Estimate.total` does for independent terms, would make a run split
into ten look better known than the same run in one piece. Here all terms move together: each end of the
sum is the sum of that end (a comonotone sum, in which quantiles add exactly).

References
----------
.. [1] Dhaene et al. (2002), *The concept of comonotonicity in actuarial science and finance: theory*,
   Insurance: Mathematics and Economics 31(1), section 4.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TypeVar

from interlock.errors import InputError
from interlock.phrases import phrase
from interlock.quantities import Estimate, Quantity

__all__ = ["common_total"]

Q = TypeVar("Q", bound=Quantity)


def common_total(estimates: Iterable[Estimate[Q]]) -> Estimate[Q]:
    """Return the sum of estimates whose errors are common.

    Raises
    ------
    InputError
        If there is nothing to add.

    Examples
    --------
    >>> from interlock.quantities import Flop
    >>> part = Estimate.within_factor(Flop(1e24), 2)
    >>> print(common_total([part] * 10))
    0.5–2 × 10²⁵ FLOP
    """
    terms = list(estimates)
    if not terms:
        raise InputError(phrase("there is nothing to add"), advice=phrase("State at least one amount."))
    if len(terms) == 1:
        return terms[0]
    return Estimate(
        unit=terms[0].unit,
        central=math.fsum(term.central for term in terms),
        low=math.fsum(term.low for term in terms),
        high=math.fsum(term.high for term in terms),
    )
