#!/usr/bin/env bash
# Finds a Python that is new enough and lets tools/prepare.py do the rest.
# usage: tools/setup.sh run|dev|bench
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

fits() { # a Python of 3.11 or later that can make virtual environments; a name on PATH may be an empty shim
    "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' </dev/null >/dev/null 2>&1
}

for candidate in .venv/bin/python "${PYTHON:-python3}" python3 python3.11 python3.12 python3.13 python3.14 python; do
    if fits "$candidate"; then
        exec "$candidate" tools/prepare.py "${1:?run, dev or bench}"
    fi
done

cat >&2 <<'END'
Tidehead needs Python 3.11 or later with its venv module, and none was found on PATH.
On Debian or Ubuntu:  apt-get install python3 python3-venv
Elsewhere, name one:  make setup PYTHON=/path/to/python3
END
exit 1
