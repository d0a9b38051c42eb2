"""`tidehead backup` and `tidehead restore`: everything in one file and back, all or nothing."""

import json
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core import serializers
from django.db.models import Model
from django.test import Client
from django.utils import timezone

from tests.city.assessing import TODAY, colleague, demo_scheme, person, published
from tests.cli.asking import DEMO, command, invoke
from tests.support.pages import read_a_document
from tests.support.site import signed_in_client
from tidehead.city.accounts.actions import create_user
from tidehead.city.assessments.actions import publish_run, review_run, run_again
from tidehead.city.assessments.editing import draft_from
from tidehead.city.assessments.models import EntrySet, Run
from tidehead.city.assessments.objecting import correct_run, decide_objection, file_objection
from tidehead.city.assessments.types import Claim
from tidehead.city.cli.commands.backup import kept_models
from tidehead.city.common.search import search
from tidehead.city.evidence.queries import stored_file

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def everything() -> dict[str, str]:
    """All rows of the product as text, by model."""
    return {model._meta.label: json.dumps(rows_of(model), default=str) for model in kept_models()}


def rows_of(model: type[Model]) -> list[object]:
    """Rows as they are serialised; keys of linked rows sorted, because the engines give them in any order."""
    rows = serializers.serialize("python", model._default_manager.order_by("pk"))
    linked = [field.name for field in model._meta.many_to_many]
    return [row | {"fields": row["fields"] | {name: sorted(row["fields"][name]) for name in linked}} for row in rows]


def a_corrected_run() -> None:
    """Every kind of row that assessments have: a draft, an objection that was upheld, a note, and both runs."""
    now, run = timezone.now(), published()
    claim = Claim("F06", "tax_paid", 900.0, reason="A digit was lost.")
    objection = file_objection(claim, by=person("alice"), run_id=run, now=now, today=TODAY)
    decide_objection(by=person("dora"), objection_id=objection, accept=True, reason="Seen.", now=now)
    corrected = correct_run(by=colleague(), run_id=run, now=now)
    review_run(by=person("alice"), run_id=corrected, now=now, note="Only F06 moved.")
    publish_run(by=person("dora"), run_id=corrected, now=now, today=TODAY)
    draft_from(by=person("alice"), version_id=demo_scheme().id, now=now)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A backup of the demo region with a document read and a run published, corrected and published again."""
    read_a_document()
    a_corrected_run()
    file = tmp_path / "all.zip"
    result = invoke(["backup", str(file)])
    assert result.exit_code == 0, result.output
    return file


def test_what_was_saved_comes_back_row_by_row_and_file_by_file(saved: Path) -> None:
    before, hits = everything(), search("示例湾")
    document = json.loads(before["evidence.Document"])[0]["pk"]
    path = settings.DATA / "uploads" / stored_file(document)
    table = settings.DATA / "entries" / EntrySet.objects.exclude(stored_as="").values_list("stored_as", flat=True)[0]
    contents = {file: file.read_bytes() for file in (path, table)}
    for file in contents:
        file.unlink()
    result = invoke(["restore", "--replace", str(saved)])
    assert result.exit_code == 0, result.output
    assert everything() == before
    assert {file: file.read_bytes() for file in contents} == contents
    assert all(run_again(run).same for run in Run.objects.values_list("id", flat=True))
    assert search("示例湾") == hits


def test_after_a_restore_people_work_on(saved: Path) -> None:
    invoke(["restore", "--replace", str(saved)])
    assert signed_in_client("bob").get("/").status_code == 200
    create_user(username="zoe", role="viewer", now=timezone.now())  # new rows get numbers that are free
    assert Client().get("/plans/").status_code == 302


def test_a_database_in_use_is_not_overwritten_unasked(saved: Path) -> None:
    before = everything()
    result = invoke(["restore", str(saved)])
    assert result.exit_code == 1
    assert "--replace" in result.stderr
    assert everything() == before


def test_a_backup_leaves_no_half_file_behind(saved: Path) -> None:
    assert [path.name for path in saved.parent.iterdir()] == ["all.zip"]


def rewritten(saved: Path, **changed: bytes | None) -> Path:
    """The backup with some of its members changed, or left out where None."""
    other = saved.with_name("other.zip")
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(other, "w") as new:
        for name in old.namelist():
            content = changed.get(name.split("/")[0].replace(".", "_"), old.read(name))
            if content is not None:
                new.writestr(name, content)
    return other


def manifest_of(saved: Path, **changed: object) -> bytes:
    with zipfile.ZipFile(saved) as archive:
        return json.dumps(json.loads(archive.read("manifest.json")) | changed).encode()


def damaged(saved: Path) -> list[Path]:
    whole = saved.read_bytes()
    with zipfile.ZipFile(saved) as archive:
        rows = archive.read("rows.jsonl")
    lines = rows.splitlines(keepends=True)
    contents = {
        "cut short": whole[: len(whole) // 2],
        "flipped": whole[:2000] + bytes([whole[2000] ^ 0xFF]) + whole[2001:],
        "no archive": b"nothing of the kind",
        "empty": b"",
    }
    files = []
    for name, content in contents.items():
        files.append(saved.with_name(f"{name}.zip"))
        files[-1].write_bytes(content)
    members = [
        {"manifest_json": manifest_of(saved, form=99)},
        {"manifest_json": b"[]"},
        {"manifest_json": None},
        {"manifest_json": manifest_of(saved, files=7)},
        {"rows_jsonl": b"".join(lines[:-1])},
        {"rows_jsonl": rows[:-20]},
        {"rows_jsonl": rows.replace(b'"model": "common.region"', b'"model": "auth.permission"')},
        {"rows_jsonl": b"".join([lines[0], *lines])},
        {"rows_jsonl": None},
        {"uploads": b"another text"},
        {"uploads": None},
    ]
    for number, changed in enumerate(members):
        files.append(rewritten(saved, **changed).rename(saved.with_name(f"member {number}.zip")))
    return files


def test_a_backup_that_is_not_whole_changes_nothing(saved: Path) -> None:
    before = everything()
    for file in damaged(saved):
        result = invoke(["restore", "--replace", str(file)])
        assert result.exit_code == 1, (file.name, result.output)
        assert "Nothing has changed" in result.stderr, file.name
        assert everything() == before, file.name


def test_a_backup_from_one_folder_fills_an_empty_one(tmp_path: Path) -> None:
    old, new, file = tmp_path / "old", tmp_path / "new", str(tmp_path / "all.zip")
    assert command(["pack", "load", str(DEMO)], data=old).returncode == 0
    assert command(["backup", file], data=old).returncode == 0
    restored = command(["restore", file], data=new)
    assert restored.returncode == 0, restored.stderr
    asked = [command(["figures", "--format", "csv"], data=folder).stdout for folder in (old, new)]
    assert asked[0] == asked[1] != ""
    assert command(["restore", file], data=new).returncode == 1
