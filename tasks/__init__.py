"""One core call each, as Prefect tasks: retries, limits, names and kept results, no logic."""
