#!/usr/bin/env bash
# Writes what is made from the config's field tables: configs/schema/job.schema.json and the reference in README.md.
# usage: scripts/docs.sh      (after a build of the release preset)
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

train=$root/build/release/bin/codegrid-train
[ -x "$train" ] || die "build the programs first: cmake --workflow --preset release"

"$train" --print-schema >"$root/configs/schema/job.schema.json.new"
mv "$root/configs/schema/job.schema.json.new" "$root/configs/schema/job.schema.json"
"$train" --print-reference >"$root/build/reference.md"
sed -i -e '/<!-- config reference: begin -->/,/<!-- config reference: end -->/{//!d}' \
  -e "/<!-- config reference: begin -->/r $root/build/reference.md" "$root/README.md"
say "written: configs/schema/job.schema.json, README.md"
