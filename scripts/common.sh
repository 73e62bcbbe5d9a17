# Sourced by the scripts beside it, never run: one way to speak, to fail and to time a step.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
logs=$root/build/logs
own_cmake=$root/third_party/cmake/cmake/data/bin
cmake_minimum=3.25

# setup.sh puts a CMake there only where the system's is missing or too old.
if [ -x "$own_cmake/cmake" ]; then PATH=$own_cmake:$PATH; fi

say() { printf '%s\n' "$*"; }

die() {
  printf '%s: error: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}

# minutes SECONDS: "1.4 min"
minutes() {
  local tenths=$((($1 * 10 + 30) / 60))
  printf '%d.%d min' $((tenths / 10)) $((tenths % 10))
}

# step NAME COMMAND...: runs it and says the minutes. The output goes to build/logs/NAME.log, whose end is shown on failure.
step() {
  local name=$1 start=$SECONDS status=0
  shift
  mkdir -p "$logs"
  say "$name ... (its output goes to build/logs/$name.log)"
  "$@" >"$logs/$name.log" 2>&1 || status=$?
  finish_step "$name" "$status" "$start" "$logs/$name.log"
}

# step_shown NAME COMMAND...: the same with the output on the terminal, for what people want to watch.
step_shown() {
  local name=$1 start=$SECONDS status=0
  shift
  "$@" || status=$?
  finish_step "$name" "$status" "$start" ""
}

# finish_step NAME STATUS START_SECONDS LOG
finish_step() {
  local took
  took=$(minutes $((SECONDS - $3)))
  if [ "$2" -ne 0 ]; then
    printf '%s failed after %s with exit code %s\n' "$1" "$took" "$2" >&2
    if [ -n "$4" ]; then
      printf -- '--- the last lines of %s:\n' "$4" >&2
      tail -n 40 "$4" >&2
    fi
    exit "$2"
  fi
  say "$1: $took"
}

# build_jobs: one for each core, but no more than memory allows: a file that includes torch takes up to 1.5 GB to compile.
build_jobs() {
  local cores by_memory
  cores=$(nproc)
  by_memory=$(awk '/^MemAvailable:/ { print int($2 / 1572864) }' /proc/meminfo)
  if [ "${by_memory:-1}" -lt 1 ]; then by_memory=1; fi
  if [ "$by_memory" -lt "$cores" ]; then say "$by_memory"; else say "$cores"; fi
}

# configure PRESET [CMAKE_ARGUMENT...] and build PRESET [CMAKE_ARGUMENT...], from any folder.
configure() { (cd "$root" && cmake --preset "$@"); }
build() { (cd "$root" && cmake --build --preset "$@" -j "${CMAKE_BUILD_PARALLEL_LEVEL:-$(build_jobs)}"); }

# json_figure FILE KEY: the value of a key that holds one number or word. No python3 is needed to run what we build.
json_figure() { sed -n "s/.*\"$2\": *\"\{0,1\}\([^\",}]*\).*/\1/p" "$1" | head -n 1; }
