"""Use cases, a folder a subject: lock, check, write, commit once. The only place that commits."""
