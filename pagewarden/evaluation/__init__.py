"""How good a classifier is on labelled texts: measures, intervals, gaps between groups."""
