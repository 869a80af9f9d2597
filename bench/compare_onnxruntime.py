#!/usr/bin/env python3
"""Inference, Lathe against ONNX Runtime, in one run with equal threads.

    python3 bench/compare_onnxruntime.py [--threads N] [--rounds N] [--seconds S] [--networks NAME ...] [--peers FOLDER]

ONNX Runtime runs models that PyTorch exports (apt-get install python3-torch python3-torchvision), with random weights that Lathe loads too, all its graph
optimisations on, operators one after the other. One process runs both in turn through their C# and C interfaces; the ratio is that of the best
medians of the rounds. The distance is the norm of the difference of the two outputs over the norm. bench/peers/set_up.sh installs the library.
"""
import subprocess
import sys

import comparison

NETWORKS = [
    "ResNet20", "ResNet18", "SEResNet50", "GoogLeNetTorchvision", "ResNet50", "DenseNet121", "VggD", "InceptionV3ImageNet", "VitS16",
]
BATCHES = [1, 8]


def model_of(name, batch, folder):
    """The exported model and its weights; they are made where they are missing."""
    model, weights = folder / f"{name}-{batch}.onnx", folder / f"{name}.safetensors"
    if not (model.exists() and weights.exists()):
        script = comparison.ROOT / "bench" / "peers" / "export_onnx.py"
        subprocess.run(["/usr/bin/python3", "-B", "-W", "ignore", script, folder, name, str(batch)], check=True, stdout=subprocess.DEVNULL)
    return model, weights


def main():
    options = comparison.parser(__doc__, rounds=4, seconds=2).parse_args()
    library = options.peers / "libonnxruntime.so.1"
    if not library.exists():
        sys.exit(f"There is no {library}: bench/peers/set_up.sh {options.peers} installs it.")
    if not options.no_build:
        comparison.build()
    rows = []
    for name in options.networks or NETWORKS:
        for batch in BATCHES:
            result = comparison.bench(
                "inference", name, batch, options.threads, options.rounds, options.seconds, library, *model_of(name, batch, options.peers / "models"))
            ours, theirs = result["latheMilliseconds"], result["onnxRuntimeMilliseconds"]
            rows.append([name, batch, f"{ours:.2f}", f"{theirs:.2f}", f"**{theirs / ours:.2f}**", f"{result['distance']:.0e}"])
    print(f"{comparison.heading(options)}; ONNX Runtime {result['version']}. Milliseconds a batch.\n")
    comparison.table(["network", "batch", "Lathe", "ONNX Runtime", "ONNX Runtime / Lathe", "distance"], rows)


if __name__ == "__main__":
    main()
