#!/usr/bin/env bash
# Measures codegrid beside its peers on this machine and makes bench/results/README.md and chart.png. The peers live in
# an environment of their own, bench/.venv. Use an idle machine: threads that wait by spinning slow a neighbour down.
# usage: bench/run.sh [--quick] [--repeats N] [--run FOLDER] [PART...]
#   PART       epoch, convolution, color, job, kmeans, graph, mixture, neighbors, methods, manifold, embedding, decode,
#              assign, startup, growth, inner, checkpoints; default: all, more than an hour on two cores. Each writes
#              results/PART.json; the page shows what parts there are.
#              growth takes 10 GB of disk.
#   --quick    short form, some minutes: shows that everything works. Its results go to build/bench.
#   --repeats  of each tool, instead of each part's own number
#   --run      a finished run of configs/mnist-best.json, whose features the part methods then groups, too
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../scripts/common.sh"

all=(epoch convolution color job kmeans graph mixture neighbors methods manifold embedding decode assign startup growth
  inner checkpoints)
python=$root/bench/.venv/bin/python
results=$root/bench/results
options=()
methods_options=()
parts=()
while [ $# -gt 0 ]; do
  case $1 in
    --quick) options+=(--quick) results=$root/build/bench ;;
    --repeats) options+=(--repeats "${2:?--repeats takes a number}") && shift ;;
    --run) methods_options=(--run "${2:?--run takes the folder of a run}") && shift ;;
    -h | --help) sed -n '2,12s/^# \{0,1\}//p' "$0" && exit 0 ;;
    *)
      [[ " ${all[*]} " == *" $1 "* ]] || die "unknown part $1: expected one of ${all[*]}"
      parts+=("$1")
      ;;
  esac
  shift
done
if [ ${#parts[@]} -eq 0 ]; then parts=("${all[@]}"); fi

# make_venv: the peers, once; again when their pins change.
make_venv() {
  local done=$root/bench/.venv/requirements.done
  if cmp -s "$done" "$root/bench/requirements.txt"; then return; fi
  python3 -m venv "$root/bench/.venv" && "$python" -m pip install --quiet -r "$root/bench/requirements.txt" \
    && cp "$root/bench/requirements.txt" "$done"
}

step_shown setup "$root/scripts/setup.sh" --bench
. "$root/scripts/common.sh"  # setup may have brought a CMake of our own
step peers make_venv
step configure configure release -DCODEGRID_BENCH=ON
step build build release --target tools bench-programs

# cool_down: a build leaves its heat and its load average behind. Waits for a load below 0.3, five minutes at most.
cool_down() {
  local load tries
  for ((tries = 0; tries < 30; ++tries)); do
    load=$(cut -d ' ' -f 1 /proc/loadavg)
    if [ "${load%.*}" = 0 ] && [ "${load#*.}" -lt 30 ]; then return; fi
    sleep 10
  done
  say "something else runs on this machine: its load average stays at $load"
}

if [[ " ${options[*]} " != *" --quick "* ]]; then step_shown cool-down cool_down; fi
for part in "${parts[@]}"; do
  own=()
  if [ "$part" = methods ]; then own=("${methods_options[@]}"); fi
  step_shown "$part" "$python" "$root/bench/$part.py" --out "$results/$part.json" "${options[@]}" "${own[@]}"
done
step_shown report "$python" "$root/bench/report.py" "$results"
