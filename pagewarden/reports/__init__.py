"""Verdicts for readers: JSON, terminal, Markdown."""
