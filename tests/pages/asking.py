"""What the tests of pages ask again and again: words of a page, texts of an Excel file, a database with no region."""

import zipfile
from io import BytesIO
from xml.etree import ElementTree

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tidehead.city.cli.commands.backup import kept_models

MOST_QUERIES = 30
ENGLISH, CHINESE = {"lang": "en"}, {"lang": "zh-hans"}
INVENTED = {"en": "Invented data", "zh-hans": "虚构数据"}
_TEXT = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}t"


def words_of(response: HttpResponse) -> str:
    assert response.status_code == 200, response.content.decode()[:400]
    return response.content.decode()


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def excel_texts(response: HttpResponse) -> list[str]:
    """All texts of an Excel file, which has to open, in the order of its string table."""
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    with zipfile.ZipFile(BytesIO(response.content)) as book:
        assert book.testzip() is None
        assert "xl/worksheets/sheet2.xml" in book.namelist()
        tree = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))  # noqa: S314
    return [node.text or "" for node in tree.iter(_TEXT)]


def take_the_region_away() -> None:
    """As before the first pack: accounts stay, everything a pack brings goes. Only inside a test's transaction."""
    for model in reversed(kept_models()):
        if model._meta.app_label != "accounts":
            model._default_manager.all().delete()
