"""A paper as PDF, with the Chinese font inside, so that it looks the same on every machine."""

import json
from pathlib import Path

import noto_cjk_sans_otc
import typst

from tidehead.city.shell.papers.describing import Paper, as_plain, xml_text

PDF_TYPE = "application/pdf"
PIXELS_PER_INCH = 200
_PICTURE = b"""#set page(width: 17cm, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: 100%)"""
_LAYOUT = Path(__file__).with_name("paper.typ")
_FONTS = Path(noto_cjk_sans_otc.__file__).parent


def pdf_of(paper: Paper) -> bytes:
    """The paper as PDF. What it says goes in as data, never as markup, so no text can change the layout."""
    return typst.compile(
        _LAYOUT.read_bytes(),
        font_paths=[str(_FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"paper": json.dumps(as_plain(paper), ensure_ascii=False)},
    )


def png_of(svg: str) -> bytes:
    """A drawing as dots, for files that take no SVG; its texts in the same font as those of the PDF."""
    return typst.compile(
        _PICTURE,
        font_paths=[str(_FONTS)],
        ignore_system_fonts=True,
        format="png",
        ppi=PIXELS_PER_INCH,
        sys_inputs={"svg": xml_text(svg)},
    )
