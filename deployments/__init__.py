"""How the flows are put to work: pools, schedules, a serving process."""
