#!/usr/bin/env python3
"""Exports a network of networks.py for inference: NETWORK-BATCH.onnx, of opset 17 and a fixed batch, and its weights as NETWORK.safetensors.

    python3 export_onnx.py FOLDER NETWORK BATCH

Weights are random, from one seed. Statistics of batch norms are those of a batch of random images, so that activations keep their size and outputs
can be compared.
"""
import json
import pathlib
import struct
import sys

import torch
from torch import nn

from networks import NETWORKS

CALIBRATION_IMAGES = 8


def calibrated(make, shape):
    """A network in inference mode whose running statistics are those of one batch."""
    torch.manual_seed(1)
    model = make().train()
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.momentum = 1.0
    with torch.no_grad():
        model(torch.randn(CALIBRATION_IMAGES, *shape))
    return model.eval()


def write_safetensors(path, tensors):
    """Float32 tensors by name, in the format's layout: the header's length, the header as JSON, the elements."""
    header, data, end = {}, [], 0
    for name, tensor in tensors.items():
        content = tensor.detach().contiguous().numpy().tobytes()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [end, end + len(content)]}
        data.append(content)
        end += len(content)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(data))


def main():
    folder, name, batch = pathlib.Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    folder.mkdir(parents=True, exist_ok=True)
    make, shape = NETWORKS[name]
    model = calibrated(make, shape)
    write_safetensors(folder / f"{name}.safetensors", {key: value for key, value in model.state_dict().items() if value.is_floating_point()})
    torch.onnx.export(
        model, torch.randn(batch, *shape), str(folder / f"{name}-{batch}.onnx"), opset_version=17, input_names=["x"], output_names=["logits"])


if __name__ == "__main__":
    main()
