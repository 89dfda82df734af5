"""What an .npy, .csv or .safetensors file holds, as one JSON object: arrays.py FILE [OTHER.npy ...]

For .npy and .csv: dtype, shape, first and last row, sum. For .safetensors: metadata and, for each tensor, dtype and shape.
"""
import json
import struct
import sys

import numpy as np

KINDS = {"F32": "<f4", "F64": "<f8"}


def safetensors(path):
    """Metadata and arrays, read as the format's specification says."""
    with open(path, "rb") as file:
        size, = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(size))
        body = file.read()
    metadata = header.pop("__metadata__", {})
    ends = sorted(tensor["data_offsets"] for tensor in header.values())
    assert ends[0][0] == 0 and ends[-1][1] == len(body), "tensors do not fill the file"
    assert all(a[1] == b[0] for a, b in zip(ends, ends[1:])), "holes between tensors"
    arrays = {}
    for name, tensor in header.items():
        begin, end = tensor["data_offsets"]
        arrays[name] = np.frombuffer(body[begin:end], KINDS[tensor["dtype"]]).reshape(tensor["shape"])
    return metadata, arrays


def main(path):
    if path.endswith(".safetensors"):
        metadata, arrays = safetensors(path)
        return {"metadata": metadata, "tensors": {name: [str(a.dtype), *a.shape] for name, a in arrays.items()}}
    array = np.load(path) if path.endswith(".npy") else np.loadtxt(path, delimiter=",", skiprows=1, ndmin=2)
    return {"dtype": str(array.dtype), "shape": list(array.shape), "first": array[0].tolist(), "last": array[-1].tolist(),
            "min": float(array.min()), "max": float(array.max()), "sum": float(array.sum(dtype=np.float64))}


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1])))
