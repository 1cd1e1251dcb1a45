"""The register for programs, under /api/v1/."""
