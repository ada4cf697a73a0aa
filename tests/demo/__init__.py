"""A small town that lives for an afternoon: ``make demo``."""
