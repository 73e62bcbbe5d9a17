#!/usr/bin/env bash
# Sets up, builds everything and runs every test, in the release preset or another.
# usage: scripts/test.sh [--preset NAME] [ctest's arguments, e.g. -R KMeans]
# With CI=true in the environment, a compiler warning is an error.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

preset=release
if [ "${1:-}" = --preset ]; then
  preset=${2:?usage: scripts/test.sh [--preset NAME] [ctest arguments]}
  shift 2
fi
options=()
if [ "${CI:-}" = true ]; then options+=(-DCODEGRID_WARNINGS_AS_ERRORS=ON); fi

run_tests() {
  (cd "$root" && ctest --preset "$preset" --no-tests=error "$@") || return
  skipped_cases
}

# ctest names what did not run at all; this, each case that did not, also where others of its suite did.
skipped_cases() {
  local log=$root/build/$preset/Testing/Temporary/LastTest.log cases
  [ -f "$log" ] || return 0
  cases=$(sed -n 's/^\[  SKIPPED \] \(.*\) ([0-9]* ms)$/  \1/p' "$log" | sort -u)
  if [ -n "$cases" ]; then printf 'cases that skipped themselves (%s says why):\n%s\n' "${log#"$root"/}" "$cases"; fi
}

step_shown setup "$root/scripts/setup.sh" --tests
. "$root/scripts/common.sh"  # setup may have brought a CMake of our own
step "configure-$preset" configure "$preset" "${options[@]}"
step "build-$preset" build "$preset"
step_shown "test-$preset" run_tests "$@"
