"""Typed access to the environment; secrets may come from files named by `<NAME>_FILE`."""

from pathlib import Path

import environ

PROJECT = Path(__file__).resolve().parent.parent

env = environ.FileAwareEnv()
environ.FileAwareEnv.read_env(PROJECT / ".env")
