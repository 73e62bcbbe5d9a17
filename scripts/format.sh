#!/usr/bin/env bash
# Formats every C++ file that git knows. With --check it changes nothing and fails where something would change.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

mode=(-i)
case ${1:-} in
  '') ;;
  --check) mode=(--dry-run --Werror) ;;
  *) die "unknown argument $1; usage: scripts/format.sh [--check]" ;;
esac
command -v clang-format >/dev/null || die "clang-format is missing: run scripts/setup.sh --dev"

cd "$root"
git ls-files -z -- '*.cpp' '*.hpp' | xargs -0 -r clang-format "${mode[@]}"
