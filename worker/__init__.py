"""Carries letters and keeps time. Nobody imports it; the wake-up names its job by a string."""
