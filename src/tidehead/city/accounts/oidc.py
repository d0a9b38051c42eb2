"""Signing in with an account kept elsewhere: OpenID Connect, authorization code with PKCE, state and nonce.

Whom the provider means is known by issuer and subject, never by name or e-mail, which change and are taken over. An
account is linked to a subject by its owner, once; somebody unknown gets no account, whatever the provider says.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TypeVar

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.django_client import DjangoOAuth2App, OAuth
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from joserfc.errors import JoseError
from requests.exceptions import RequestException

from tidehead.city.accounts.models import Identity, User
from tidehead.city.accounts.types import AccountRefused
from tidehead.city.common.trail import leave_trail

Answer = TypeVar("Answer")
SECONDS = 10
SIGNED = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""Signatures with the provider's own key; none, and those with a shared secret, are refused."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a provider vouches for."""

    issuer: str
    subject: str
    name: str


@dataclass(frozen=True, slots=True)
class Provider:
    issuer: str
    client_id: str
    secret: str
    label: str


def provider() -> Provider | None:
    """The provider of this deployment; None where none is set."""
    given = settings.ENVIRONMENT
    if not given["OIDC_ISSUER"]:
        return None
    return Provider(given["OIDC_ISSUER"], given["OIDC_CLIENT_ID"], given["OIDC_CLIENT_SECRET"], given["OIDC_LABEL"])


def to_provider(request: HttpRequest, back: str) -> HttpResponse:
    """The way to the provider, which leads back to `back`. Raises AccountRefused where it does not answer."""
    return _tried(lambda: _client().authorize_redirect(request, request.build_absolute_uri(back)))


def subject_of(request: HttpRequest) -> Subject:
    """Whom the provider vouches for, all checks made. Raises AccountRefused."""
    return _tried(lambda: _subject(request))


def _tried(ask: Callable[[], Answer]) -> Answer:
    try:
        return ask()
    except (AuthlibBaseError, JoseError, RequestException, ValueError, KeyError) as error:
        words = gettext("Signing in there did not succeed ({reason}). Try again, or sign in another way.")
        raise AccountRefused(words.format(reason=type(error).__name__)) from error


def _client() -> DjangoOAuth2App:
    known = provider()
    if known is None:
        raise AccountRefused(gettext("No other way to sign in is set up here."))
    client = _registered(known)
    metadata = client.load_server_metadata()
    if metadata.get("issuer", "").rstrip("/") != known.issuer.rstrip("/"):
        raise ValueError("issuer")
    offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
    metadata["id_token_signing_alg_values_supported"] = [one for one in offered if one in SIGNED]
    return client


@lru_cache(maxsize=2)
def _registered(known: Provider) -> DjangoOAuth2App:
    return OAuth().register(
        "provider",
        server_metadata_url=f"{known.issuer.rstrip('/')}/.well-known/openid-configuration",
        client_id=known.client_id,
        client_secret=known.secret,
        client_kwargs={"scope": "openid profile", "code_challenge_method": "S256", "default_timeout": SECONDS},
    )


def _subject(request: HttpRequest) -> Subject:
    client, known = _client(), provider()
    issuer = client.server_metadata["issuer"]
    options = wanted_claims(issuer, known.client_id)
    claims = client.authorize_access_token(request, claims_options=options)["userinfo"]
    name = claims.get("name") or claims.get("preferred_username") or claims["sub"]
    return Subject(issuer, claims["sub"], str(name)[:200])


def wanted_claims(issuer: str, client_id: str) -> dict[str, dict[str, object]]:
    """What a token has to say: who made it, for whom, about whom. Time, nonce and signature are checked besides."""
    return {
        "iss": {"essential": True, "value": issuer},
        "aud": {"essential": True, "value": client_id},
        "sub": {"essential": True},
    }


def account_of(subject: Subject) -> User | None:
    found = Identity.objects.filter(issuer=subject.issuer, subject=subject.subject, user__is_active=True)
    row = found.select_related("user").first()
    return row.user if row else None


def linked_name(user_id: int) -> str:
    """The name under which an account is linked; empty where it is not."""
    row = Identity.objects.filter(user_id=user_id).first()
    return (row.name or row.subject) if row else ""


@transaction.atomic
def link_identity(*, user_id: int, subject: Subject, now: datetime) -> None:
    """Link one's account with whom the provider vouches for. Raises AccountRefused for what is linked already."""
    user = User.objects.get(pk=user_id)
    try:
        with transaction.atomic():
            Identity.objects.create(
                issuer=subject.issuer, subject=subject.subject, user=user, name=subject.name, linked_at=now
            )
    except IntegrityError as error:
        raise AccountRefused(gettext("One of the two is linked already.")) from error
    leave_trail(user.username, "identity.linked", f"account:{user.username}", at=now, detail={"name": subject.name})


@transaction.atomic
def unlink_identity(*, user_id: int, now: datetime) -> None:
    user = User.objects.get(pk=user_id)
    if Identity.objects.filter(user=user).delete()[0]:
        leave_trail(user.username, "identity.unlinked", f"account:{user.username}", at=now)
