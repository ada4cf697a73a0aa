"""Decides who gets a seat, and records what is owed."""
