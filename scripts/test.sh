#!/usr/bin/env bash
# The whole test run: format, tests on both databases, faults on the real binary. `scripts/test.sh -p store` runs a part.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install.sh
cargo fmt --all --check
if [ $# -gt 0 ]; then
  exec cargo nextest run --no-fail-fast "$@"
fi
cargo build --quiet -p remit
cargo nextest run --workspace --no-fail-fast
