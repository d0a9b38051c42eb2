"""Made-up firms for a region without a register: drawn from the counties and trades of its own lists."""

from collections.abc import Callable
from pathlib import Path

from tidehead.city.common.types import Text
from tidehead.city.enterprises.lexicons import kept_book
from tidehead.city.enterprises.models import Lexicon
from tidehead.city.enterprises.types import RegisterRefused
from tidehead.lake.register.made_up import MadeIndustry, MadePlace, MadeUpTable, make_up
from tidehead.reading.firms import Book, Classifier

YEARS = (2021, 2022, 2023, 2024, 2025)
_CLASS_LENGTH = 4
_MOST_INDUSTRIES = 60


def make_up_firms(out: Path, count: int, *, seed: int, told: Callable[[int], None]) -> None:
    """A register of so many made-up firms, every row labelled so. Raises RegisterRefused without a lexicon."""
    digest = Lexicon.objects.filter(id=1).values_list("digest", flat=True).first()
    book = kept_book(digest) if digest else None
    table = _table(book) if book else None
    if table is None or not table.places or not table.industries:
        raise RegisterRefused(
            Text(
                "数据包里没有行业词表或区划，无法虚构企业。",
                "The pack has no industries or no divisions; firms cannot be made up.",
            )
        )
    make_up(out, count, table, seed=seed, years=YEARS, progress=told)


def _table(book: Book) -> MadeUpTable:
    """Counties of the region, and the trades that its words name; each as the classifier itself would read it."""
    places = tuple(MadePlace(place.code, place.names[0]) for place in book.places if place.kind == "county")
    classifier = Classifier(book)
    industries: dict[str, MadeIndustry] = {}
    for each in book.words:
        if len(each.code) == _CLASS_LENGTH and each.code not in industries and len(industries) < _MOST_INDUSTRIES:
            word = each.words[0]
            read = next(iter(classifier.classify([f"{word}有限公司"], [f"{word}制造"], [""])))
            industries[each.code] = MadeIndustry(each.code, word, 1.0, read.cluster, read.role, str(read.activity))
    return MadeUpTable(places, tuple(industries.values()))
