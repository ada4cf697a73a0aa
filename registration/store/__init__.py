"""What is kept: models, queries and the outbox. Nothing here commits."""
