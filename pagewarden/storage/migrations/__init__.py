"""Alembic's environment and revisions; :mod:`pagewarden.storage.migration` runs them."""
