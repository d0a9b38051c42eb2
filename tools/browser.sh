#!/usr/bin/env bash
# Installs Debian's Chromium and its Chinese fonts where they are missing and it may; else says what is left out.
set -euo pipefail

find_chromium() {
    local name
    for name in "${TIDEHEAD_CHROMIUM:-}" chromium chromium-browser google-chrome; do
        if [[ -n $name ]] && command -v "$name" >/dev/null 2>&1; then return 0; fi
    done
    return 1
}

has_chinese_font() { # without fontconfig nothing can be said; the browser brings it along
    command -v fc-list >/dev/null 2>&1 && [[ -n $(fc-list :lang=zh file 2>/dev/null | head -n 1) ]]
}

missing=()
find_chromium || missing+=(chromium)
has_chinese_font || missing+=(fonts-noto-cjk)
if [[ ${#missing[@]} -eq 0 ]]; then exit 0; fi

as_root=()
if [[ $(id -u) -ne 0 ]]; then as_root=(sudo -n); fi
if command -v apt-get >/dev/null 2>&1 && "${as_root[@]}" true 2>/dev/null; then
    echo "Installing ${missing[*]} for the browser tests …"
    export DEBIAN_FRONTEND=noninteractive
    install=("${as_root[@]}" apt-get install -qq -y --no-install-recommends -o DPkg::Lock::Timeout=300 "${missing[@]}")
    "${install[@]}" </dev/null >/dev/null 2>&1 ||
        { "${as_root[@]}" apt-get update -qq </dev/null >/dev/null 2>&1 && "${install[@]}" </dev/null >/dev/null; } || true
fi
find_chromium || echo "No Chromium on this machine and none could be installed: the browser tests will be skipped."
has_chinese_font || echo "No Chinese font on this machine and none could be installed: pictures will lack Chinese."
