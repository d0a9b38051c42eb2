"""`tidehead backup` and `tidehead restore`: everything in one file, from and to SQLite or PostgreSQL alike."""

import hashlib
import json
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import click
from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.color import no_style
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, connection, models, transaction

from tidehead import __version__
from tidehead.city.common.trail import unguarded_trail

APPS = (
    "common",
    "accounts",
    "evidence",
    "places",
    "enterprises",
    "posts",
    "cases",
    "indicators",
    "plans",
    "assessments",
    "services",
    "projects",
    "tasks",
    "clusters",
    "chains",
)
FORM = 1
# What a damaged or foreign file makes of unpacking, reading its rows and storing them.
_NOT_WHOLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
    ValidationError,
    DatabaseError,
    serializers.base.DeserializationError,
)


class _Exact(DjangoJSONEncoder):
    """Moments to the microsecond: Django's own encoder cuts them at the millisecond, and rows would not be the same."""

    def default(self, o: object) -> Any:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


class BackupRefused(click.ClickException):
    """A backup cannot be written or put back; nothing has changed."""


def kept_models() -> list[type[models.Model]]:
    """All models of the product, those that others refer to first. Who is signed in just now is not kept."""
    listed = [(apps.get_app_config(label), None) for label in APPS]
    wanted = {model for label in APPS for model in apps.get_app_config(label).get_models()}
    wanted.discard(apps.get_model("accounts.Session"))
    return [model for model in serializers.sort_dependencies(listed) if model in wanted]  # type: ignore[arg-type]


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write the database and all files that were handed in to FILE (zip), as they are at one moment."""
    draft = file.with_name(file.name + ".part")
    with transaction.atomic(), zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
        if connection.vendor == "postgresql":
            connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        counts = _write_rows(archive)
        files = _write_files(archive)
        archive.writestr(
            "manifest.json", json.dumps({"form": FORM, "version": __version__, "rows": counts, "files": files})
        )
    draft.replace(file)
    click.echo(f"{sum(counts.values())} rows and {len(files)} files in {file}.")


def _write_rows(archive: zipfile.ZipFile) -> dict[str, int]:
    counts = {}
    with archive.open("rows.jsonl", "w", force_zip64=True) as out:
        for model in kept_models():
            rows = model._default_manager.order_by("pk")
            counts[model._meta.label] = rows.count()
            for row in rows.iterator(chunk_size=500):
                out.write(serializers.serialize("jsonl", [row], ensure_ascii=False, cls=_Exact).encode())
    return counts


def _write_files(archive: zipfile.ZipFile) -> dict[str, str]:
    """Uploaded documents, and tables that were handed in: the name of each in the archive's list, and its digest."""
    digests: dict[str, str] = {}
    for folder, (model, column) in FOLDERS.items():
        named = apps.get_model(model).objects.exclude(stored_as="").values_list("stored_as", column)
        for name, digest in sorted(set(named)):
            path = settings.DATA / folder / name
            if path.is_file():
                archive.write(path, f"{folder}/{name}")
                digests[_listed(folder, name)] = digest
    return digests


FOLDERS = {
    "uploads": ("evidence.Document", "sha256"),
    "entries": ("assessments.EntrySet", "file_sha256"),
    "attachments": ("cases.Attachment", "sha256"),
}
"""Folders of the data folder that hold files, and the rows that name them."""


def _listed(folder: str, name: str) -> str:
    return name if folder == "uploads" else f"{folder}/{name}"


def _folder_of(listed: str) -> str:
    folder, slash, _name = listed.partition("/")
    return folder if slash and folder in FOLDERS else "uploads"


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Replace what the database holds now.")
def restore(file: Path, replace: bool) -> None:
    """Put the backup FILE back, all or nothing. An empty database is filled; another needs --replace."""
    call_command("migrate", verbosity=0, interactive=False)
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = _manifest(archive)
            with tempfile.TemporaryDirectory(dir=settings.DATA) as staging:
                _stage_files(archive, manifest["files"], Path(staging))
                with transaction.atomic(), unguarded_trail():
                    _clear(replace)
                    count = _read_rows(archive, manifest["rows"])
                    _keep_files(Path(staging))
    except _NOT_WHOLE as error:
        raise BackupRefused(f"{file} is no whole backup ({error}). Nothing has changed.") from error
    click.echo(f"{count} rows and {len(manifest['files'])} files put back.")


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(archive.read("manifest.json"))
    if manifest.get("form") != FORM:
        raise ValueError(f"form {manifest.get('form')!r}, this version reads form {FORM}")
    return manifest


def _clear(replace: bool) -> None:
    used = [model for model in kept_models() if model._default_manager.exists()]
    if used and not replace:
        raise BackupRefused(
            "The database is not empty. Add --replace to put the backup in place of what it holds. Nothing has changed."
        )
    for model in reversed(kept_models()):
        model._default_manager.all().delete()


def _read_rows(archive: zipfile.ZipFile, wanted: dict[str, int]) -> int:
    found = dict.fromkeys(wanted, 0)
    with archive.open("rows.jsonl") as lines:
        for row in _rows(lines):
            row.save()
            found[row.object._meta.label] += 1
    if found != wanted:
        raise ValueError("rows are missing")
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), kept_models()):
            cursor.execute(statement)
    return sum(found.values())


def _rows(lines: IO[bytes]) -> Iterator[Any]:
    for line in lines:
        yield from serializers.deserialize("jsonl", line.decode())


def _stage_files(archive: zipfile.ZipFile, files: dict[str, str], staging: Path) -> None:
    for listed, digest in files.items():
        folder, name = _folder_of(listed), Path(listed).name
        target = staging / folder / name
        target.parent.mkdir(exist_ok=True)
        with archive.open(f"{folder}/{name}") as source, target.open("wb") as out:
            shutil.copyfileobj(source, out)
        if hashlib.sha256(target.read_bytes()).hexdigest() != digest:
            raise ValueError(f"file {listed} is damaged")


def _keep_files(staging: Path) -> None:
    for folder in staging.iterdir():
        kept = settings.DATA / folder.name
        kept.mkdir(exist_ok=True)
        for path in folder.iterdir():
            path.replace(kept / path.name)
