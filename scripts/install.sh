#!/usr/bin/env bash
# Installs, by package name, what the tests need and the machine does not have: PostgreSQL, strace, Python.
set -euo pipefail

missing=()
have() { command -v "$1" >/dev/null 2>&1; }
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || have initdb || missing+=(postgresql)
have strace || missing+=(strace)
have python3 || missing+=(python3)
have cc || missing+=(gcc libc6-dev)
if [ "${1:-}" = browser ]; then
  have chromium || have chromium-browser || have google-chrome || missing+=(chromium)
  have node || missing+=(nodejs npm)
fi
if [ ${#missing[@]} -gt 0 ]; then
  echo "Installing ${missing[*]} ..."
  as_root=()
  [ "$(id -u)" = 0 ] || as_root=(sudo)
  "${as_root[@]}" apt-get update -qq
  # Debian would start a server of its own; the tests start theirs.
  "${as_root[@]}" mkdir -p /etc/postgresql-common
  echo 'create_main_cluster = false' | "${as_root[@]}" tee /etc/postgresql-common/createcluster.conf >/dev/null
  DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}"
fi
have cargo-nextest || cargo install --locked cargo-nextest
