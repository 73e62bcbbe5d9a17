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

# newest_run: what the newest of the `latest` links points at, whatever name the arguments gave the job.
newest_run() {
  local link
  link=$(find "$runs" -mindepth 2 -maxdepth 2 -name latest -printf '%T@ %p\n' | sort -n | tail -n 1 | cut -d ' ' -f 2-)
  [ -n "$link" ] || die "training ended well but left no $runs/NAME/latest"
  readlink -f "$link"
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

step_shown setup "$root/scripts/setup.sh"
. "$root/scripts/common.sh"  # setup may have brought a CMake of our own
step configure configure release
step build build release --target tools
watched train "$programs/codegrid-train" "$root/configs/mnist.json" --runs "$runs" "$@"
run=$(newest_run)
watched cluster "$programs/codegrid-cluster" "$run"

say ""
say "written to $run:"
(cd "$run" && find . -type f -printf '  %P\n' | sort)
figures "$run"
