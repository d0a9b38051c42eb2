"""Tables of firms on their way into the register: sent, mapped, read, looked at cell by cell, decided on."""

from datetime import date
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from tidehead.city.accounts.middleware import needs
from tidehead.city.accounts.types import ADMINISTRATOR
from tidehead.city.common.asked import whole_number
from tidehead.city.common.slices import Slices
from tidehead.city.common.types import Text
from tidehead.city.enterprises import building, imports, versions
from tidehead.city.enterprises.imports import IncomingTable, Mapped
from tidehead.city.enterprises.types import FaultInfo, ImportInfo, NotThere, RegisterRefused
from tidehead.city.enterprises.views.asking import posted, refused, told
from tidehead.city.enterprises.wording import (
    COLUMNS,
    IMPORT_NOTES,
    IMPORT_STATES,
    PERSONAL,
    VERSION_REASONS,
    VERSION_STATES,
    word,
)
from tidehead.city.shell.tables import Cell, Column, Row, Table, exported
from tidehead.lake.register.headings import FIRM_TARGETS, PANEL_TARGETS

A_PAGE = 100
_MOST_FAULTS_IN_A_FILE = 50_000
may_import = needs("register.import", "register.decide")


@may_import
def all_imports(request: HttpRequest) -> HttpResponse:
    """All tables, what became of each, and the place to send one."""
    table = _imports_table(imports.all_imports())
    if file := exported(request, table):
        return file
    version = versions.current_version()
    context = {
        "table": table,
        "version": version,
        "limit_mb": settings.ENVIRONMENT["UPLOAD_MB"],
        "may_send": request.actor.may("register.import"),
        "may_make_up": request.actor.role == ADMINISTRATOR,
        "mends": whole_number(request.GET.get("mends", "")) or "",
    }
    return render(request, "enterprises/imports.html", context)


def _imports_table(found: tuple[ImportInfo, ...]) -> Table:
    return Table(
        name="imports",
        title=_("Tables of firms"),
        columns=(
            Column("file", _("Table")),
            Column("state", _("State"), filtered=True),
            Column("rows", _("Rows"), kind="number"),
            Column("sound", _("Sound"), kind="number"),
            Column("faulty", _("With faults"), kind="number"),
            Column("by", _("Sent by")),
            Column("at", _("Sent on"), kind="date"),
            Column("decided", pgettext("who", "Decided by"), secondary=True),
        ),
        rows=tuple(
            Row(
                (
                    Cell(each.file_name, url=reverse("enterprises:import", args=[each.id])),
                    word(IMPORT_STATES, each.state),
                    each.rows_total,
                    each.sound if each.rows_total is not None else None,
                    each.faulty if each.rows_total is not None else None,
                    each.uploaded_by,
                    timezone.localdate(each.uploaded_at),
                    each.decided_by,
                ),
                key=f"import-{each.id}",
            )
            for each in found
        ),
        searchable=False,
        empty=_("No table was sent yet"),
        empty_remedy=_("Send a CSV or Excel file of firms above: any headings will do, you say what each column is."),
    )


