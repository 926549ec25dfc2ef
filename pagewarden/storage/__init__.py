"""What must last between runs: pages, scores, verdicts."""
