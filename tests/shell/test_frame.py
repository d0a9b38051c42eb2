"""The frame keeps the page's policy, speaks both languages and says what went wrong."""

import re
from pathlib import Path
from types import SimpleNamespace

import gallery
import pytest
from django.core.paginator import Paginator
from django.template import Context, Template, engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from tidehead.city.shell.context import script_strings
from tidehead.city.shell.errors import problem_page
from tidehead.city.shell.statuses import STATUSES, status_of

STATIC = Path(__import__("tidehead.city.shell", fromlist=["shell"]).__file__).parent / "static" / "shell"


def rendered(text, **values):
    request = values.pop("request", None) or RequestFactory().get("/")
    return Template("{% load shell %}" + text).render(Context({"request": request, **values}))


def page(language="zh-hans", **more):
    request = RequestFactory().get("/?place=a&lang=" + language)
    text = (Path(__file__).parent / "gallery.html").read_text(encoding="utf-8")
    with translation.override(language):
        return engines["django"].from_string(text).render({**gallery.gallery(), **more}, request)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_page_writes_styles_or_scripts_into_its_text(language):
    html = page(language)
    assert not re.search(r"\sstyle=", html)
    assert "<style" not in html
    assert not re.search(r"\son\w+=", html)
    for script in re.findall(r"<script([^>]*)>", html):
        assert "src=" in script or 'type="application/json"' in script


def test_both_languages_say_where_they_are():
    assert '<html lang="zh-CN"' in page("zh-hans")
    assert "跳到正文" in page("zh-hans")
    english = page("en")
    assert '<html lang="en"' in english
    assert "Skip to the content" in english
    assert "place=a&amp;lang=zh-hans" in english


def test_an_invented_region_is_called_that_on_every_page():
    region = SimpleNamespace(label="潮湾市", synthetic=True, version="1", as_of=None)
    assert "synthetic-banner" in page(region=region)
    assert "synthetic-banner" not in page(
        region=SimpleNamespace(label="潮湾市", synthetic=False, version="1", as_of=None)
    )


def test_a_figure_opens_its_source_and_an_unknown_one_has_none():
    with translation.override("zh-hans"):
        known = rendered("{% figure 12345.6 '万元' '/source/1/' %}")
        assert 'data-source="/source/1/"' in known
        assert "12,345.6万元" in known
        assert "1.23" in known
        unknown = rendered("{% figure value '万元' '/source/1/' %}", value=None)
    assert "data-source" not in unknown
    assert "—" in unknown
    assert "未知" in unknown


def test_what_comes_from_outside_is_escaped_everywhere():
    hostile = "</script><img src=x onerror=alert(1)>"
    chart = gallery.LineChart(name="x", title=hostile, series=(gallery.Series(hostile, (gallery.Mark("2025", 1.0),)),))
    table = gallery.Table(
        name="t", title=hostile, columns=(gallery.Column("a", hostile),), rows=(gallery.Row((hostile,)),)
    )
    html = rendered("{% chart chart %}{% table table %}{% light state %}", chart=chart, table=table, state=hostile)
    assert "<img" not in html


@pytest.mark.parametrize("status", [each.code for each in STATUSES])
def test_every_state_has_a_word_a_shape_and_a_colour(status):
    html = rendered(f"{{% light '{status}' %}}")
    assert str(status_of(status).word) in html
    assert f'id="light-{status}"' in (STATIC / "icons.svg").read_text(encoding="utf-8")
    assert f".light--{status}" in (STATIC / "components.css").read_text(encoding="utf-8")


def test_a_state_that_nobody_knows_is_unknown_never_good():
    assert status_of("splendid").code == status_of(None).code == status_of("").code == "unknown"


@pytest.mark.parametrize("status", [400, 403, 404, 413, 429, 500])
def test_every_problem_comes_with_what_to_do(status):
    with translation.override("en"):
        answer = problem_page(RequestFactory().get("/x/"), status, detail="report.pdf")
        words = answer.content.decode()
    assert answer.status_code == status
    assert "report.pdf" in words
    assert re.search(r"[Tt]ry|[Aa]sk|[Ss]end|[Ll]ook", words)
    part = problem_page(RequestFactory().get("/x/", headers={"HX-Request": "true"}), status)
    assert b"<html" not in part.content


def test_pages_of_a_list_keep_the_rest_of_the_address():
    request = RequestFactory().get("/?q=港&page=2")
    html = rendered("{% pagination page %}", page=Paginator(range(100), 10).page(2), request=request)
    assert "?q=%E6%B8%AF&amp;page=3" in html
    assert 'aria-current="page">2<' in html


def test_a_drawer_is_a_part_or_a_page():
    source = "{% extends template %}{% block drawer_title %}Where from{% endblock %}"
    for template, whole in (("shell/_drawer.html", False), ("shell/_drawer_page.html", True)):
        html = engines["django"].from_string(source).render({"template": template}, RequestFactory().get("/"))
        assert "Where from" in html
        assert ("<html" in html) is whole


@pytest.mark.parametrize("template", ["shell/signin.html", "shell/wall.html", "shell/base.html"])
def test_the_frames_stand_before_any_region_is_loaded(template):
    assert "<main" in render_to_string(template, {"region": None}, RequestFactory().get("/"))


def test_the_scripts_have_every_sentence_they_say():
    spoken = " ".join(path.read_text(encoding="utf-8") for path in STATIC.glob("*.js"))
    keys = set(re.findall(r'say\("(\w+)"', spoken)) | set(re.findall(r'"(\w+)"(?=[,}; ]|\])', spoken)) & set(
        script_strings()
    )
    assert keys <= set(script_strings()) | {"theme_"}


def test_icons_that_templates_ask_for_are_drawn():
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons.svg").read_text(encoding="utf-8")))
    templates = (STATIC.parent.parent / "templates").rglob("*.html")
    asked = {name for path in templates for name in re.findall(r'{% icon "([\w-]+)"', path.read_text(encoding="utf-8"))}
    assert asked <= drawn
