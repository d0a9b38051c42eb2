"""The API: read access to all that a user may see, under /api/."""

from ninja import NinjaAPI

api = NinjaAPI(title="Tidehead", version="1")
