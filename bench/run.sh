#!/usr/bin/env bash
# Measures codegrid beside its peers, on this machine, in one run: training beside the article's program on Keras, k-means
# beside scikit-learn's, and what checkpoints cost. Leaves bench/results/training.md, kmeans.md and checkpoints.md. Use an
# idle machine: LibTorch's and TensorFlow's threads wait by spinning, and a neighbour makes both many times slower.
# usage: bench/run.sh [EPOCHS] [REPEATS]
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../scripts/common.sh"

epochs=${1:-15}
repeats=${2:-3}
python=$root/bench/.venv/bin/python
programs=$root/build/release/bin
results=$root/bench/results

# make_venv: the peers, once; again when their pins change.
make_venv() {
  local done=$root/bench/.venv/requirements.done
  if cmp -s "$done" "$root/bench/requirements.txt"; then return; fi
  python3 -m venv "$root/bench/.venv" && "$python" -m pip install --quiet -r "$root/bench/requirements.txt" \
    && cp "$root/bench/requirements.txt" "$done"
}

# write_result FILE COMMAND...: in place only when the command has ended well.
write_result() {
  local file=$1
  shift
  mkdir -p "$results"
  "$@" >"$file.new" && mv "$file.new" "$file"
}

# make_codes FOLDER: the codes that k-means is measured on, from a short training.
make_codes() {
  "$programs/codegrid-train" "$root/configs/mnist.json" --runs "$1" --set training.epochs="$epochs" \
    && "$programs/codegrid-cluster" "$1/mnist/latest" --set clustering.n_init=1
}

step_shown setup "$root/scripts/setup.sh"
. "$root/scripts/common.sh"  # setup may have brought a CMake of our own
step peers make_venv
step configure configure release -DCODEGRID_BENCH=ON
step build build release

load=$(cut -d ' ' -f 1 /proc/loadavg)
say "load average before measuring: $load (should be near 0 once the build has cooled down)"
step_shown training write_result "$results/training.md" \
  "$python" "$root/bench/training.py" --programs "$programs" --epochs "$epochs" --repeats "$repeats"

step_shown checkpoints write_result "$results/checkpoints.md" \
  "$python" "$root/bench/checkpoints.py" --program "$programs/codegrid-train"

runs=$(mktemp -d)
trap 'rm -rf "$runs"' EXIT
step codes make_codes "$runs"
step_shown kmeans write_result "$results/kmeans.md" env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE \
  "$python" "$root/bench/kmeans.py" --program "$programs/bench-kmeans" --codes "$runs/mnist/latest/clusters/codes.npy"

cat "$results/training.md" "$results/checkpoints.md" "$results/kmeans.md"
