#!/usr/bin/env bash
# Makes sure there is a redis-server for the benchmark's classic stack: an installed one, or Debian's package, or clear words.
set -euo pipefail
if command -v redis-server >/dev/null; then exit 0; fi
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  # The package's own server is not wanted: the benchmark starts one of its own, on a free port.
  apt-get update -qq && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends redis-server >/dev/null
else
  echo "The benchmark needs Redis: install it (Debian: sudo apt-get install redis-server)." >&2
  if [ -n "${CI:-}" ]; then exit 1; fi
fi
