# Sourced by setup.sh after common.sh: pinned wheels, checked by hash, into folders under third_party/. They are used for
# the C++ libraries and programs inside, so the system's Python and its packages are never touched.
third_party=$root/third_party

# wheels_present REQUIREMENTS FOLDER: whether every pin is there. pip writes a pin's .dist-info last, and a folder is
# moved into place whole, so that its presence means that all of it is there.
wheels_present() {
  local pin rest name
  while read -r pin rest; do
    case $pin in *==*) ;; *) continue ;; esac
    name=${pin%%==*}
    [ -f "$2/${name//-/_}-${pin##*==}.dist-info/RECORD" ] || return 1
  done <"$1"
}

pip_works() { python3 -m pip --version >/dev/null 2>&1; }

# pip_install REQUIREMENTS FOLDER: one fixed wheel for every system's Python.
pip_install() {
  PIP_USER=0 PIP_ROOT_USER_ACTION=ignore PIP_DISABLE_PIP_VERSION_CHECK=1 \
    python3 -m pip install --quiet --no-cache-dir --no-compile --no-deps --require-hashes --target "$2" \
    --only-binary=:all: --implementation cp --python-version 3.11 \
    --platform manylinux_2_28_x86_64 --platform manylinux_2_27_x86_64 --platform manylinux_2_25_x86_64 \
    --platform manylinux_2_18_x86_64 --platform manylinux_2_17_x86_64 --platform manylinux2014_x86_64 \
    --platform manylinux_2_12_x86_64 --requirement "$1"
}

# install_wheels replace|merge REQUIREMENTS FOLDER: by way of a folder beside it. `merge` adds to what is there already
# (pip would skip a top folder that exists, and NVIDIA's packages share one); the .dist-info folders come last.
install_wheels() {
  local how=$1 requirements=$2 folder=$3 staging
  [ "$(uname -sm)" = "Linux x86_64" ] || die "the wheels in $(basename "$requirements") are for Linux on x86_64, this is" \
    "$(uname -sm). Name a LibTorch of your own: CMAKE_PREFIX_PATH=/path/to/libtorch"
  mkdir -p "$third_party"
  exec 9>"$third_party/.setup.lock"
  # two setups at once: the second one waits, then finds everything there
  flock 9 || say "warning: this file system has no locks: run one setup at a time"
  if wheels_present "$requirements" "$folder"; then
    exec 9>&-
    return
  fi
  rm -rf "$third_party"/.staging.*
  staging=$(mktemp -d "$third_party/.staging.XXXXXX")
  chmod 755 "$staging"
  step "download-$(basename "$folder")" pip_install "$requirements" "$staging"
  if [ "$how" = replace ]; then
    if [ -e "$folder" ]; then mv "$folder" "$staging.old"; fi
    mv "$staging" "$folder"
  else
    (cd "$staging" && find . -mindepth 1 -maxdepth 1 ! -name '*.dist-info' -exec cp -alf {} "$folder/" \;)
    cp -alf "$staging"/*.dist-info "$folder/"
  fi
  rm -rf "$third_party"/.staging.*
  exec 9>&-
}
