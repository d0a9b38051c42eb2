"""Every setting of a deployment, as data; docs/settings.md is checked against this table."""

import ipaddress
import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured


class SettingRefused(ImproperlyConfigured):
    """A setting has a value that cannot work; the message names it and says what would."""


@dataclass(frozen=True, slots=True)
class Setting:
    name: str
    default: str
    parse: Callable[[str], Any]
    expects: str
    meaning: str


def _folder(text: str) -> Path:
    if not text.strip():
        raise ValueError
    path = Path(text).expanduser().resolve()
    if path.exists() and not path.is_dir():
        raise ValueError
    return path


def _optional_folder(text: str) -> Path | None:
    if not text.strip():
        return None
    path = _folder(text)
    if not path.is_dir():
        raise ValueError
    return path


def _database(text: str) -> str:
    if text and urlsplit(text).scheme not in {"sqlite", "postgres", "postgresql"}:
        raise ValueError
    return text


def _mail_server(text: str) -> str:
    if text and (urlsplit(text).scheme not in {"smtp", "smtp+tls", "smtp+ssl"} or not urlsplit(text).hostname):
        raise ValueError
    return text


def _mail_address(text: str) -> str:
    if text and ("@" not in text or any(sign in text for sign in "\r\n ,;<>")):
        raise ValueError
    return text


def _own_address(text: str) -> str:
    found = urlsplit(text)
    if text and (found.scheme not in {"http", "https"} or not found.hostname or found.query or found.fragment):
        raise ValueError
    return text.rstrip("/")


