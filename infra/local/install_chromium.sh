#!/usr/bin/env bash
# Makes sure there is a Chromium for the browser tests: an installed one, or Debian's package, or clear words.
set -euo pipefail
for program in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
  if [ -n "$program" ] && command -v "$program" >/dev/null; then exit 0; fi
done
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
else
  echo "The browser tests need Chromium: install it (Debian: sudo apt-get install chromium) or set CHROMIUM=/path/to/it." >&2
  if [ -n "${CI:-}" ]; then exit 1; fi
fi
