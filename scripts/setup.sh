#!/usr/bin/env bash
# Installs what building codegrid needs and this machine lacks, and nothing else. Running it again costs nothing.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
. "$(dirname "${BASH_SOURCE[0]}")/wheels.sh"

usage="usage: scripts/setup.sh [--cuda] [--tests] [--bench] [--fuzz] [--dev] [--check]
  --cuda   also the CUDA libraries that LibTorch needs on an NVIDIA GPU (1.9 GB to download)
  --tests  also what only the tests need: PyTorch and Pillow, to use an encoder from Python, and a validator of JSON Schema
  --bench  also what only bench/run.sh needs: Google Benchmark, and Python that can make environments
  --fuzz   also what only scripts/fuzz.sh needs: Clang with libFuzzer
  --dev    also clang-format, and clang-tidy with Clang
  --check  install nothing: say what is missing, and exit with 1 if anything is
LibTorch comes from PyPI into third_party/, unless CMAKE_PREFIX_PATH or Torch_DIR names one of your own."

# Debian's package | how to know that it is there | what it is, for those who install by hand
things="g++|tool ${CXX:-g++}|GCC 11 or newer (C++20)
ninja-build|tool ninja|Ninja
ccache|tool ccache|ccache
nlohmann-json3-dev|header nlohmann/json.hpp|nlohmann_json 3.9 or newer
libfmt-dev|header fmt/format.h|fmt 8 or newer
libcli11-dev|header CLI/CLI.hpp|CLI11 2.1 or newer
zlib1g-dev|header zlib.h|zlib
libssl-dev|header openssl/evp.h|OpenSSL 3 (libcrypto)
libzip-dev|header zip.h|libzip 1.7 or newer
libhnswlib-dev|header hnswlib/hnswlib.h|hnswlib 0.6 or newer (header-only)
libjpeg-dev|header jpeglib.h|libjpeg-turbo, or another libjpeg 6.2 or newer
libpng-dev|header png.h|libpng 1.6
libgtest-dev|header gtest/gtest.h|GoogleTest 1.11 or newer
libgmock-dev|header gmock/gmock.h|GoogleMock (comes with GoogleTest)
libopencv-core-dev|header opencv2/core.hpp|OpenCV 4.5 or newer: core
libopencv-imgproc-dev|header opencv2/imgproc.hpp|OpenCV: imgproc
libopencv-imgcodecs-dev|header opencv2/imgcodecs.hpp|OpenCV: imgcodecs"
dev_things="clang-format|tool clang-format|clang-format 14 or newer
clang-tidy|tool clang-tidy|clang-tidy 14 or newer
clang|tool clang++|Clang 14 or newer
libomp-dev|clang_openmp|OpenMP for Clang"

fuzz_things="clang|tool clang++|Clang 14 or newer
libclang-rt-dev|fuzzer|Clang's libFuzzer and sanitizers (compiler-rt)
libomp-dev|clang_openmp|OpenMP for Clang"

bench_things="libbenchmark-dev|header benchmark/benchmark.h|Google Benchmark 1.7 or newer
python3-venv|python_venv|Python 3 with venv"

tests_things="python3-torch|debian_python torch|PyTorch for /usr/bin/python3, 1.13 or newer
python3-pil|debian_python PIL|Pillow for /usr/bin/python3, 9.0 or newer
python3-jsonschema|debian_python jsonschema|jsonschema for /usr/bin/python3, 3.0 or newer"

cuda=no check=no
for argument in "$@"; do
  case $argument in
    --cuda) cuda=yes ;;
    --tests) things=$things$'\n'$tests_things ;;
    --bench) things=$things$'\n'$bench_things ;;
    --fuzz) things=$things$'\n'$fuzz_things ;;
    --dev) things=$things$'\n'$dev_things ;;
    --check) check=yes ;;
    -h | --help) say "$usage"; exit 0 ;;
    *) printf 'setup.sh: error: unknown argument %s\n%s\n' "$argument" "$usage" >&2; exit 2 ;;
  esac
done

prefixes() { printf '%s\n' "${CMAKE_PREFIX_PATH:-}" | tr ':;' '\n'; }

