"""The forms people fill in, and how their faults are said."""
