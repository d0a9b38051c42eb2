"""Small documents in every format, made when a test asks for them."""

import io
import zipfile
from collections.abc import Mapping

import docx
from docx.document import Document

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SENTENCE = "2024年全市工业总产值达到512.6亿元，同比增长7.3%。"


def saved(document: Document) -> bytes:
    memory = io.BytesIO()
    document.save(memory)
    return memory.getvalue()


def docx_with(*paragraphs: str) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return saved(document)


def zipped(parts: Mapping[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return memory.getvalue()


def word_part(body: str) -> bytes:
    """A docx that is nothing but its main part."""
    return zipped({"word/document.xml": f"<w:document {WORD}><w:body>{body}</w:body></w:document>"})


def pdf_of(*pages: bytes, compressed: bytes = b"", extra: bytes = b"") -> bytes:
    """A PDF with a content stream a page, in Helvetica, so Latin letters only. ``extra``: keys of the trailer."""
    kids = b" ".join(b"%d 0 R" % (4 + 2 * i) for i in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for i, content in enumerate(pages):
        resources = b"<< /Font << /F1 3 0 R >> >>"
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources %s /Contents %d 0 R >>"
            % (resources, 5 + 2 * i)
        )
        objects.append(b"<< /Length %d %s>>\nstream\n%s\nendstream" % (len(content), compressed, content))
    return _assembled(objects, extra)


def _assembled(objects: list[bytes], extra: bytes) -> bytes:
    out, starts = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, start=1):
        starts.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    at = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % start for start in starts)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, extra, at)
    return bytes(out)


def text_lines(*lines: str, top: int = 780, left: int = 60) -> bytes:
    """The drawing of lines of text, one below the other."""
    shown = b"".join(b"(%s) Tj 0 -16 Td " % _escaped(line) for line in lines)
    return b"BT /F1 11 Tf %d %d Td %sET" % (left, top, shown)


def _escaped(line: str) -> bytes:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)").encode("cp1252")


def ruled_table(rows: list[list[str]], *, top: int = 600, left: int = 60, width: int = 120, height: int = 24) -> bytes:
    """The drawing of a table with a rectangle round every cell."""
    parts = []
    for i, row in enumerate(rows):
        for j, cell in enumerate(row):
            x, y = left + j * width, top - i * height
            parts.append(b"%d %d %d %d re S " % (x, y, width, height))
            parts.append(b"BT /F1 10 Tf %d %d Td (%s) Tj ET " % (x + 4, y + 8, _escaped(cell)))
    return b"".join(parts)
