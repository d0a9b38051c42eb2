"""The application as `tidehead up` serves it: it ends with the process that started it, however that one ended.

A server whose parent was killed would otherwise keep the port, and the next start would be refused.
"""

import gc
import multiprocessing
import os
from threading import Thread

from django.core.wsgi import get_wsgi_application


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


application = get_wsgi_application()
Thread(target=_end_with_parent, daemon=True).start()
# A page makes tens of thousands of short-lived objects; full collections over all that stays loaded made one page in
# ten twice as slow. What is loaded by now is never garbage, and the rest is looked through less often.
gc.freeze()
gc.set_threshold(50_000, 50, 100)
