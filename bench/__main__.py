"""`make bench`: run every bench/bench_*.py in its own process and print its figures.

A module prints lines of `name: value unit (budget …)`, and ends with 1 when a budget is exceeded.
"""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main():
    wanted = sys.argv[1:]
    names = [path.stem for path in sorted(HERE.glob("bench_*.py")) if not wanted or path.stem in wanted]
    failed = []
    for name in names:
        print(f"== {name}", flush=True)
        if subprocess.run([sys.executable, "-m", f"bench.{name}"], cwd=HERE.parent, check=False).returncode:
            failed.append(name)
    sys.exit(f"Over budget or broken: {', '.join(failed)}" if failed else 0)


main()
