"""Every figure of a saved model on rows, in double precision, from the files alone: figures.py MODEL DATA OPTIONS

OPTIONS is a JSON object: rho, beta, weight_decay, decoder, loss, rows (optional), and codes / outputs: .npy files of ours to compare with (optional).
Shares no code with the library: the model file is read as its contract says, the formulas are those of docs/maths.md.
"""
import gzip
import json
import struct
import sys

import numpy as np

from arrays import safetensors


def rows_of(path):
    if path.endswith(".npy"):
        array = np.load(path)
        return array.astype(np.float64) / 255 if array.dtype == np.uint8 else array.astype(np.float64)
    if path.endswith(".csv"):
        return np.loadtxt(path, delimiter=",", ndmin=2)
    with (gzip.open if path.endswith(".gz") else open)(path, "rb") as file:
        kind, = struct.unpack(">I", file.read(4))
        sizes = struct.unpack(f">{kind & 255}I", file.read(4 * (kind & 255)))
        return np.frombuffer(file.read(), np.uint8).reshape(sizes[0], -1) / 255.0


def sigmoid(z):
    return np.where(z >= 0, 1 / (1 + np.exp(-np.abs(z))), np.exp(-np.abs(z)) / (1 + np.exp(-np.abs(z))))


def sparseness(values, axis):
    n = values.shape[axis]
    return np.mean((1 - values.mean(axis) ** 2 / (values ** 2).mean(axis)) / (1 - 1 / n))


def main(model, data, options):
    _, arrays = safetensors(model)
    arrays = {name: array.astype(np.float64) for name, array in arrays.items()}
    x = raw = rows_of(data)[:options.get("rows")]
    if "input.shift" in arrays:
        x = (x - arrays["input.shift"]) * arrays["input.scale"]
    if "input.rotation" in arrays:
        x = x @ arrays["input.rotation"]
    encoder = arrays["encoder.weight"]
    decoder = arrays.get("W_dec", encoder)
    h = sigmoid(x @ encoder.T + arrays["encoder.bias"])
    z = h @ decoder + arrays["b_dec"]
    y = z if options["decoder"] == "linear" else sigmoid(z)

    rho, beta, m = options["rho"], options["beta"], len(x)
    q = h.mean(0)
    if options["loss"] == "cross-entropy":
        loss = np.sum(np.maximum(z, 0) - x * z + np.log1p(np.exp(-np.abs(z)))) / m
    else:
        loss = np.sum((y - x) ** 2) / m
    penalty = np.sum(rho * np.log(rho / q) + (1 - rho) * np.log((1 - rho) / (1 - q)))
    decay = np.sum(encoder ** 2) + (np.sum(decoder ** 2) if "W_dec" in arrays else 0)
    decay *= options["weight_decay"]
    deviation = np.abs(q - rho) / rho
    contrast = ((h - q) ** 2).mean(0) / (q * (1 - q))
    figures = {
        "rows": m, "inputs": x.shape[1], "hidden_units": len(encoder), "rho": rho, "beta": beta,
        "loss_total": loss + beta * penalty + decay, "loss_reconstruction": loss, "loss_sparsity": beta * penalty,
        "loss_weight_decay": decay, "penalty": penalty,
        "mean_activation": q.mean(), "mean_activation_min": q.min(), "mean_activation_max": q.max(),
        "rho_deviation_mean": deviation.mean(), "rho_deviation_max": deviation.max(),
        "explained_variance": 1 - np.sum((x - y) ** 2) / np.sum((x - x.mean(0)) ** 2),
        "dead_units": int(np.sum(h.max(0) - h.min(0) < 0.01)),
        "l0": np.sum(h > 0.5) / m, "contrast": contrast.mean(), "contrast_min": contrast.min(), "contrast_max": contrast.max(),
        "lifetime_sparseness": sparseness(h, 0), "population_sparseness": sparseness(h, 1),
    }
    if "codes" in options:
        figures["codes_error"] = np.abs(np.load(options["codes"]) - h).max()
    if "outputs" in options:
        if "input.rotation" in arrays:
            y = np.linalg.solve(arrays["input.rotation"].T, y.T).T
        if "input.shift" in arrays:
            scale = arrays["input.scale"]
            y = y / np.where(scale == 0, np.inf, scale) + arrays["input.shift"]
        figures["outputs_error"] = np.abs(np.load(options["outputs"]) - y).max() / max(1, np.abs(raw).max())
    return {key: float(value) for key, value in figures.items()}


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], sys.argv[2], json.loads(sys.argv[3]))))
