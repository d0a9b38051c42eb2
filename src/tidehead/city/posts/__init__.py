"""Organisations' posts, who holds them and until when, and what that lets them do."""
