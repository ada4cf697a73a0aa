"""Rules as pure functions: values and ``now`` in, values out; the standard library only."""
