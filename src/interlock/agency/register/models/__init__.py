"""The register's rows.

`entries` holds what is true (append-only) and what stands today; `rows` what each kind's table needs;
`imports` the files on their way in.
"""

from interlock.agency.register.models.entries import (
    Change,
    Chip,
    ChipPlacement,
    Entry,
    Source,
    Statement,
    Verdict,
    page_address,
)
from interlock.agency.register.models.imports import Import, ImportLine
from interlock.agency.register.models.rows import (
    COPIED,
    ROWS,
    ChipModelRow,
    ClusterRow,
    DeploymentRow,
    FacilityRow,
    ModelRow,
    OrganisationRow,
    PermitRow,
    Row,
    StateRow,
    TrainingRunRow,
)

__all__ = [
    "COPIED", "ROWS", "Change", "Chip", "ChipModelRow", "ChipPlacement", "ClusterRow", "DeploymentRow",
    "Entry", "FacilityRow", "Import", "ImportLine", "ModelRow", "OrganisationRow", "PermitRow", "Row",
    "Source", "StateRow", "Statement", "TrainingRunRow", "Verdict", "page_address",
]  # fmt: skip
