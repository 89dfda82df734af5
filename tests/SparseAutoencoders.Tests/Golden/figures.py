"""The figures of a model whose codes are mostly 0, from its file and rows alone, by their definitions (docs/terms.md): numpy in double precision, none of our code.

    /usr/bin/python3 figures.py model.safetensors rows.npy [--targets rows.npy] [--first N] [--skip N]          prints them as JSON
    sae evaluate model.safetensors rows.npy --json | /usr/bin/python3 figures.py model.safetensors rows.npy --against -

With --against, the last line of a file (- for standard input) is the JSON that `sae evaluate` printed: every figure that both have is compared, and the exit code is 1 if one differs by
more than --tolerance, relative. Rows: .npy, IDX images (value / 255, gzip'd or not), or .csv without a first line of names. Counts at a threshold are compared as they are: a pre-code that
is nearer to its threshold than rounding is active here and not there, or the other way round, so l0 has --counts of them to spare.
"""

import argparse
import gzip
import json
import sys

import numpy as np

BLOCK = 1000


def read_safetensors(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        data = file.read()
    about = header.pop("__metadata__")
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        tensors[name] = np.frombuffer(data[begin:end], {"F32": "<f4", "F64": "<f8"}[entry["dtype"]]).reshape(entry["shape"]).astype(float)
    if about["format"] != "sparse-autoencoders/2":
        raise SystemExit(f"{path}: format {about['format']}, where sparse-autoencoders/2 is read.")
    return json.loads(about["config"]), tensors


def read_rows(path, first, skip):
    if path.endswith(".npy"):
        rows = np.load(path)
    elif "idx" in path:
        with (gzip.open if path.endswith(".gz") else open)(path, "rb") as file:
            magic, count, height, width = np.frombuffer(file.read(16), ">i4")
            rows = np.frombuffer(file.read(), np.uint8).reshape(count, height * width)
    else:
        rows = np.loadtxt(path, delimiter=",", ndmin=2)
    rows = rows[skip:][:first]
    return rows / 255 if rows.dtype == np.uint8 else rows.astype(float)


class Model:
    def __init__(self, path):
        self.config, self.tensors = read_safetensors(path)
        t = self.tensors
        self.we, self.be, self.wd, self.bd = t["encoder.weight"], t["encoder.bias"], t["W_dec"], t["b_dec"]
        self.kind = self.config["sparsity"]

    def scaled(self, rows, side="input"):
        if f"{side}.shift" not in self.tensors:
            return rows
        rows = (rows - self.tensors[f"{side}.shift"]) * self.tensors[f"{side}.scale"]
        return rows @ self.tensors[f"{side}.rotation"] if f"{side}.rotation" in self.tensors else rows

    def codes(self, x):
        v = x - self.bd if self.config["subtract_decoder_bias"] else x
        if self.kind == "gated":
            u = v @ self.we.T
            open_ = u + self.tensors["gate.bias"] > 0
            return np.where(open_, np.maximum(np.exp(self.tensors["gate.scale"]) * u + self.be, 0), 0)
        z = v @ self.we.T + self.be
        if self.kind == "topk":
            largest = np.argsort(-z, axis=1, kind="stable")[:, :int(self.config["l0"])]
            h = np.zeros_like(z)
            np.put_along_axis(h, largest, np.maximum(np.take_along_axis(z, largest, 1), 0), 1)
            return h
        return np.where((z > self.tensors["threshold"]) & (z > 0), z, 0)

    def penalty(self, x, h):
        """The L1 term of a row, without its weight: of l1 over codes times the lengths of decoder rows, of gated over open gates."""
        if self.kind == "l1":
            return (h * np.linalg.norm(self.wd, axis=1)).sum(1)
        v = x - self.bd if self.config["subtract_decoder_bias"] else x
        return np.maximum(v @ self.we.T + self.tensors["gate.bias"], 0).sum(1)


def decoder_similarity(wd):
    lengths = np.linalg.norm(wd, axis=1, keepdims=True)
    unit = np.divide(wd, lengths, out=np.zeros_like(wd), where=lengths > 0)
    largest = np.zeros(len(wd))
    for i in range(0, len(wd), BLOCK):
        cosines = np.abs(unit[i:i + BLOCK] @ unit.T)
        cosines[np.arange(len(cosines)), np.arange(i, i + len(cosines))] = 0
        largest[i:i + BLOCK] = cosines.max(1, initial=0)
    return largest.mean()


def figures(model, rows, targets):
    k = len(model.we)
    prefixes = [int(word) for word in str(model.config.get("prefixes", "")).split(",") if word.strip().isdigit()] + [k]
    active, l0, loss, error, square, product, penalty = np.zeros(k), [], 0.0, 0.0, 0.0, 0.0, 0.0
    y_all = []
    for i in range(0, len(rows), BLOCK):
        x = model.scaled(rows[i:i + BLOCK])
        y = x if targets is None else model.scaled(targets[i:i + BLOCK], "output")
        h = model.codes(x)
        active += (h > 0).sum(0)
        l0.append((h > 0).sum(1))
        for end in prefixes:
            output = h[:, :end] @ model.wd[:end] + model.bd
            loss += ((output - y) ** 2).sum() / len(prefixes)
        error += ((output - y) ** 2).sum()
        square += (output ** 2).sum()
        product += (output * y).sum()
        if model.kind in ("l1", "gated"):
            penalty += model.penalty(x, h).sum()
        y_all.append(y)
    l0, y, m = np.concatenate(l0), np.concatenate(y_all), len(rows)
    weight = model.config.get("l1") if model.kind in ("l1", "gated") else 0
    found = {
        "rows": m, "inputs": rows.shape[1], "hidden_units": k, "l0_asked": model.config.get("l0"),
        "l0": l0.sum() / m, "l0_min": int(l0.min()), "l0_max": int(l0.max()), "density_max": active.max() / m, "dead_units": int((active == 0).sum()),
        "loss_reconstruction": loss / m, "loss_sparsity": None if weight is None else weight * penalty / m,
        "explained_variance": 1 - error / ((y - y.mean(0)) ** 2).sum(), "decoder_similarity": decoder_similarity(model.wd),
        "shrinkage": square / product if product else 0.0,
    }
    if weight is None:
        found["penalty"] = penalty / m                      # its weight was moved in training and is not in the file
    else:
        found["loss_weight_decay"] = model.config["weight_decay"] * ((model.we ** 2).sum() + (model.wd ** 2).sum())
        found["loss_total"] = found["loss_reconstruction"] + found["loss_sparsity"] + found["loss_weight_decay"]
    return {key: value for key, value in found.items() if value is not None}


def differences(found, told, tolerance, counts):
    wrong = 0
    for key, value in found.items():
        if key not in told:
            print(f"{key:22} {value!r:>24}   is not told", file=sys.stderr)
            continue
        spare = tolerance * abs(value)
        if key == "l0":
            spare = max(spare, counts / found["rows"])
        elif key in ("l0_min", "l0_max", "dead_units"):
            spare = min(counts, 1)
        elif key == "density_max":
            spare = max(spare, counts / found["rows"])
        good = abs(told[key] - value) <= spare
        wrong += not good
        print(f"{key:22} {value!r:>24} {told[key]!r:>24} {'' if good else '  differs'}")
    return wrong


def main():
    parser = argparse.ArgumentParser(description="Figures of a model of the second family, by their definitions.")
    parser.add_argument("model")
    parser.add_argument("rows")
    parser.add_argument("--targets", help="a transcoder's rows to be rebuilt")
    parser.add_argument("--first", type=int, help="so many rows")
    parser.add_argument("--skip", type=int, default=0, help="after so many")
    parser.add_argument("--against", help="what sae evaluate --json printed; - for standard input")
    parser.add_argument("--tolerance", type=float, default=1e-6)
    parser.add_argument("--counts", type=int, default=0, help="codes that may be active on one side alone")
    options = parser.parse_args()
    targets = read_rows(options.targets, options.first, options.skip) if options.targets else None
    found = figures(Model(options.model), read_rows(options.rows, options.first, options.skip), targets)
    if not options.against:
        print(json.dumps(found, indent=1))
        return
    with sys.stdin if options.against == "-" else open(options.against) as file:
        told = json.loads([line for line in file if line.strip()][-1])
    sys.exit(1 if differences(found, told, options.tolerance, options.counts) else 0)


if __name__ == "__main__":
    main()
