#!/usr/bin/env bash
# Every page type in a real browser: axe, content policy, console, width, weight, where it asks. docs/proofs.md says more.
# Usage: scripts/pages.sh [--all | --fault NAME]
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install.sh browser
[ -n "${REMIT:-}" ] || cargo build --quiet -p remit
chromium=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome)}
npm ci --prefix scripts/browser --silent
CHROMIUM=$chromium exec node scripts/browser/check.mjs "$@"
