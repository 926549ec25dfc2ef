"""Text to verdict: classify segments, decide by policy."""
