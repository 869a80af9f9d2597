#!/usr/bin/env bash
# What docs/benchmarks.md says of GPUs, in one call on a machine with a GPU, PyTorch and no SDK.
#
#     bench/Cuda/measure.sh PROGRAM RESULTS [PART ...]
#
# PROGRAM is Lathe.Bench.Cuda, published; RESULTS is a folder for what it prints. PARTS are agree, memory, convolutions, steps and sanitize, by default all
# of them, the shorter ones first. What fails, or takes longer than LIMIT seconds (300), does not keep the others from running.
set -uo pipefail
program=$(realpath "$1")
results=$(mkdir -p "$2" && realpath "$2")
shift 2
peers=$(realpath "$(dirname "$0")/../peers")
parts=("${@:-}")
[ -n "${parts[0]}" ] || parts=(memory convolutions steps agree sanitize)

note() { echo "$(date -u +%H:%M:%S) $*"; }

measure() {
  local name=$1
  shift
  note "$name"
  timeout "${LIMIT:-300}" "$@" >"$results/$name.txt" 2>&1 || note "$name failed: $(tail -n 1 "$results/$name.txt")"
}

nvidia-smi --query-gpu=name,driver_version,clocks.sm,clocks.mem --format=csv >"$results/device.txt" 2>&1
for part in "${parts[@]}"; do
  case $part in
    memory)
      for precision in float32 bf16; do
        measure "memory-$precision" "$program" memory "$precision" 512
      done
      ;;
    convolutions)
      for precision in float32 tf32 bf16; do
        measure "convolutions-$precision" python3 "$peers/pytorch_cuda_convolutions.py" "$program" "$precision" 64
      done
      ;;
    steps)
      for step in "ResNet20 512" "WideResNet16x2 512" "SEResNet50 64" "VitS16At64 64" "VitS16 64"; do
        read -r network batch <<<"$step"
        for precision in bf16 tf32; do
          measure "step-$network-$precision" "$program" step "$network" "$batch" "$precision" 3
          measure "step-$network-$precision-peer" python3 "$peers/pytorch_cuda_step.py" "$network" "$batch" "$precision" 3 eager max-autotune
        done
      done
      ;;
    agree)
      for precision in float32 tf32 bf16; do
        measure "agree-$precision" "$program" agree "$precision"
      done
      ;;
    sanitize)
      # Kernels of every kind, in networks that are small enough: accesses, then races in shared memory.
      for tool in memcheck racecheck; do
        for precision in float32 tf32 bf16; do
          measure "$tool-$precision" compute-sanitizer --tool "$tool" --error-exitcode 1 "$program" agree "$precision" LeNetCaffe ResNet20 GoogLeNetTorchvision VitS16At64
        done
      done
      ;;
    *)
      note "there is no part '$part'"
      exit 2
      ;;
  esac
done
note "done: $results"
