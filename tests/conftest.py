"""What every test may ask for.

Tests run on SQLite in a temporary data folder, unless TIDEHEAD_DATABASE_URL names a PostgreSQL.
The region, the cast and the server come from tests/support/city.py, the browser from tests/support/browser.py.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

DATA = Path(tempfile.mkdtemp(prefix="tidehead-test-"))
atexit.register(shutil.rmtree, DATA, ignore_errors=True)
SHARED = Path(__file__).resolve().parents[2] / "shared"
MAY_COME_FROM_OUTSIDE = {"TIDEHEAD_DATABASE_URL", "TIDEHEAD_CHROMIUM"}

# Before Django reads its settings, and so not in a fixture: nobody's own deployment is touched or believed.
for name in [name for name in os.environ if name.startswith("TIDEHEAD_")]:
    if name not in MAY_COME_FROM_OUTSIDE:
        del os.environ[name]
os.environ["TIDEHEAD_DATA"] = str(DATA)
os.environ["DJANGO_SETTINGS_MODULE"] = "tidehead.city.config.settings"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps an event loop running in the tests' own thread

pytest_plugins = ["tests.support.city", "tests.support.browser"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker, load_demo: Callable[[], None]) -> None:
    """The test database with the demo region and the cast."""
    with django_db_blocker.unblock():
        load_demo()


@pytest.fixture
def shared() -> Path:
    """The shared example data beside the project."""
    if not SHARED.is_dir():
        pytest.skip("the shared example data does not lie beside this project")
    return SHARED
