"""The weights the PDFs use, cut once from the variable fonts of the wheels, because WeasyPrint would do it per file."""

import os
import re
import shutil
import tempfile
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from django.conf import settings
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

FAMILIES = {"fontpkg_noto_sans": "NotoSans[wdth,wght].ttf", "fontpkg_noto_serif": "NotoSerif[wdth,wght].ttf"}
PACKAGES = ("fontpkg-noto-sans", "fontpkg-noto-serif", "fonttools", "uharfbuzz")
"""What the bytes of a cut font depend on; fonttools packs its tables with uharfbuzz."""
WEIGHTS = (400, 700)
LETTERS = ((0x20, 0x24F), (0x2B0, 0x36F), (0x1E00, 0x1EFF), (0x2000, 0x206F), (0x20A0, 0x20CF), (0x2100, 0x214F))
"""Latin, its accents and punctuation. A page with any other letter is drawn with the variable fonts, only slower; never
with both, because WeasyPrint takes two fonts of the same name and weight for one and prints wrong letters."""
BEYOND = re.compile(f"[^\\s{''.join(f'{chr(first)}-{chr(last)}' for first, last in LETTERS)}]")


def fixed_weight_fonts() -> Path:
    """Folder of the cut fonts in FONT_DIR; made at the first call, 6 s of CPU, kept until a version moves."""
    versions = "-".join(version(name) for name in PACKAGES)
    folder = Path(settings.FONT_DIR) / versions
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        _move_into_place(_cut_into(Path(tempfile.mkdtemp(dir=folder.parent))), folder)
    return folder


def needs_whole_fonts(text: str) -> bool:
    """Whether a page holds letters that the cut fonts lack."""
    return BEYOND.search(text) is not None


@cache
def printable_letters() -> frozenset[str]:
    """Letters that every font of the PDFs has; about 50 ms once per process."""
    return frozenset.intersection(
        *(frozenset(map(chr, TTFont(path, lazy=True).getBestCmap())) for path in font_files())
    )


def unprintable_letters(text: str) -> list[str]:
    """The letters of `text` that would come out as an empty box, each once, in order."""
    return list(dict.fromkeys(letter for letter in text if letter not in printable_letters()))


def font_files() -> list[Path]:
    return [Path(str(files(package))) / "files" / name for package, name in FAMILIES.items()]


def _cut_into(folder: Path) -> Path:
    for path in font_files():
        cut_font(path, folder)
    return folder


def cut_font(path: Path, folder: Path) -> None:
    """Regular and bold of one variable font; the same bytes whenever and wherever it is done."""
    latin = folder / path.name
    _keep_latin(TTFont(path, recalcTimestamp=False), latin)
    for weight in WEIGHTS:
        font = TTFont(latin, recalcTimestamp=False)
        whole = instantiateVariableFont(font, {"wght": weight, "wdth": 100}, updateFontNames=True)
        whole.save(folder / f"{path.name.partition('[')[0]}-{weight}.ttf")
    latin.unlink()


def _keep_latin(font: TTFont, target: Path) -> None:
    options = Options()
    options.name_IDs, options.hinting, options.notdef_outline = ["*"], False, True
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[letter for first, last in LETTERS for letter in range(first, last + 1)])
    subsetter.subset(font)
    font.save(target)


def _move_into_place(made: Path, folder: Path) -> None:
    """Whole or not at all; who comes second throws its own away."""
    made.chmod(0o755)
    try:
        os.replace(made, folder)
    except OSError:
        shutil.rmtree(made)
        if not folder.is_dir():
            raise
