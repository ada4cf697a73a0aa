"""Real servers for tests and demo, and factories."""