def _between(low: int, high: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        number = int(text)
        if not low <= number <= high:
            raise ValueError
        return number

    return parse


def _yes_no(text: str) -> bool:
    return {"yes": True, "no": False, "1": True, "0": False, "true": True, "false": False}[text.strip().lower()]


def _one_of(*words: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in words:
            raise ValueError
        return text

    return parse


def _issuer(text: str) -> str:
    parts = urlsplit(text)
    if text and not (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL)):
        raise ValueError
    return text


LOCAL = ("127.0.0.1", "localhost", "::1")


def _names(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _address(text: str) -> str:
    if text != "localhost":
        ipaddress.ip_address(text)
    return text


def _secret(text: str) -> str:
    if text and len(text) < 32:
        raise ValueError
    return text


def _lake(text: str) -> str:
    # As tidehead.lake.is_engine_setting, which a test compares: settings do not load an engine for one word.
    if text != "duckdb" and not text.startswith(("spark://", "local[", "local-cluster[")):
        raise ValueError
    return text


# As tidehead.reading.limits.MAX_FILE_BYTES, which a test compares: settings do not load the reader for one number.
_READER_MB = 64

SETTINGS: tuple[Setting, ...] = (
    Setting("TIDEHEAD_DATA", "data", _folder, "a folder", "Where the database, uploads and the secret key are kept."),
    Setting("TIDEHEAD_PACK", "", _optional_folder, "an existing pack folder", "The region that is loaded at start."),
    Setting(
        "TIDEHEAD_DATABASE_URL",
        "",
        _database,
        "sqlite:///path or postgresql://user:password@host:port/name",
        "The database; empty means SQLite in the data folder.",
    ),
    Setting(
        "TIDEHEAD_LAKE",
        "duckdb",
        _lake,
        "duckdb, local[N] or spark://host:port",
        "Where questions to the register are computed: DuckDB in this process, or Spark.",
    ),
    Setting("TIDEHEAD_HOST", "127.0.0.1", _address, "an IP address or localhost", "The address the server listens on."),
    Setting("TIDEHEAD_PORT", "8331", _between(1, 65535), "a port from 1 to 65535", "The port the server listens on."),
    Setting(
        "TIDEHEAD_ALLOWED_HOSTS",
        "127.0.0.1,localhost,[::1]",
        _names,
        "host names, comma between",
        "Names it is reached by.",
    ),
    Setting("TIDEHEAD_HTTPS", "no", _yes_no, "yes or no", "Served over HTTPS: cookies are sent over HTTPS only."),
    Setting(
        "TIDEHEAD_PROXIES",
        "0",
        _between(0, 9),
        "a number from 0 to 9",
        "Web servers of your own in front, each of which adds to X-Forwarded-For: whose address is locked out.",
    ),
    Setting(
        "TIDEHEAD_SECOND_FACTOR",
        "off",
        _one_of("off", "administrators", "everybody"),
        "off, administrators or everybody",
        "Who has to sign in with a second factor.",
    ),
    Setting(
        "TIDEHEAD_OIDC_ISSUER",
        "",
        _issuer,
        "an https:// address, or http:// on this machine",
        "A provider of OpenID Connect that people may sign in with; empty: none.",
    ),
    Setting("TIDEHEAD_OIDC_CLIENT_ID", "", str, "text", "The name under which that provider knows this deployment."),
    Setting("TIDEHEAD_OIDC_CLIENT_SECRET", "", str, "text", "The secret that proves it to that provider."),
    Setting("TIDEHEAD_OIDC_LABEL", "OpenID", str, "text", "What people know that provider as."),
    Setting(
        "TIDEHEAD_SECRET_KEY",
        "",
        _secret,
        "at least 32 characters",
        "Signs sessions; empty: made once in the data folder.",
    ),
    Setting("TIDEHEAD_THREADS", "4", _between(1, 64), "a number from 1 to 64", "Requests answered at the same time."),
    Setting(
        "TIDEHEAD_UPLOAD_MB",
        str(_READER_MB),
        _between(1, _READER_MB),
        f"a number from 1 to {_READER_MB}",
        "The largest document taken, in MB; the reader takes no larger ones.",
    ),
    Setting(
        "TIDEHEAD_READER_SECONDS",
        "120",
        _between(5, 3600),
        "a number from 5 to 3600",
        "Time one document may take to read.",
    ),
    Setting(
        "TIDEHEAD_READER_MB",
        "2048",
        _between(256, 65536),
        "a number from 256 to 65536",
        "Memory one document may take, in MB.",
    ),
    Setting(
        "TIDEHEAD_EMAIL_URL",
        "",
        _mail_server,
        "smtp://user:password@host:port, or smtp+tls:// or smtp+ssl://",
        "The mail server by which people are told of their work; empty: no e-mail is sent.",
    ),
    Setting(
        "TIDEHEAD_EMAIL_FROM",
        "tidehead@localhost",
        _mail_address,
        "one e-mail address",
        "Whom e-mails come from.",
    ),
    Setting(
        "TIDEHEAD_BASE_URL",
        "",
        _own_address,
        "http:// or https:// and the name it is reached by",
        "What links in e-mails begin with; empty: the address it listens on.",
    ),
    Setting(
        "TIDEHEAD_DEBUG",
        "no",
        _yes_no,
        "yes or no",
        "Shows tracebacks to whoever asks: never where others can reach it.",
    ),
)


def read_environment(environ: Mapping[str, str] | None = None) -> dict[str, Any]:
    """All settings by name without prefix, parsed. Raises SettingRefused for a wrong or an unknown TIDEHEAD_ name."""
    environ = os.environ if environ is None else environ
    known = {setting.name for setting in SETTINGS}
    unknown = sorted(
        name for name in environ if name.startswith("TIDEHEAD_") and name not in known | {"TIDEHEAD_CHROMIUM"}
    )
    if unknown:
        raise SettingRefused(f"{unknown[0]} is not a setting. Known settings: {', '.join(sorted(known))}.")
    return {setting.name.removeprefix("TIDEHEAD_"): _parsed(setting, environ) for setting in SETTINGS}


def _parsed(setting: Setting, environ: Mapping[str, str]) -> Any:
    text = environ.get(setting.name, setting.default)
    try:
        return setting.parse(text)
    except (ValueError, KeyError) as error:
        shown = "(hidden)" if "SECRET" in setting.name or "URL" in setting.name else repr(text)
        raise SettingRefused(f"{setting.name} is {shown}: it must be {setting.expects}.") from error


def secret_key(data: Path, given: str) -> str:
    """The given key, or the one kept in the data folder, made on first use and readable by its owner only."""
    if given:
        return given
    data.mkdir(parents=True, exist_ok=True)
    path = data / "secret_key"
    if not path.exists():
        draft = data / f"secret_key.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48), encoding="utf-8")
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="utf-8")