tool() { command -v "$1" >/dev/null; }

# Whether the system's python3, not one of the user's own, has a module.
debian_python() { /usr/bin/python3 -c "import importlib.util as u, sys; sys.exit(u.find_spec('$1') is None)" 2>/dev/null; }

# Whether python3 can make an environment with pip in it.
python_venv() { python3 -c 'import ensurepip, venv' 2>/dev/null; }

# Whether Clang can link a program with libFuzzer and sanitizers.
fuzzer() {
  clang++ -fsanitize=fuzzer,address,undefined -x c++ -o /dev/null - <<<'extern "C" int LLVMFuzzerTestOneInput(const char*, unsigned long) { return 0; }' 2>/dev/null
}

# Whether Clang can link a program with OpenMP.
clang_openmp() {
  clang++ -fopenmp -x c++ -o /dev/null - <<<$'#include <omp.h>\nint main() { return omp_get_max_threads() < 1; }' 2>/dev/null
}

header() {
  local folder
  for folder in /usr/include /usr/local/include $(prefixes | sed '/./s|$|/include|') $(printf '%s' "${CPATH:-}" | tr : ' '); do
    if [ -e "$folder/$1" ] || [ -e "$folder/opencv4/$1" ]; then return 0; fi
  done
  return 1
}

# at_least WANTED FOUND: whether version FOUND is not below WANTED.
at_least() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }

cmake_version() { cmake --version 2>/dev/null | sed -n 's/^cmake version //p'; }

cmake_serves() { tool cmake && at_least "$cmake_minimum" "$(cmake_version)"; }

# own_libtorch: the folder of the TorchConfig.cmake that the environment names; fails where it names none.
own_libtorch() {
  local folder
  for folder in "${Torch_DIR:-}" $(prefixes | sed '/./s|.*|& &/Torch &/share/cmake/Torch &/lib/cmake/Torch|'); do
    if [ -n "$folder" ] && [ -f "$folder/TorchConfig.cmake" ]; then
      say "$folder"
      return
    fi
  done
  [ -z "${Torch_DIR:-}" ] || die "Torch_DIR=$Torch_DIR holds no TorchConfig.cmake. Expected .../share/cmake/Torch" \
    "of a LibTorch; correct or unset it."
  return 1
}