@needs("register.import")
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Take a table in; what it says in which column is asked next."""
    if getattr(request, "upload_too_large", False):
        limit = settings.ENVIRONMENT["UPLOAD_MB"]
        words = _("The file is larger than %(limit)s MB. Send it packed (csv.gz), or bring it in by the command line.")
        return refused(request, words % {"limit": limit}, 413)
    file = request.FILES.get("file")
    if file is None:
        return refused(request, _("No file came with the request. Choose a table, then upload."))
    mends = posted(request, "mends", 12)
    sent = IncomingTable(
        name=file.name or "",
        content=file.file,
        origin=posted(request, "origin", 200),
        as_of=_day(posted(request, "as_of", 10)),
        mends=whole_number(mends),
    )
    try:
        import_id = imports.receive_table(by=request.actor, table=sent, now=timezone.now())
    except RegisterRefused as refusal:
        return refused(request, str(refusal.text))
    address = reverse("enterprises:import", args=[import_id])
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _found(import_id: int) -> ImportInfo:
    try:
        return imports.import_by_id(import_id)
    except NotThere as missing:
        raise Http404(str(missing.text)) from missing


@may_import
def one_import(request: HttpRequest, import_id: int) -> HttpResponse:
    """One table: its columns to be mapped, how far it is read, or its report and the decision."""
    found = _found(import_id)
    table = _faults_table(request, found)
    if file := exported(request, table):
        return file
    context = {
        "found": found,
        "state": word(IMPORT_STATES, found.state),
        "columns": _columns(found),
        "headings": [(each, _suggested(each.column)) for each in found.headings],
        "personal": [(each.heading, word(PERSONAL, each.personal)) for each in found.headings if each.personal],
        "left_out": _left_out(found),
        "notes": _notes(found),
        "table": table,
        "page": _fault_page(request, found),
        "version": versions.version_being_made(),
        "may_send": request.actor.may("register.import"),
        "may_decide": request.actor.may("register.decide"),
    }
    return render(request, "enterprises/import.html", context)


def _columns(found: ImportInfo) -> tuple[tuple[str, Text], ...]:
    targets = PANEL_TARGETS if found.panel else FIRM_TARGETS
    return tuple((column, COLUMNS[column]) for column in targets if column in COLUMNS)


def _suggested(column: str) -> str:
    return str(COLUMNS[column]) if column in COLUMNS else ""


def _left_out(found: ImportInfo) -> tuple[tuple[str, int], ...]:
    words = {"sole_trader": _("sole traders: about persons"), "empty": _("empty rows")}
    return tuple((words.get(reason, reason), rows) for reason, rows in found.left_out.items())


def _notes(found: ImportInfo) -> tuple[tuple[str, int], ...]:
    told = imports.notes_of(found)
    repeated = _("rows whose code and year stand in the table before: the last one counts") if found.panel else ""
    return tuple(
        (repeated if repeated and name == "repeated" else str(words), told[name])
        for name, words in IMPORT_NOTES.items()
        if name in told
    )


@may_import
def progress(request: HttpRequest, import_id: int) -> HttpResponse:
    """How far a table is read: a part of a page that asks again until it is done."""
    found = _found(import_id)
    if not found.is_waiting:
        return HttpResponse(status=200, headers={"HX-Refresh": "true"})
    context = {"found": found, "state": word(IMPORT_STATES, found.state), "badge": True}
    return render(request, "enterprises/_progress.html", context)


# The report


def _fault_page(request: HttpRequest, found: ImportInfo) -> object:
    rows = Slices(
        lambda offset, limit: tuple(islice(imports.faults_of(found), offset, offset + limit)), lambda: found.faults
    )
    return Paginator(rows, A_PAGE).get_page(request.GET.get("page"))


def _faults_table(request: HttpRequest, found: ImportInfo) -> Table:
    if request.GET.get("format"):
        faults = tuple(islice(imports.faults_of(found), _MOST_FAULTS_IN_A_FILE))
    else:
        faults = tuple(_fault_page(request, found).object_list) if found.faults else ()
    return Table(
        name="faults",
        title=_("Faults, cell by cell"),
        columns=(
            Column("row", _("Row of the file"), kind="number", decimals=0),
            Column("heading", _("Heading of the file")),
            Column("column", _("Column"), secondary=True),
            Column("text", _("What stands there")),
            Column("what", _("What is wrong")),
            Column("remedy", _("What to do")),
            Column("fatal", _("Consequence"), filtered=bool(faults)),
        ),
        rows=tuple(_fault_row(each) for each in faults),
        searchable=False,
        empty=_("No fault was found"),
        empty_remedy=_("Every row can be taken."),
    )


def _fault_row(each: FaultInfo) -> Row:
    kept = _("the whole row is left out") if each.fatal else _("the cell counts as unknown")
    column = str(COLUMNS[each.column]) if each.column in COLUMNS else each.column
    return Row((each.row, each.heading, column, each.text, str(each.what), str(each.remedy), kept))


@may_import
def original(request: HttpRequest, import_id: int) -> HttpResponse:
    """The file as it was sent, for mending."""
    found = _found(import_id)
    path: Path = imports.file_of(import_id)
    if not path.is_file():
        raise Http404(found.file_name)
    answer = FileResponse(
        path.open("rb"), as_attachment=True, filename=found.file_name, content_type="application/octet-stream"
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


# Deciding


@needs("register.import")
@require_POST
def map_columns(request: HttpRequest, import_id: int) -> HttpResponse:
    """Keep what each column is and let the worker read the table."""
    found = _found(import_id)
    mapped = Mapped(
        columns={each.heading: posted(request, f"column-{each.position}", 40) for each in found.headings},
        whole=posted(request, "whole") == "yes",
        panel=posted(request, "panel") == "yes" if "panel" in request.POST else found.panel,
        synthetic=posted(request, "synthetic") == "yes",
    )
    given = {"by": request.actor, "import_id": import_id, "mapped": mapped, "now": timezone.now()}
    told(request, lambda: imports.map_columns(**given), _("The table is being read. You can leave this page."))
    return redirect("enterprises:import", import_id)


@needs("register.import")
@require_POST
def stop(request: HttpRequest, import_id: int) -> HttpResponse:
    _found(import_id)
    given = {"by": request.actor, "import_id": import_id, "now": timezone.now()}
    told(request, lambda: imports.stop_reading(**given), _("Stopped. The columns can be mapped anew."))
    return redirect("enterprises:import", import_id)


@needs("register.decide")
@require_POST
def take(request: HttpRequest, import_id: int) -> HttpResponse:
    """Take the sound rows, or those with unknown cells too; a new version of the register is written."""
    _found(import_id)
    given = {
        "by": request.actor,
        "import_id": import_id,
        "with_faults": posted(request, "which") == "mendable",
        "now": timezone.now(),
    }
    done = _("Taken. The new register is being written; the one in use stays until it is ready.")
    told(request, lambda: building.take_table(**given), done)
    return redirect("enterprises:versions")


@needs("register.decide")
@require_POST
def refuse(request: HttpRequest, import_id: int) -> HttpResponse:
    _found(import_id)
    given = {"by": request.actor, "import_id": import_id, "reason": posted(request, "reason"), "now": timezone.now()}
    told(request, lambda: imports.refuse_table(**given), _("Refused. Nothing of it is in the register."))
    return redirect("enterprises:import", import_id)


# Versions


def all_versions(request: HttpRequest) -> HttpResponse:
    """All registers there were, what each was made of, and the way back."""
    found = versions.all_versions()
    table = _versions_table(found)
    if file := exported(request, table):
        return file
    context = {
        "versions": [(each, word(VERSION_STATES, each.state), word(VERSION_REASONS, each.reason)) for each in found],
        "table": table,
        "may_decide": request.actor.may("register.decide"),
        "waiting": any(each.is_waiting for each in found),
    }
    return render(request, "enterprises/versions.html", context)


def _versions_table(found: tuple[versions.VersionInfo, ...]) -> Table:
    return Table(
        name="versions",
        title=_("Registers"),
        columns=(
            Column("number", _("Register"), kind="number", decimals=0),
            Column("state", _("State")),
            Column("reason", _("Why it was made")),
            Column("rows", _("Firms"), kind="number"),
            Column("made_up", _("Made up")),
            Column("by", pgettext("who", "By")),
            Column("at", _("Made on"), kind="date"),
            Column("parts", pgettext("tables", "Made of")),
        ),
        rows=tuple(
            Row(
                (
                    each.number,
                    word(VERSION_STATES, each.state),
                    word(VERSION_REASONS, each.reason),
                    each.rows,
                    _("with invented firms") if each.synthetic else "",
                    each.made_by,
                    timezone.localdate(each.made_at),
                    "; ".join(part.label for part in each.parts),
                ),
                key=f"version-{each.number}",
            )
            for each in found
        ),
        searchable=False,
        empty=_("There is no register yet"),
        empty_remedy=_("Load a region pack with enterprises, or bring in a table of firms."),
    )


@require_POST
def go_back(request: HttpRequest, number: int) -> HttpResponse:
    """Let an earlier register count again."""
    if not request.actor.may("register.decide"):
        raise PermissionDenied
    given = {"by": request.actor, "number": number, "now": timezone.now()}
    told(request, lambda: building.go_back(**given), _("Register %(number)s is in use again.") % {"number": number})
    return redirect("enterprises:versions")


@require_POST
def write_anew(request: HttpRequest) -> HttpResponse:
    """Write decisions and corrections of people into a new register."""
    given = {"by": request.actor, "now": timezone.now()}
    told(request, lambda: building.write_decisions_in(**given), _("The register is being written anew."))
    return redirect("enterprises:versions")


@require_POST
def make_up(request: HttpRequest) -> HttpResponse:
    """A register of made-up firms, labelled on every screen, for trying things out."""
    if request.actor.role != ADMINISTRATOR:
        raise PermissionDenied
    try:
        rows, seed = (whole_number(posted(request, name, 9)) or 0 for name in ("rows", "seed"))
        building.ask_for_made_up(by=request.actor, rows=rows, seed=seed, now=timezone.now())
    except RegisterRefused as refusal:
        messages.error(request, str(refusal.text))
    else:
        messages.success(request, _("Firms are being made up. They are labelled everywhere as invented."))
    return redirect("enterprises:versions")
