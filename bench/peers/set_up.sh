#!/usr/bin/env bash
# Installs what the comparisons measure against into a folder that git ignores:
#   trixie/               Debian 13 with PyTorch 2.6 and OpenBLAS, to be entered by chroot (needs root and the package debootstrap)
#   libonnxruntime.so.1   ONNX Runtime's native library, out of the npm package onnxruntime-node (needs npm)
# PyTorch 1.13 is Debian 12's own: apt-get install python3-torch python3-torchvision libopenblas0-pthread libopenblas0-openmp
#
#   bench/peers/set_up.sh [FOLDER] [MIRROR]
#
# FOLDER is artifacts/peers by default; MIRROR is the one that apt uses on this machine.
set -euo pipefail
folder=$(realpath -m "${1:-$(dirname "$0")/../../artifacts/peers}")
mirror=${2:-$(apt-get indextargets --format '$(SITE)' 'Origin: Debian' 'Created-By: Packages' | head -n 1)}
onnxruntime=1.30.0
mkdir -p "$folder"

if [ ! -x "$folder/trixie/usr/bin/python3" ]; then
  # Unpacked under another name, so that a broken download is not taken for a whole one.
  rm -rf "$folder/trixie.part"
  debootstrap --variant=minbase --include=python3-torch,python3-torchvision,libopenblas0-pthread,libopenblas0-openmp trixie "$folder/trixie.part" "$mirror"
  mv "$folder/trixie.part" "$folder/trixie"
fi
mountpoint -q "$folder/trixie/proc" || mount -t proc proc "$folder/trixie/proc"

if [ ! -f "$folder/libonnxruntime.so.1" ]; then
  package=$(cd "$folder" && npm pack --silent "onnxruntime-node@$onnxruntime")
  tar -xzf "$folder/$package" -C "$folder" --strip-components=5 package/bin/napi-v6/linux/x64/libonnxruntime.so.1
  rm "$folder/$package"
fi
echo "The peers are in $folder."
