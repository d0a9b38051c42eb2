"""A table of firms from elsewhere becomes a folder of the lake: read, cleaned and written as the register is."""

import os
import shutil
import tempfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from tidehead.city.accounts.types import Actor
from tidehead.city.chains.rights import require_edit_pool
from tidehead.city.chains.targeting import choose_pool
from tidehead.city.chains.types import ChainRefused
from tidehead.city.common.types import Text
from tidehead.city.enterprises.lexicons import reader_of_rows
from tidehead.city.enterprises.versions import register_folder
from tidehead.lake.register import (
    Accept,
    MappingRefused,
    NothingAccepted,
    PublishOptions,
    StageOptions,
    publish,
    read_table,
    stage,
    suggest_mapping,
)

_NOTHING = Text("表中没有可用的企业。", "Not one row of the table is sound.")


def load_pool(
    *,
    by: Actor,
    path: Path,
    label: str,
    now: datetime,
    as_of: date | None = None,
    synthetic: bool = False,
    told: Callable[[float], None] = lambda share: None,
) -> int:
    """Read a table of firms by the columns that its headings suggest, and use it as the pool. Returns the pool's id.

    Cells that are faulty are not known; rows without a name or with a wrong code are left out, as are columns with
    personal data. told: is given the share that is read, 0-1. Raises PermissionDenied, ChainRefused, UnreadableFile.
    """
    require_edit_pool(by)
    root = register_folder()
    root.mkdir(parents=True, exist_ok=True)
    name = f"pool-{os.urandom(4).hex()}"
    with tempfile.TemporaryDirectory(prefix="tidehead-look-") as workspace:
        look = read_table(path, workspace=Path(workspace))  # a plain copy never stands beside the source
    try:
        staged = stage(
            path,
            suggest_mapping(look.headings, look.samples),
            out=root / f"staged-{name}",
            clean=reader_of_rows(as_of),
            options=StageOptions(label, as_of=as_of.isoformat() if as_of else "", synthetic=synthetic),
            progress=lambda progress: told(progress.share),
        )
        publish([(staged, Accept.KNOWN)], root / name, options=PublishOptions(made_at=now.isoformat()))
    except MappingRefused as refused:
        raise ChainRefused(Text(refused.label.zh, refused.label.text("en"))) from refused
    except NothingAccepted as refused:
        raise ChainRefused(_NOTHING) from refused
    finally:
        shutil.rmtree(root / f"staged-{name}", ignore_errors=True)
    return choose_pool(by=by, folder=name, label=label, source=path.name, as_of=as_of, now=now)
