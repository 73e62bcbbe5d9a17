#!/usr/bin/env bash
# Sets up, builds everything in the release preset and runs every test.
# usage: scripts/test.sh [ctest's arguments, e.g. -R KMeans]
# With CI=true in the environment, a compiler warning is an error.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

options=()
if [ "${CI:-}" = true ]; then options+=(-DCODEGRID_WARNINGS_AS_ERRORS=ON); fi

run_tests() { (cd "$root" && ctest --preset release --no-tests=error "$@"); }

step_shown setup "$root/scripts/setup.sh" --tests
. "$root/scripts/common.sh"  # setup may have brought a CMake of our own
step configure configure release "${options[@]}"
step build build release
step_shown test run_tests "$@"
