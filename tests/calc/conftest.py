"""Property tests here are judged by their laws, not by how busy the machine is."""

from hypothesis import settings

settings.register_profile("calc", deadline=None)
settings.load_profile("calc")
