"""Trains another project's sparse autoencoder on given rows and writes down what it learned: the peers that ours is compared with.

    /usr/bin/python3 topk_quality.py PROJECT CHECKOUT rows.npy OUTPUT --kind topk|batch-topk --units K --l0 N --epochs E --batch M --rate R [--threads T] [--seed S]

PROJECT is hypothesaes or batchtopk, CHECKOUT a folder with its source (bench/README.md says where from); of it only sae.py is loaded, and nothing of it is kept here. The rows are
scaled already. The training loop is HypotheSAEs' own `fit`, without validation rows and early stopping; BatchTopK's is bound to a language model, so its steps (loss, backward, clipping,
decoder norm, Adam with its betas) are taken here over shuffled rows. All else stands as the project has it.

OUTPUT gets encoder_weights, encoder_biases (decoder biases taken off already), decoder_weights, decoder_biases as .npy. The last line is JSON: seconds of training, what the project's own
forward pass gives on the training rows (explained_variance, l0), and its threshold where it has one. Needs Debian's python3-torch, libopenblas0-pthread, python3-tqdm.
"""

import argparse
import ctypes
import importlib.util
import json
import time

import numpy as np
import torch


def keep_memory():
    """glibc gives large pieces back to the system and asks for them again at every step, page by page; kept, they cost nothing."""
    mallopt = ctypes.CDLL("libc.so.6").mallopt
    mallopt(-3, 1 << 30)                # M_MMAP_THRESHOLD
    mallopt(-1, (1 << 31) - 1)          # M_TRIM_THRESHOLD


def load(path):
    spec = importlib.util.spec_from_file_location("peer", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def hypothesaes(options, rows):
    torch.manual_seed(options.seed)
    sae = load(f"{options.checkout}/hypothesaes/sae.py").SparseAutoencoder(
        rows.shape[1], options.units, options.l0, use_batch_topk=options.kind == "batch-topk", device="cpu")
    begin = time.perf_counter()
    sae.fit(rows, batch_size=options.batch, learning_rate=options.rate, n_epochs=options.epochs, show_progress=False)
    seconds = time.perf_counter() - begin
    sae.eval()
    forward = lambda x: (lambda output, about: (output, about["activations"]))(*sae(x))
    weights = [sae.encoder.weight, sae.neuron_bias - sae.encoder.weight @ sae.input_bias, sae.decoder.weight.T, sae.input_bias]
    return seconds, forward, weights, sae.threshold.item() if options.kind == "batch-topk" else None


def batchtopk(options, rows):
    module = load(f"{options.checkout}/sae.py")
    settings = {"seed": options.seed, "act_size": rows.shape[1], "dict_size": options.units, "device": "cpu", "dtype": torch.float32, "input_unit_norm": False,
                "l1_coeff": 0, "top_k": options.l0, "top_k_aux": 512, "aux_penalty": 1 / 32, "n_batches_to_dead": 5}
    sae = (module.TopKSAE if options.kind == "topk" else module.BatchTopKSAE)(settings)
    optimizer = torch.optim.Adam(sae.parameters(), lr=options.rate, betas=(0.9, 0.99))
    begin = time.perf_counter()
    for _ in range(options.epochs):
        for batch in torch.randperm(len(rows)).split(options.batch):
            sae(rows[batch])["loss"].backward()
            torch.nn.utils.clip_grad_norm_([p for p in sae.parameters() if p.grad is not None], 100000)
            sae.make_decoder_weights_and_grad_unit_norm()
            optimizer.step()
            optimizer.zero_grad()
    seconds = time.perf_counter() - begin

    def forward(x):
        about = sae(x)
        return about["sae_out"], about["feature_acts"]

    return seconds, forward, [sae.W_enc.T, -sae.b_dec @ sae.W_enc, sae.W_dec, sae.b_dec], None


def main():
    parser = argparse.ArgumentParser(description="Trains another project's sparse autoencoder.")
    parser.add_argument("project", choices=["hypothesaes", "batchtopk"])
    for name in ["checkout", "rows", "output"]:
        parser.add_argument(name)
    parser.add_argument("--kind", choices=["topk", "batch-topk"], default="topk")
    for name, default in [("units", 1024), ("l0", 32), ("epochs", 15), ("batch", 512), ("threads", 2), ("seed", 1)]:
        parser.add_argument("--" + name, type=int, default=default)
    parser.add_argument("--rate", type=float, required=True)
    options = parser.parse_args()

    keep_memory()
    torch.set_num_threads(options.threads)
    rows = torch.from_numpy(np.load(options.rows))
    seconds, forward, weights, threshold = {"hypothesaes": hypothesaes, "batchtopk": batchtopk}[options.project](options, rows)
    with torch.no_grad():
        error, active = 0.0, 0
        for block in rows.split(1000):
            output, codes = forward(block)
            error += (output - block).double().square().sum().item()
            active += int((codes > 0).sum())
        variance = (rows - rows.mean(0)).double().square().sum().item()
        for name, tensor in zip(["encoder_weights", "encoder_biases", "decoder_weights", "decoder_biases"], weights):
            np.save(f"{options.output}/{name}.npy", np.ascontiguousarray(tensor.numpy().reshape(-1, tensor.shape[-1])))
    print(json.dumps({"seconds": seconds, "explained_variance": 1 - error / variance, "l0": active / len(rows), "threshold": threshold, "torch": torch.__version__}))


if __name__ == "__main__":
    main()
