#!/usr/bin/env bash
# The main job on this machine, from nothing: set up, build, train configs/mnist.json, cluster, list what was written.
# usage: scripts/demo.sh [codegrid-train's arguments, e.g. --set training.epochs=3]
# Runs go to the repository's runs/, or to $CODEGRID_RUNS.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

case ${1:-} in
  -h | --help) sed -n '2,4s/^# \{0,1\}//p' "$0" && exit 0 ;;
esac

programs=$root/build/release/bin
runs=${CODEGRID_RUNS:-$root/runs}

# A terminal sees the training's progress line; elsewhere it goes to the log.
watched() { if [ -t 2 ]; then step_shown "$@"; else step "$@"; fi; }

# newest_run: the run that ended last, whatever name the arguments gave the job. Not every file system has its `latest`.
newest_run() {
  local summary
  summary=$(find "$runs" -mindepth 3 -maxdepth 3 -path '*/[0-9]*/summary.json' -printf '%T@ %p\n' | sort -n | tail -n 1 |
    cut -d ' ' -f 2-)
  [ -n "$summary" ] || die "training ended well but left no $runs/NAME/NUMBER/summary.json"
  dirname "$summary"
}

# asks_only ARGUMENT...: whether codegrid-train answers them without training.
asks_only() {
  local argument
  for argument in "$@"; do
    case $argument in
      --validate | --print-config | --print-schema | --print-reference | --version) return 0 ;;
    esac
  done
  return 1
}

figures() {
  local summary=$1/summary.json metrics=$1/clusters/metrics.json key
  printf '\n%-28s %s\n' "test cross-entropy" "$(json_figure "$summary" test_loss)"
  printf '%-28s %s (%s)\n' "epochs" "$(json_figure "$summary" epochs)" "$(json_figure "$summary" stopped_by)"
  printf '%-28s %s\n' "images per second" "$(json_figure "$summary" images_per_second)"
  for key in accuracy majority_accuracy nmi ari purity inertia silhouette; do
    printf '%-28s %s\n' "clusters: ${key//_/ }" "$(json_figure "$metrics" $key)"
  done
}

# What only asks needs no training, and no building where the programs are there.
if asks_only "$@" && [ -x "$programs/codegrid-train" ]; then
  exec "$programs/codegrid-train" "$root/configs/mnist.json" "$@"
fi

step_shown setup "$root/scripts/setup.sh"
. "$root/scripts/common.sh"  # setup may have brought a CMake of our own
step configure configure release
step build build release --target tools
if asks_only "$@"; then exec "$programs/codegrid-train" "$root/configs/mnist.json" "$@"; fi
watched train "$programs/codegrid-train" "$root/configs/mnist.json" --runs "$runs" "$@"
run=$(newest_run)
watched cluster "$programs/codegrid-cluster" "$run"

say ""
say "written to $run:"
(cd "$run" && find . -type f -printf '  %P\n' | sort)
figures "$run"
