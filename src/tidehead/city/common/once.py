"""Forms and requests that are sent twice do their work once: each carries a key, bound to who sent it and what for."""

import hashlib
import secrets


def new_key() -> str:
    """The key of one rendered form."""
    return secrets.token_hex(16)


def bound_key(key: str, *bound_to: object) -> str | None:
    """What a key is kept as: nobody else, and nothing else, shares it. None where there is no key."""
    if not key:
        return None
    said = " ".join([*(str(one) for one in bound_to), key])
    return hashlib.sha256(said.encode(errors="surrogatepass")).hexdigest()
