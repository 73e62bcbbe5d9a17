#!/usr/bin/env bash
# Builds the fuzz targets of tests/fuzz, runs each over its corpus, then SECONDS long on new inputs. A finding ends it with
# exit code 1 and lies in build/fuzz/findings; new inputs that reach new code are kept in build/fuzz/corpus.
# usage: scripts/fuzz.sh [SECONDS] [TARGET...]      (15 seconds, all targets)
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

seconds=${1:-15}
shift || true
[[ $seconds =~ ^[0-9]+$ ]] || die "found \"$seconds\", expected a number of seconds; usage: scripts/fuzz.sh [SECONDS] [TARGET...]"
known=" config gzip idx manifest npy picture safetensors "
targets=("$@")
if [ ${#targets[@]} = 0 ]; then read -ra targets <<<"$known"; fi
for name in "${targets[@]}"; do
  case $known in *" $name "*) ;; *) die "found \"$name\", expected one of:$known" ;; esac
done
made=$root/build/fuzz
# A reader of a few kilobytes that asks for 64 MB, or thinks for 10 seconds, is a finding too.
limits=(-malloc_limit_mb=64 -rss_limit_mb=2048 -timeout=10 -max_len=8192)
export ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=print_stacktrace=1

# run_target NAME OPTION... [FOLDER...]: its log goes to build/logs.
run_target() {
  local name=$1
  shift
  mkdir -p "$made/findings" "$made/corpus/$name"
  "$made/bin/fuzz_$name" "${limits[@]}" -artifact_prefix="$made/findings/$name-" "$@" >"$logs/fuzz-$name.log" 2>&1 || {
    tail -n 60 "$logs/fuzz-$name.log" >&2
    die "$name: a finding, in build/fuzz/findings; the end of its log stands above"
  }
}

fuzz_target() {
  local seeds=$root/tests/fuzz/corpus/$1 executions
  run_target "$1" -runs=0 "$seeds"
  run_target "$1" -max_total_time="$seconds" -print_final_stats=1 "$made/corpus/$1" "$seeds"
  executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$logs/fuzz-$1.log")
  say "$1: $(find "$seeds" -type f | wc -l) inputs of the corpus replayed, then $executions executions without a finding"
}

# As many at once as there are cores.
fuzz_all() {
  local name running=() failed=no
  for name in "${targets[@]}"; do
    while [ "$(jobs -rp | wc -l)" -ge "$(nproc)" ]; do sleep 0.2; done
    fuzz_target "$name" &
    running+=($!)
  done
  for name in "${running[@]}"; do wait "$name" || failed=yes; done
  [ $failed = no ]
}

step_shown setup "$root/scripts/setup.sh" --fuzz
. "$root/scripts/common.sh"  # setup may have brought a CMake of our own
step configure-fuzz configure fuzz
step build-fuzz build fuzz
step_shown fuzz fuzz_all
