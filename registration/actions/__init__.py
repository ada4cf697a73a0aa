"""Use cases, one a file: lock, check, write, commit once. The only place that commits."""
