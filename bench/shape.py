"""Print the shape of the code against the budgets of CONTRIBUTING.md; ends with 1 when one is exceeded.

Reads tracked and new files as text and runs none of them.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
APPS = ["lms", "members", "courses", "quizzes", "bimtek", "certificates", "reports", "demo"]
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
EXCUSE = re.compile(r"# (?:noqa|type: ignore)\b(.*)")
INLINE = re.compile(r"<style|\sstyle=\"|<script(?![^>]*\bsrc=)(?![^>]*json)")
AUTO_NAME = re.compile(r"^\d{4}_(auto_|alter_|initial$|remove_\w+_and_more|\w+_and_more)")


@dataclass
class Shape:
    """Everything counted; places are `path:name`."""

    files: list[tuple[int, str]] = field(default_factory=list)
    functions: list[tuple[int, str]] = field(default_factory=list)
    views: list[tuple[int, str]] = field(default_factory=list)
    templates: list[tuple[int, str]] = field(default_factory=list)
    test_lines: int = 0
    code_lines: int = 0
    edges: set[tuple[str, str]] = field(default_factory=set)
    excuses: list[str] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)
    mocks: list[str] = field(default_factory=list)
    auto_names: list[str] = field(default_factory=list)


@dataclass
class Measure:
    name: str
    value: object
    budget: str
    is_kept: bool
    places: list[str] = field(default_factory=list)


def tracked_files() -> list[Path]:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True).stdout.split("\0")
    return [PROJECT / name for name in names if name and (PROJECT / name).is_file()]


def measure_files(paths: list[Path]) -> Shape:
    shape = Shape()
    for path in paths:
        place, text = str(path.relative_to(PROJECT)), ""
        if path.suffix in {".py", ".html"}:
            text = path.read_text(errors="replace")
        if path.suffix == ".html" and place.startswith("templates/"):
            shape.templates.append((text.count("\n"), place))
            shape.inline += [place] if INLINE.search(text) else []
        elif path.suffix == ".py" and "migrations" in path.parts:
            shape.auto_names += [place] if AUTO_NAME.match(path.stem) else []
        elif path.suffix == ".py":
            measure_python(shape, place, text)
    return shape


def measure_python(shape: Shape, place: str, text: str) -> None:
    lines = text.count("\n")
    if place.startswith("tests/") or place == "conftest.py":
        shape.test_lines += lines
        shape.mocks += [place] if re.search(r"\bunittest\.mock\b|\bmocker\b", text) else []
        return
    shape.files.append((lines, place))
    shape.code_lines += lines
    shape.excuses += [f"{place}: {match.group()}" for match in EXCUSE.finditer(text)]
    tree = ast.parse(text)
    sizes = list(function_sizes(tree, place))
    shape.functions += sizes
    if "/views" in place:
        shape.views += sizes
    own = place.split("/")[0]
    if own in APPS:
        shape.edges |= {(own, other) for other in imported_apps(tree) if other != own}


def function_sizes(tree: ast.AST, place: str) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, FUNCTIONS):
            yield (node.end_lineno or node.lineno) - node.lineno + 1, f"{place}:{node.name}"


def imported_apps(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names = [node.module]
        yield from (name.split(".")[0] for name in names if name.split(".")[0] in APPS)


def share(rows: list[tuple[int, str]], part: float) -> int:
    """The size below which `part` (0-1) of the rows lie."""
    sizes = sorted(size for size, _place in rows)
    return sizes[round(part * (len(sizes) - 1))] if sizes else 0


def over(rows: list[tuple[int, str]], budget: int) -> list[str]:
    return [f"{size} {place}" for size, place in sorted(rows, reverse=True) if size > budget]


def at_most(name: str, rows: list[tuple[int, str]], part: float, budget: int) -> Measure:
    value = share(rows, part)
    return Measure(name, value, f"at most {budget}", value <= budget, over(rows, budget) if part == 1 else [])


def none_of(name: str, places: list[str]) -> Measure:
    return Measure(name, len(places), "0", not places, places)


def judge(shape: Shape) -> list[Measure]:
    order = {app: position for position, app in enumerate(APPS)}
    upward = sorted(f"{own} -> {other}" for own, other in shape.edges if order[other] > order[own])
    ratio = round(shape.test_lines / max(shape.code_lines, 1), 2)
    excuse_share = round(len(shape.excuses) * 10_000 / max(shape.code_lines, 1), 1)
    speechless = [place for place in shape.excuses if " -- " not in place]
    return [
        at_most("file lines p90", shape.files, 0.9, 200),
        at_most("file lines max", shape.files, 1, 300),
        at_most("function lines median", shape.functions, 0.5, 8),
        at_most("function lines p90", shape.functions, 0.9, 20),
        at_most("function lines max", shape.functions, 1, 40),
        at_most("view lines max", shape.views, 1, 25),
        at_most("template lines max", shape.templates, 1, 150),
        none_of("imports upwards", upward),
        none_of("templates with inline code", shape.inline),
        none_of("auto-named migrations", shape.auto_names),
        none_of("tests that mock", shape.mocks),
        Measure("test lines / code lines", ratio, "at least 1.3", ratio >= 1.3),
        Measure("excuses per 10,000 lines", excuse_share, "at most 5", excuse_share <= 5, shape.excuses),
        none_of("excuses without a reason", speechless),
    ]


def main() -> None:
    measures = judge(measure_files(tracked_files()))
    for measure in measures:
        word = "ok  " if measure.is_kept else "OVER"
        print(f"{word} {measure.name:28} {measure.value!s:>8}   budget {measure.budget}")
        for place in [] if measure.is_kept else measure.places[:8]:
            print(f"         {place}")
    sys.exit(0 if all(measure.is_kept for measure in measures) else 1)


if __name__ == "__main__":
    main()
