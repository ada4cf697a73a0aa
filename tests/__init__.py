"""Tests mirror the tree; support/ holds real servers and factories, demo/ the town of make demo."""
