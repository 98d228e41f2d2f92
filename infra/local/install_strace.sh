#!/usr/bin/env bash
# Makes sure there is a strace for the tests that watch the media children, or says how to get it.
set -euo pipefail
if command -v strace >/dev/null; then exit 0; fi
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends strace >/dev/null
else
  echo "Some tests watch the media children with strace: install it (Debian: sudo apt-get install strace)." >&2
  if [ -n "${CI:-}" ]; then exit 1; fi
fi
