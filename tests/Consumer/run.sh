#!/usr/bin/env bash
# Packs Lathe under a version of its own, builds a strict project that knows nothing else of this repository, publishes it as a trimmed single
# file, runs that, and expects a trained network.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$root/artifacts/consumer
version=0.1.0-consumer.$(date -u +%Y%m%d%H%M%S)
runtime=$(dotnet --info | sed -n 's/^ *RID: *//p')

rm -rf "$work/feed" "$work/packages/lathe" "$work/publish" "$here"/*/obj "$here"/*/bin
mkdir -p "$work/feed"
dotnet pack "$root/runtime" -c Release -o "$work/feed" -p:PackageVersion="$version" -v quiet --nologo
dotnet publish "$here/App" -c Release -r "$runtime" -o "$work/publish" -p:LatheVersion="$version" -v quiet --nologo

files=$(find "$work/publish" -type f ! -name '*.pdb' ! -name '*.xml' | wc -l)
[ "$files" -eq 1 ] || { echo "expected a single file, got:" >&2; ls "$work/publish" >&2; exit 1; }

output=$("$work/publish/digits")
echo "$output ($(stat -c %s "$work/publish/digits") bytes)"
accuracy=$(sed -n 's/.*test accuracy \([0-9]*\)\..*/\1/p' <<<"$output")
[ "${accuracy:-0}" -ge 90 ] || { echo "the published program did not train its network to 90 %" >&2; exit 1; }
