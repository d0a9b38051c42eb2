"""Whatever the bytes: a reading or a named refusal, never anything else; and every statement can be read again."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.reading.documents import SENTENCE, WORD, docx_with, pdf_of, text_lines, zipped
from tidehead.reading import Reading, ReadingError, read, read_bytes, verify
from tidehead.reading.formats import READERS
from tidehead.reading.output import to_jsonl, to_table, to_xlsx

PIECES = (
    "2024年 到2030年 去年 今年一季度 “十四五”期间 截至目前 每年 上半年 1-9月 同比增长 占比 累计 力争 约 以上 左右 超 近 不低于 翻一番 第3位 前十 三分之一 "
    "百分之五 1003亿元 5.0% 12万家 3.5千 两千 10-15% 8～9 万亩 个百分点 家企业 工业总产值 ， 。 ； 、 ： （ ） “ ” 《 》 \n \t | 表1 单位：亿元 一、目标 — — "
    "In 2024 by 2030 last year Q1 first half of 2023 £4.2 billion 1,234 jobs per cent up from between and 5-7 two-thirds half doubled "
    "ranked third over at least a year , . ; ( ) $1.2bn 10,000+ 0 . 99999999999999999999 1e9 年 % 亿 万 元"
).split(" ")
QUICK = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
SAMPLES = {
    "txt": SENTENCE.encode(),
    "docx": docx_with("示例市规划", SENTENCE),
    "html": f"<html><body><h1>示例市</h1><p>{SENTENCE}</p><table><tr><td>指标</td><td>2024年</td></tr></table></body></html>".encode(),
    "pdf": pdf_of(text_lines("By 2030 the region will create 12,500 jobs.")),
}

grammatical = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)
spaced = st.lists(st.sampled_from(PIECES), max_size=60).map(" ".join)


def held(reading: Reading) -> None:
    """What every reading must keep: spans, values and order."""
    for s in reading.statements:
        assert reading.text[s.start : s.end] == s.quote
        from_its_line = "\n".join(reading.lines[s.line - 1 :])
        assert from_its_line[s.line_start : s.line_end] == s.quote
        assert reading.text[s.value_start : s.value_end] == s.value_text
        assert verify(s, reading.text), (s.value, s.value_high, s.value_text)
        assert s.kind in {"actual", "target", "annual_target", "definition"}
        assert s.qualifier in {"exact", "approx", "at_least", "over", "nearly", "at_most"}
        assert s.change in {None, "yoy", "share", "rank", "cumulative"}
        assert s.value_high is None or s.value is not None and s.value_high > s.value
    assert [s.value_start for s in reading.statements] == sorted(s.value_start for s in reading.statements)


def read_or_refused(data: bytes, name: str) -> None:
    try:
        held(read_bytes(data, name))
    except ReadingError as error:
        assert error.zh and error.en


@QUICK
@given(st.one_of(grammatical, spaced, st.text(max_size=200)))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        reading = read(text)
    except ReadingError:
        return
    held(reading)
    to_jsonl(reading).encode("utf-8")
    to_table(reading).encode("utf-8")


@settings(QUICK, max_examples=25)
@given(st.one_of(grammatical, st.text(max_size=80)))
def test_any_reading_makes_a_workbook(text: str) -> None:
    try:
        assert to_xlsx(read(text))[:2] == b"PK"
    except ReadingError:
        return


@QUICK
@given(st.binary(max_size=400), st.sampled_from(sorted(SAMPLES)))
def test_any_bytes_are_read_or_refused(data: bytes, suffix: str) -> None:
    read_or_refused(data, f"a.{suffix}")


@QUICK
@given(st.binary(max_size=400), st.sampled_from(sorted(READERS)))
def test_any_bytes_after_a_format_s_own_first_bytes_are_read_or_refused(data: bytes, suffix: str) -> None:
    first = {"pdf": b"%PDF-1.7\n", "docx": b"PK\x03\x04", "html": b"<html>", "txt": b"\xef\xbb\xbf"}[suffix]
    read_or_refused(first + data, f"a.{suffix}")


@QUICK
@given(st.text(alphabet=st.sampled_from("<>/=\"'& tdrpablediv!-[]12亿元\n"), max_size=300))
def test_any_markup_is_read_or_refused(markup: str) -> None:
    read_or_refused(f"<html><body>{markup}".encode(), "a.html")
    part = f"<w:document {WORD}><w:body><w:p><w:r><w:t>1亿元</w:t></w:r></w:p>{markup}</w:body></w:document>"
    read_or_refused(zipped({"word/document.xml": part}), "a.docx")


@pytest.mark.parametrize("suffix", sorted(SAMPLES))
def test_a_document_with_bytes_changed_is_read_or_refused(suffix: str) -> None:
    chance = random.Random(11)  # noqa: S311 - the same damage on every run
    for _ in range(60):
        data = bytearray(SAMPLES[suffix])
        for _ in range(chance.randint(1, 8)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        read_or_refused(bytes(data[: chance.randint(len(data) // 2, len(data))]), f"a.{suffix}")
