"""What Pagewarden does from start to end; each flow reads like a table of contents."""
