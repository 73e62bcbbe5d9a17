#!/usr/bin/env bash
# Puts the four files of Fashion-MNIST (Zalando Research, MIT licence, 30 MB) into a folder, checked by SHA-256.
# They come from Debian's package dataset-fashion-mnist where it is installed or apt can download it, else from the
# publisher. Files that are there already and whole are kept, so it may be run again at no cost.
set -euo pipefail

readonly usage="usage: scripts/fetch-fashion-mnist.sh [FOLDER]   (default: data/fashion-mnist of this project)"
readonly package=dataset-fashion-mnist
readonly installed=/usr/share/datasets/fashion-mnist
# The publisher offers no https under this name; the sums below vouch for the files.
readonly publisher=http://fashion-mnist.s3-website.eu-central-1.amazonaws.com

declare -rA sums=(
  [train-images-idx3-ubyte.gz]=b0564c3eedabfbf835052cff8503ea422014ce006caf5b757f851416ee8300c7
  [train-labels-idx1-ubyte.gz]=0ae29f65d86684f32d1b9c85147786c547b9c6aebcaf235f0400a0cce308b056
  [t10k-images-idx3-ubyte.gz]=cc1d090a38ace84dfa1aa66e3ada7c336ef481a96936906477e6dd344da56eaa
  [t10k-labels-idx1-ubyte.gz]=8d3605d196f4be44669e46906da9733c8131fef761fdbfec72c424d5222f1a05
)

say() { printf '%s\n' "$*" >&2; }

is_whole() { # FILE NAME
  [[ -f $1 ]] && [[ $(sha256sum <"$1") == "${sums[$2]}  -" ]]
}

missing() {
  local name
  for name in "${!sums[@]}"; do
    is_whole "$folder/$name" "$name" || printf '%s\n' "$name"
  done
}

# Takes the file only if it is whole: copied beside its place, checked there, then renamed.
take() { # FILE NAME
  cp -- "$1" "$temporary/$2" && is_whole "$temporary/$2" "$2" && mv -- "$temporary/$2" "$folder/$2"
}

take_all_from() { # FOLDER
  local name
  for name in $(missing); do
    if [[ -f $1/$name ]]; then take "$1/$name" "$name" || say "$1/$name is not the published file; passed over"; fi
  done
}

from_apt() {
  command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || return 1
  say "Asking apt for $package ..."
  mkdir -p "$temporary/apt"
  # Downloading, unlike installing, needs no root.
  (cd "$temporary/apt" && apt-get download "$package" >&2) || return 1
  dpkg-deb --extract "$temporary"/apt/*.deb "$temporary/apt" || return 1
  take_all_from "$temporary/apt$installed"
}

download() { # URL FILE
  if command -v curl >/dev/null; then
    curl --fail --location --silent --show-error --retry 2 --connect-timeout 20 --output "$2" "$1"
  elif command -v wget >/dev/null; then
    wget --no-verbose --tries=3 --timeout=20 --output-document="$2" "$1"
  else
    say "Neither curl nor wget is installed."
    return 1
  fi
}

from_publisher() {
  local name
  for name in $(missing); do
    say "Fetching $publisher/$name ..."
    download "$publisher/$name" "$temporary/download" || return 1
    take "$temporary/download" "$name" || say "What came as $name is not the published file (SHA-256 differs)."
  done
}

case ${1-} in
  -h | --help) printf '%s\n' "$usage"; exit 0 ;;
  -*) say "$usage"; exit 2 ;;
esac
if (($# > 1)); then say "$usage"; exit 2; fi

folder=${1:-$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)/data/fashion-mnist}
mkdir -p -- "$folder"
folder=$(cd -- "$folder" && pwd)
temporary=$(mktemp -d "$folder/.fetch.XXXXXX")
trap 'rm -rf -- "$temporary"' EXIT

if [[ -n $(missing) ]]; then take_all_from "$installed"; fi
if [[ -n $(missing) ]]; then from_apt || say "apt could not provide it."; fi
if [[ -n $(missing) ]]; then from_publisher || say "The publisher could not be reached."; fi

if [[ -n $(missing) ]]; then
  say "Fashion-MNIST is not complete in $folder; missing: $(missing | tr '\n' ' ')"
  say "With root rights 'apt-get install $package' works too on Debian and Ubuntu."
  exit 1
fi
say "Fashion-MNIST is whole in:"
printf '%s\n' "$folder"
