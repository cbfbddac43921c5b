"""Shared by every test: factories live in tests/factories, one module per app."""
