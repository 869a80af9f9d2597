#!/usr/bin/env bash
# Packs Lathe under a version of its own, builds a strict project that knows nothing else of this repository, publishes it as a trimmed single
# file and ahead of time, runs both, and expects the same trained network, to the last bit.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$root/artifacts/consumer
version=0.1.0-consumer.$(date -u +%Y%m%d%H%M%S)
runtime=$(dotnet --info | sed -n 's/^ *RID: *//p')

publish() { # folder, properties
  dotnet publish "$here/App" -c Release -r "$runtime" -o "$work/$1" -p:LatheVersion="$version" "${@:2}" -v quiet --nologo
  files=$(find "$work/$1" -type f ! -name '*.pdb' ! -name '*.dbg' ! -name '*.xml' | wc -l)
  [ "$files" -eq 1 ] || { echo "expected a single file, got:" >&2; ls "$work/$1" >&2; exit 1; }
}

train() { # what it is, folder
  output=$("$work/$2/digits")
  echo "$1: $output ($(stat -c %s "$work/$2/digits") bytes)"
  accuracy=$(sed -n 's/.*test accuracy \([0-9]*\)\..*/\1/p' <<<"$output")
  [ "${accuracy:-0}" -ge 90 ] || { echo "the published program did not train its network to 90 %" >&2; exit 1; }
}

rm -rf "$work/feed" "$work/packages/lathe" "$work/publish" "$work/native" "$here"/*/obj "$here"/*/bin
mkdir -p "$work/feed"
dotnet pack "$root/runtime" -c Release -o "$work/feed" -p:PackageVersion="$version" -v quiet --nologo

publish publish
train "single file" publish
expected=$output
DOTNET_EnableAVX2=0 train "single file without AVX2" publish

# The linker of native code is clang's or gcc's.
if command -v clang >/dev/null || command -v gcc >/dev/null; then
  instructions=$([[ $runtime != *-x64 ]] || echo -p:IlcInstructionSet=x86-64-v3)
  publish native -p:PublishAot=true -p:PublishSingleFile=false $instructions
  train "ahead of time" native
  [ "$output" = "$expected" ] || { echo "compiled ahead of time it trained another network" >&2; exit 1; }
else
  echo "compiled ahead of time: not tried, there is neither clang nor gcc"
fi
