"""Chinese comes first: every sentence that the pages can say is translated."""

from tests.architecture.sources import assert_none
from tools.translations import faults, sentences


def test_every_sentence_of_the_pages_has_its_chinese() -> None:
    assert_none(faults())


def test_sentences_are_found_in_code_and_in_templates() -> None:
    """Guards the test above: an extraction that finds nothing would find nothing missing."""
    places = {sentence.where.rpartition(":")[0].rpartition(".")[2] for sentence in sentences().values()}
    assert {"py", "html"} <= places