# An NVIDIA display or 3D controller, whether or not its driver is installed; /dev/dxg is WSL's.
has_nvidia_gpu() {
  local device
  if [ -e /proc/driver/nvidia/version ] || [ -e /dev/dxg ]; then return 0; fi
  for device in /sys/bus/pci/devices/*; do
    if grep -qs 0x10de "$device/vendor" && grep -qs '^0x03' "$device/class"; then return 0; fi
  done
  return 1
}

# as_root COMMAND...: directly, or through sudo.
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

list_missing() {
  local package probe what
  while IFS='|' read -r package probe what; do
    $probe || printf '%s|%s\n' "$package" "$what"
  done <<<"$things"
  cmake_serves || printf 'cmake|CMake %s or newer (found: %s)\n' "$cmake_minimum" "$(cmake_version | grep . || echo none)"
  if [ "$wheels_wanted" = yes ] && ! pip_works; then printf 'python3-pip|Python 3 with pip\n'; fi
}

install_packages() {
  local install=(apt-get install --yes --no-install-recommends "$@")
  if [ "$(id -u)" != 0 ] && ! tool sudo; then
    die "these packages are missing, and installing them takes root or sudo. As root, run: ${install[*]}"
  fi
  say "installing with apt: $*"
  step packages as_root env DEBIAN_FRONTEND=noninteractive "${install[@]}"
}

# install_missing PACKAGE|WHAT...: through apt; a CMake that apt has too old comes from PyPI.
install_missing() {
  local packages=("${@%%|*}") from_pypi=no candidate
  tool apt-get || die "$(printf '%s\n' "this system has no apt. Install these by hand, then run this again:" "${@/#*|/  - }")"
  if [ "$(id -u)" = 0 ] || tool sudo; then
    as_root apt-get update -qq >/dev/null || say "apt-get update failed; going on with the package lists that are here"
  fi
  if ! cmake_serves; then
    candidate=$(apt-cache policy cmake | sed -n 's/^ *Candidate: //p')
    if ! at_least "$cmake_minimum" "${candidate:-0}"; then
      from_pypi=yes
      packages=("${packages[@]/#cmake/}")
      pip_works || packages+=(python3-pip)
    fi
  fi
  read -ra packages <<<"${packages[*]}"
  if [ ${#packages[@]} -gt 0 ]; then install_packages "${packages[@]}"; fi
  if [ "$from_pypi" = yes ]; then
    say "this system's CMake is ${candidate:-unknown}, below $cmake_minimum: taking PyPI's into third_party/cmake"
    install_wheels replace "$root/scripts/cmake-requirements.txt" "$third_party/cmake"
    PATH=$own_cmake:$PATH
  fi
  cmake_serves || die "CMake is $(cmake_version | grep . || echo missing), expected $cmake_minimum or newer:" \
    "install one, or put it first in PATH"
}

libtorch=$third_party/libtorch
libtorch_pins=$root/scripts/libtorch-requirements.txt
cuda_pins=$root/scripts/cuda-requirements.txt
own=$(own_libtorch) || { [ -z "${Torch_DIR:-}" ] || exit 1; }
wheel_here=yes cuda_here=yes wheels_wanted=no
if [ -z "$own" ]; then
  wheels_present "$libtorch_pins" "$libtorch" || wheel_here=no
  wheels_present "$cuda_pins" "$libtorch" || cuda_here=no
  if [ $wheel_here = no ] || [ "$cuda/$cuda_here" = yes/no ]; then wheels_wanted=yes; fi
fi

missing=()
while IFS= read -r line; do missing+=("$line"); done < <(list_missing)

if [ $check = yes ]; then
  for line in "${missing[@]}"; do say "missing: ${line#*|} (Debian: ${line%%|*})"; done
  if [ $wheel_here = no ]; then say "missing: LibTorch in third_party/libtorch"; fi
  if [ "$cuda/$cuda_here" = yes/no ]; then say "missing: LibTorch's CUDA libraries in third_party/libtorch"; fi
  [ ${#missing[@]} = 0 ] && [ $wheels_wanted = no ] || exit 1
  say "everything is there"
  exit 0
fi

if [ ${#missing[@]} = 0 ]; then say "packages: already there"; else install_missing "${missing[@]}"; fi
still=$(list_missing)
[ -z "$still" ] || die "still missing after the installation:"$'\n'"$still"
at_least 11 "$(${CXX:-g++} -dumpversion)" || die "${CXX:-g++} is version $(${CXX:-g++} -dumpversion)," \
  "expected GCC 11 (or Clang 14) or newer for C++20: install one and name it in CXX"

if [ -n "$own" ]; then
  say "LibTorch: your own, $own"
elif [ $wheel_here = yes ]; then
  say "LibTorch: already there"
else
  say "LibTorch: PyPI's torch wheel into third_party/libtorch (0.6 GB to download, 1.2 GB on disk)"
  install_wheels replace "$libtorch_pins" "$libtorch"
  wheels_present "$cuda_pins" "$libtorch" || cuda_here=no
fi

if [ $cuda = yes ] && [ -n "$own" ]; then
  say "CUDA: --cuda adds to our LibTorch only; whether yours has CUDA is its own matter"
elif [ $cuda = yes ] && [ $cuda_here = yes ]; then
  say "CUDA libraries: already there"
elif [ $cuda = yes ]; then
  say "CUDA libraries: NVIDIA's wheels into third_party/libtorch (1.9 GB to download)"
  install_wheels merge "$cuda_pins" "$libtorch"
  absent=$(ldd "$libtorch"/torch/lib/libtorch_cuda{,_linalg}.so | grep 'not found' | sort -u || true)
  [ -z "$absent" ] || die "LibTorch's CUDA half still lacks:"$'\n'"$absent"
elif [ $cuda_here = no ] && has_nvidia_gpu; then
  say "NOTE: this machine has an NVIDIA GPU, but LibTorch's CUDA libraries are not here: training would use the CPU."
  say "      To use the GPU, run: scripts/setup.sh --cuda"
fi
