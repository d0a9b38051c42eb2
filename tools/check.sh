#!/usr/bin/env bash
# All that is checked without running the product; every check runs, and those that failed are named at the end.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

failed=()
step() {
    local name=$1 output
    shift
    printf '%-16s' "$name"
    if output=$("$@" 2>&1 </dev/null); then
        echo "ok"
    else
        echo "FAILED"
        printf '%s\n' "$output"
        failed+=("$name")
    fi
}

bin=.venv/bin
step format "$bin/ruff" format --check .
step lint "$bin/ruff" check --output-format concise .
step types "$bin/mypy"
step contracts "$bin/lint-imports"
step docs "$bin/python" tools/generated_docs.py check
# Those that walk every address are left to "make test": they take minutes.
step architecture "$bin/python" -m pytest tests/architecture \
    --ignore=tests/architecture/test_rights.py --ignore=tests/architecture/test_every_page.py

if [[ ${#failed[@]} -gt 0 ]]; then
    echo "Failed: ${failed[*]}"
    exit 1
fi
echo "All checks passed."
