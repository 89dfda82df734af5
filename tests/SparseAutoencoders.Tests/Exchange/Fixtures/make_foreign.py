#!/usr/bin/env python3
"""Writes small models in the formats of other tools, and what each tool's definition makes of sixteen rows.

Nothing of this library is used: every definition is written out here, from the format's own description, in double precision
from the numbers as they are stored. Needs python3-torch and python3-numpy (Debian). Run in this folder: it writes the folders
beside it again, the same bytes each time with the same versions.
"""
import json
import os
import shutil
import struct
from collections import OrderedDict

import numpy as np
import torch

D, F, ROWS = 8, 24, 16
HERE = os.path.dirname(os.path.abspath(__file__))
rng = np.random.default_rng(18)
X = (rng.standard_normal((ROWS, D)) * 1.5 + 0.3).astype(np.float32)
KINDS = {torch.float32: "F32", torch.float64: "F64", torch.float16: "F16", torch.bfloat16: "BF16", torch.int64: "I64", torch.int32: "I32"}


def weights(seed, d_out=D, dtype=torch.float32):
    """Encoder (F, D), encoder bias (F), decoder (F, d_out), decoder bias (d_out): rows of any length."""
    r = np.random.default_rng(seed)
    enc = r.standard_normal((F, D)) * 0.5
    dec = r.standard_normal((F, d_out)) * 0.4
    return [torch.tensor(a, dtype=dtype) for a in (enc, r.standard_normal(F) * 0.2, dec, r.standard_normal(d_out) * 0.3)]


def n(t):
    """Stored numbers as doubles."""
    return t.detach().to(torch.float64).numpy()


def relu(z):
    return np.maximum(z, 0)


def largest(z, k, after=relu):
    """The k largest of each row."""
    order = np.argsort(-z, axis=1, kind="stable")
    assert np.all(np.abs(np.take_along_axis(z, order[:, k - 1:k], 1) - np.take_along_axis(z, order[:, k:k + 1], 1)) > 1e-4)
    h = np.zeros_like(z)
    np.put_along_axis(h, order[:, :k], after(np.take_along_axis(z, order[:, :k], 1)), 1)
    return h


def above(z, theta):
    assert np.abs(z - theta).min() > 1e-5
    return np.where((z > theta) & (z > 0), z, 0)


def layer_norm(x):
    mean = x.mean(1, keepdims=True)
    std = x.std(1, ddof=1, keepdims=True)
    return (x - mean) / (std + 1e-5), lambda y: y * std + mean


def root_length(x):
    length = np.linalg.norm(x, axis=1, keepdims=True)
    root = np.sqrt(x.shape[1])
    return x * root / length, lambda y: y * length / root


def save_safetensors(path, tensors, metadata=None):
    header, data = {}, b""
    if metadata:
        header["__metadata__"] = metadata
    for name, t in tensors.items():
        t = t.contiguous()
        raw = t.view(torch.int16).numpy().tobytes() if t.dtype == torch.bfloat16 else t.numpy().tobytes()
        header[name] = {"dtype": KINDS[t.dtype], "shape": list(t.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as f:
        f.write(struct.pack("<Q", len(text)) + text + data)


def folder(name):
    path = os.path.join(HERE, name)
    shutil.rmtree(path, ignore_errors=True)
    os.makedirs(path)
    return path


def expect(path, codes, output):
    np.save(os.path.join(path, "codes.npy"), codes)
    np.save(os.path.join(path, "output.npy"), output)


def write_json(path, value):
    with open(path, "w") as f:
        json.dump(value, f)


# --- SAELens -----------------------------------------------------------------------------------------------------------

def saelens(name, seed, arch, *, dtype=torch.float32, cfg=None, extra=None, subtract=True, k=None, theta=None, gated=False, d_out=D, skip=False,
            scale=1.0, rows=None, log=False, lengths=False, factors=None, old=None, scaler=None, drop=()):
    enc, be, dec, bd = weights(seed, d_out, dtype)
    path = folder(f"saelens-{name}")
    tensors = OrderedDict(W_enc=enc.T.contiguous(), W_dec=dec, b_dec=bd)
    r = np.random.default_rng(seed + 1000)
    if gated:
        gate, mag, rate = [torch.tensor(a, dtype=dtype) for a in (r.standard_normal(F) * 0.2, r.standard_normal(F) * 0.2, r.standard_normal(F) * 0.3)]
        tensors.update(b_gate=gate, b_mag=mag, r_mag=rate)
    else:
        tensors["b_enc"] = be
    if theta is not None:
        if np.ndim(theta) == 0:
            tensors["topk_threshold"] = torch.tensor(theta, dtype=torch.float64)
        elif log:
            tensors["log_threshold"] = torch.log(torch.tensor(theta, dtype=dtype))
            theta = np.exp(n(tensors["log_threshold"]))
        else:
            tensors["threshold"] = torch.tensor(theta, dtype=dtype)
            theta = n(tensors["threshold"])
    if skip:
        tensors["W_skip"] = torch.tensor(r.standard_normal((d_out, D)) * 0.3, dtype=dtype)
    if factors is not None:
        tensors["scaling_factor"] = torch.tensor(factors, dtype=dtype)
    if extra:
        tensors.update(extra)
    config = old if old is not None else {
        "architecture": arch, "d_in": D, "d_sae": F, "dtype": {torch.float32: "float32", torch.float64: "float64", torch.float16: "float16", torch.bfloat16: "bfloat16"}[dtype],
        "device": "cpu", "apply_b_dec_to_input": subtract, "normalize_activations": "none", "reshape_activations": "none",
        "metadata": {"sae_lens_version": "6.20.1", "sae_lens_training_version": "6.20.1", "model_name": "gpt2-small", "hook_name": "blocks.8.hook_resid_pre",
                     "a_key_nobody_knows": {"nested": [1, 2.5, None, "x"]}},
    }
    if "transcoder" in arch:
        config["d_out"] = d_out
        config["metadata"]["hook_name_out"] = "blocks.8.hook_mlp_out"
    if k is not None and old is None:
        config["k"] = k
        config["rescale_acts_by_decoder_norm"] = lengths
    config.update(cfg or {})
    write_json(os.path.join(path, "cfg.json"), config)
    if scaler is not None:
        write_json(os.path.join(path, "activation_scaler.json"), {"scaling_factor": scaler, "has_whitening": False})
    save_safetensors(os.path.join(path, "sae_weights.safetensors"), tensors)
    x, undo = (rows or (lambda a: (a, lambda y: y)))(X.astype(np.float64))
    x = x * scale
    W, D_, b = n(tensors["W_enc"]), n(dec), n(bd)
    v = x - b if subtract else x
    if gated:
        u = v @ W
        assert np.abs(u + n(gate)).min() > 1e-5
        h = (u + n(gate) > 0) * relu(u * np.exp(n(rate)) + n(mag))
    else:
        z = v @ W + n(be)
        if lengths:
            length = np.linalg.norm(D_, axis=1)
            z = z * length
        h = largest(z, k) if k is not None and theta is None else above(z, theta if theta is not None else 0)
    y = (h / length if lengths else h * (n(tensors["scaling_factor"]) if factors is not None else 1)) @ D_ + b
    if skip:
        y = y + x @ n(tensors["W_skip"]).T
    expect(path, h, undo(y / scale))


T = np.abs(np.random.default_rng(5).standard_normal(F)) * 0.6 + 0.1
saelens("standard", 1, "standard")
saelens("standard-f16", 2, "standard", dtype=torch.float16)
saelens("standard-bf16", 3, "standard", dtype=torch.bfloat16)
saelens("standard-f64", 4, "standard", dtype=torch.float64)
saelens("topk", 5, "topk", k=5)
saelens("topk-lengths", 6, "topk", k=5, lengths=True)
saelens("jumprelu", 7, "jumprelu", theta=T)
saelens("jumprelu-bf16-unsubtracted", 8, "jumprelu", theta=T, subtract=False, dtype=torch.bfloat16)
saelens("jumprelu-logarithms", 9, "jumprelu", theta=T, log=True)
saelens("batchtopk-checkpoint", 10, "batchtopk", theta=0.7, k=5)
saelens("batchtopk-lengths", 11, "batchtopk", theta=0.7, k=5, lengths=True)
saelens("matryoshka-checkpoint", 12, "matryoshka_batchtopk", theta=0.6, k=5, cfg={"matryoshka_widths": [6, 12, 24]})
saelens("gated", 13, "gated", gated=True)
saelens("layer-norm", 14, "topk", k=4, rows=layer_norm, cfg={"normalize_activations": "layer_norm"})
saelens("root-length", 15, "standard", rows=root_length, cfg={"normalize_activations": "constant_norm_rescale"})
saelens("average", 16, "standard", scale=0.4375, cfg={"normalize_activations": "expected_average_only_in"}, scaler=0.4375)
saelens("transcoder", 17, "transcoder", d_out=5, subtract=False)
saelens("skip-transcoder", 18, "skip_transcoder", d_out=5, subtract=False, skip=True)
saelens("jumprelu-transcoder", 19, "jumprelu_transcoder", d_out=5, subtract=False, theta=T)
saelens("forgotten-threshold", 20, "standard", theta=T)
saelens("hook-z", 21, "standard", cfg={"reshape_activations": "hook_z"}, extra={"sparsity": torch.zeros(F)})
saelens("v3", 22, "standard", old={"d_in": D, "d_sae": F, "dtype": "torch.float32", "device": "cpu", "model_name": "gpt2-small", "hook_point": "blocks.3.hook_resid_pre", "hook_point_layer": 3,
                                    "normalize_activations": False, "apply_b_dec_to_input": True, "finetuning_scaling_factor": False, "l1_coefficient": 8e-05},
        extra={"scaling_factor": torch.ones(F)})
saelens("v5-topk", 23, "standard", k=5, old={"architecture": "standard", "d_in": D, "d_sae": F, "activation_fn_str": "topk", "activation_fn_kwargs": {"k": 5}, "dtype": "float32", "device": "cpu",
                                                "model_name": "gpt2-small", "hook_name": "blocks.3.hook_resid_pre", "sae_lens_training_version": "5.1.0", "normalize_activations": "none"})
saelens("v4-factors", 24, "standard", factors=T + 0.5, old={"architecture": "standard", "d_in": D, "d_sae": F, "dtype": "float32", "hook_name": "blocks.3.hook_resid_pre", "finetuning_scaling_factor": True})
for name, arch, cfg in [("temporal", "temporal", {}), ("whitened", "standard", {"normalize_activations": "covariance_whitening"}), ("average-without", "standard", {"normalize_activations": "expected_average_only_in"})]:
    saelens(f"refused-{name}", 25, arch, cfg=cfg)

# --- sparsify ----------------------------------------------------------------------------------------------------------


def sparsify(name, seed, *, dtype=torch.float32, transcode=False, skip=False, activation="topk", latents=0):
    enc, be, dec, bd = weights(seed, D, dtype)
    path = folder(f"sparsify-{name}")
    tensors = OrderedDict([("W_dec", dec), ("b_dec", bd), ("encoder.bias", be), ("encoder.weight", enc)])
    if skip:
        tensors["W_skip"] = torch.tensor(np.random.default_rng(seed).standard_normal((D, D)) * 0.3, dtype=dtype)
    write_json(os.path.join(path, "cfg.json"), {"activation": activation, "expansion_factor": F // D, "normalize_decoder": True, "num_latents": latents, "k": 5, "multi_topk": False,
                                                "skip_connection": skip, "transcode": transcode, "d_in": D, "hookpoint": "layers.5.mlp", "more": {"than": ["is", "known"]}})
    save_safetensors(os.path.join(path, "sae.safetensors"), tensors, {"format": "pt"})
    x = X.astype(np.float64)
    z = relu((x if transcode else x - n(bd)) @ n(enc).T + n(be))
    h = largest(z, 5)
    expect(path, h, h @ n(dec) + n(bd) + (x @ n(tensors["W_skip"]).T if skip else 0))


sparsify("topk", 31)
sparsify("topk-bf16", 32, dtype=torch.bfloat16, latents=F)
sparsify("transcoder", 33, transcode=True)
sparsify("skip-transcoder", 34, transcode=True, skip=True, dtype=torch.float16)
sparsify("refused-groupmax", 35, activation="groupmax")

# --- sentence-transformers ---------------------------------------------------------------------------------------------


def sentence_transformers(name, seed, *, dtype=torch.float32, normalize=False, copy=False):
    enc, be, _, bd = weights(seed, D, dtype)
    path = folder(f"sentence-transformers-{name}")
    tensors = OrderedDict([("encoder.weight", enc), ("latent_bias", be), ("pre_bias", bd), ("stats_last_nonzero", torch.arange(F))])
    if copy:
        tensors["decoder.linear.weight"] = enc
    write_json(os.path.join(path, "config.json"), {"input_dim": D, "hidden_dim": F, "k": 5, "k_aux": 12, "normalize": normalize, "dead_threshold": 30, "unknown": "kept"})
    save_safetensors(os.path.join(path, "model.safetensors"), tensors)
    x, undo = layer_norm(X.astype(np.float64)) if normalize else (X.astype(np.float64), lambda y: y)
    h = largest((x - n(bd)) @ n(enc).T + n(be), 5)
    expect(path, h, undo(h @ n(enc) + n(bd)))


sentence_transformers("plain", 41)
sentence_transformers("normalize", 42, normalize=True)
sentence_transformers("copy-f16", 43, copy=True, dtype=torch.float16)

# --- dictionary_learning and InterPLM ----------------------------------------------------------------------------------


def dictionary(name, seed, kind, *, dtype=torch.float32, theta=None, old_file=False, backup=None, interplm=None, config=True, compiled=False, prefix="dictionary-learning"):
    enc, be, dec, bd = weights(seed, D, dtype)
    path = folder(f"{prefix}-{name}")
    x, undo = X.astype(np.float64), lambda y: y
    if interplm:
        x, undo = root_length(x)
    if backup:
        x = x / backup
    r = np.random.default_rng(seed + 1000)
    state = OrderedDict()
    if kind in ("JumpReluAutoEncoder", "MatryoshkaBatchTopKSAE"):
        state.update(W_enc=torch.nn.Parameter(enc.T.contiguous()), b_enc=torch.nn.Parameter(be), W_dec=dec, b_dec=bd)
    else:
        # As the tool has it: a matrix seen from its other side.
        weight = enc.T.contiguous().T
        assert not weight.is_contiguous()
        state["encoder.weight"] = weight
        if kind != "GatedAutoEncoder":
            state["encoder.bias"] = be
        state["decoder.weight"] = dec.T.contiguous()
        state[{"AutoEncoder": "bias", "AutoEncoderNew": "decoder.bias", "JumpReLUSAE": "decoder.bias", "GatedAutoEncoder": "decoder_bias"}.get(kind, "b_dec")] = bd
    v = x - n(bd)
    if kind == "AutoEncoder":
        h = above(v @ n(enc).T + n(be), 0)
    elif kind == "AutoEncoderNew":
        h = above(x @ n(enc).T + n(be), 0)
    elif kind == "GatedAutoEncoder":
        gate, mag, rate = [torch.tensor(r.standard_normal(F) * 0.2, dtype=dtype) for _ in range(3)]
        state.update(r_mag=rate, gate_bias=gate, mag_bias=mag)
        u = v @ n(enc).T
        h = (u + n(gate) > 0) * relu(u * np.exp(n(rate)) + n(mag))
    elif kind == "AutoEncoderTopK":
        state.update(k=torch.tensor(5, dtype=torch.int32), threshold=torch.tensor(-1.0))
        h = largest(relu(v @ n(enc).T + n(be)), 5)
    elif kind in ("BatchTopKSAE", "MatryoshkaBatchTopKSAE"):
        state.update(k=torch.tensor(5, dtype=torch.int32), threshold=torch.tensor(theta, dtype=torch.float32))
        if kind.startswith("M"):
            state["group_sizes"] = torch.tensor([6, 6, 12])
        h = above(v @ n(enc).T + n(be), max(float(state["threshold"]), 0))
    else:
        state["threshold"] = torch.tensor(T, dtype=dtype)
        h = above(x @ n(enc).T + n(be), n(state["threshold"]))
    if interplm is not None:
        state.update(activation_rescale_factor=torch.ones(F) * 2, normalize_to_sqrt_d=torch.tensor(bool(interplm)))
    if compiled:
        state = OrderedDict((f"_orig_mod.{key}", value) for key, value in state.items())
    saved = {"step": 7, "ae": state, "optimizer": {"state": {0: {"step": 7, "exp_avg": torch.zeros(3)}}, "param_groups": [{"lr": 0.1, "betas": (0.9, 0.999), "params": [0, 1]}]},
             "norm_factor": backup} if backup else state
    torch.save(saved, os.path.join(path, "ae.pt"), _use_new_zipfile_serialization=not old_file)
    if config:
        write_json(os.path.join(path, "config.json"), {"trainer": {"trainer_class": "Trainer", "dict_class": kind, "activation_dim": D, "dict_size": F, "layer": 8, "lm_name": "EleutherAI/pythia-70m-deduped",
                                                                   "submodule_name": "resid_post_layer_8", "l1_penalty": 0.04, "unknown": {"deep": [1, 2]}}, "buffer": {"ctx_len": 128}})
    expect(path, h, undo((h @ n(dec) + n(bd)) * (backup or 1)))


dictionary("relu", 51, "AutoEncoder")
dictionary("relu-half", 52, "AutoEncoder", dtype=torch.float16)
dictionary("relu-double-old-file", 53, "AutoEncoder", dtype=torch.float64, old_file=True)
dictionary("april", 54, "AutoEncoderNew", dtype=torch.bfloat16)
dictionary("gated", 55, "GatedAutoEncoder")
dictionary("topk", 56, "AutoEncoderTopK", compiled=True)
dictionary("batch-topk", 57, "BatchTopKSAE", theta=0.7)
dictionary("batch-topk-unset", 58, "BatchTopKSAE", theta=-1.0)
dictionary("batch-topk-refused-alone", 59, "BatchTopKSAE", theta=0.7, config=False)
dictionary("jumprelu", 60, "JumpReluAutoEncoder")
dictionary("matryoshka", 61, "MatryoshkaBatchTopKSAE", theta=0.6)
dictionary("backup", 62, "BatchTopKSAE", theta=0.35, backup=2.5)
dictionary("old-file-bf16", 63, "JumpReluAutoEncoder", old_file=True, dtype=torch.bfloat16)
dictionary("relu", 64, "AutoEncoder", interplm=False, config=False, prefix="interplm")
dictionary("jumprelu-root-length", 65, "JumpReLUSAE", interplm=True, config=False, prefix="interplm")

# --- OpenAI ------------------------------------------------------------------------------------------------------------


def openai(name, seed, activation, *, after="ReLU", tied=False, dtype=torch.float32, old_file=False):
    enc, be, dec, bd = weights(seed, D, dtype)
    if tied:
        dec = enc
    path = folder(f"openai-{name}")
    state = OrderedDict([("pre_bias", bd), ("latent_bias", be), ("stats_last_nonzero", torch.arange(F)), ("latents_activation_frequency", torch.ones(F)), ("latents_mean_square", torch.zeros(F)),
                         ("encoder.weight", enc)])
    if not tied:
        state["decoder.weight"] = dec.T.contiguous()
    state["activation"] = activation
    state["activation_state_dict"] = OrderedDict(k=5, postact_fn=after) if activation == "TopK" else OrderedDict()
    torch.save(state, os.path.join(path, "autoencoder.pt"), _use_new_zipfile_serialization=not old_file)
    x, undo = layer_norm(X.astype(np.float64)) if activation == "TopK" else (X.astype(np.float64), lambda y: y)
    z = (x - n(bd)) @ n(enc).T + n(be)
    h = largest(z, 5, relu if after == "ReLU" else lambda a: a) if activation == "TopK" else above(z, 0)
    expect(path, h, undo(h @ n(dec) + n(bd)))


openai("relu", 71, "ReLU")
openai("topk", 72, "TopK")
openai("topk-identity", 73, "TopK", after="Identity", old_file=True)
openai("relu-tied-half", 74, "ReLU", tied=True, dtype=torch.float16)

# --- HypotheSAEs -------------------------------------------------------------------------------------------------------


def hypothesaes(name, seed, batch):
    enc, be, dec, bd = weights(seed)
    path = folder(f"hypothesaes-{name}")
    state = OrderedDict([("input_bias", bd), ("neuron_bias", be), ("threshold", torch.tensor(0.7 if batch else 0.0)), ("encoder.weight", enc), ("decoder.weight", dec.T.contiguous())])
    torch.save({"config": {"input_dim": D, "m_total_neurons": F, "k_active_neurons": 5, "aux_k": None, "multi_k": None, "dead_neuron_threshold_steps": 256,
                           "prefix_lengths": [6, 24] if batch else None, "use_batch_topk": batch}, "state_dict": state}, os.path.join(path, "SAE_M=24_K=5.pt"))
    z = (X - n(bd)) @ n(enc).T + n(be)
    h = above(relu(z), float(state["threshold"])) if batch else largest(z, 5)
    expect(path, h, h @ n(dec) + n(bd))


hypothesaes("topk", 81, False)
hypothesaes("batch-topk", 82, True)

# --- saev --------------------------------------------------------------------------------------------------------------


def saev(name, seed, header, make, threshold=None):
    enc, be, dec, bd = weights(seed)
    path = folder(f"saev-{name}")
    state = OrderedDict(W_dec=dec, b_dec=bd, W_enc=enc.T.contiguous(), b_enc=be)
    if threshold is not None:
        state["activation.threshold"] = torch.tensor(threshold)
    with open(os.path.join(path, "sae.pt"), "wb") as f:
        f.write((json.dumps(header) + "\n").encode())
        torch.save(state, f)
    h = make(X.astype(np.float64) @ n(enc.T) + n(be))
    expect(path, h, h @ n(dec) + n(bd))


keep = lambda a: a
new = lambda cls, **params: {"schema": 5, "cfg": {"d_model": D, "d_sae": F, "activation": {"cls": cls, "params": params}}, "commit": "abc", "lib": "0.1.0"}
saev("relu", 91, new("Relu", key="relu", sparsity={"cls": "L1Sparsity", "params": {"coeff": 0.0004}}), lambda z: above(z, 0))
saev("topk", 92, new("TopK", key="top-k", top_k=16), lambda z: largest(z, 16, keep))
saev("batch-topk", 93, new("BatchTopK", key="batch-top-k", top_k=5), lambda z: above(z, np.float32(0.7)), threshold=0.7)
saev("batch-topk-old", 94, {"schema": 2, "cfg": {"d_vit": D, "exp_factor": 3, "activation": {"cls": "BatchTopK", "params": {"top_k": 16}}}, "commit": "abc", "lib": "0.1.0"}, lambda z: largest(z, 16, keep))
saev("before-schemas", 95, {"d_vit": D, "exp_factor": 3, "sparsity_coeff": 0.0004, "seed": 1}, lambda z: above(z, 0))
saev("first-schema", 96, {"schema": 1, "cls": "TopK", "cfg": {"d_vit": D, "exp_factor": 3, "top_k": 5}}, lambda z: largest(z, 5, keep))

# --- Gemma Scope -------------------------------------------------------------------------------------------------------


def gemma(name, seed, *, w="W", packed=False, embedding=False, skip=False, fortran=False, dtype=np.float32):
    d_out = D
    enc, be, dec, bd = [n(t).astype(dtype) for t in weights(seed, d_out)]
    path = folder(name)
    theta = T.astype(dtype)
    arrays = {f"{w}_dec": dec, f"{w}_enc": np.asfortranarray(enc.T) if fortran else np.ascontiguousarray(enc.T), "b_dec": bd, "b_enc": be, "threshold": theta}
    x = X.astype(np.float64)
    root = np.sqrt(D) if embedding else 1
    h = above((x / root) @ enc.T.astype(np.float64) + be, theta)
    y = h @ dec.astype(np.float64) * root + bd
    if skip:
        arrays["affine_skip_connection"] = (np.random.default_rng(seed).standard_normal((D, d_out)) * 0.3).astype(dtype)
        y = y + x @ arrays["affine_skip_connection"].astype(np.float64)
        save_safetensors(os.path.join(path, "params.safetensors"), {key: torch.tensor(value) for key, value in arrays.items()})
    else:
        (np.savez_compressed if packed else np.savez)(os.path.join(path, "params.npz"), **arrays)
    expect(path, h, y)


gemma("gemma-scope/layer_20/width_24/average_l0_71", 101, packed=True)
gemma("gemma-scope-small-w", 102, w="w", fortran=True)
gemma("gemma-scope-f16", 103, dtype=np.float16)
gemma("gemma-scope/embedding/width_24/average_l0_5", 104, embedding=True)
gemma("gemma-scope-transcoder", 105, w="w", skip=True)

# --- Llama Scope -------------------------------------------------------------------------------------------------------


def llama(name, seed, *, length_in, length_out=None, logarithms=False, dtype=torch.bfloat16, place_out=None, counted=None):
    enc, be, dec, bd = weights(seed, D, dtype)
    path = folder(f"llama-scope-{name}")
    os.makedirs(os.path.join(path, "checkpoints"))
    tensors = OrderedDict([("encoder.weight", enc), ("encoder.bias", be), ("decoder.weight", dec.T.contiguous()), ("decoder.bias", bd)])
    length_out = length_out or length_in
    config = {"d_model": D, "d_sae": F, "hook_point_in": "blocks.8.hook_resid_post", "hook_point_out": place_out or "blocks.8.hook_resid_post", "act_fn": "jumprelu", "top_k": 5,
              "dataset_average_activation_norm": {"in": length_in, "out": length_out}, "norm_activation": "dataset-wise", "use_decoder_bias": True, "apply_decoder_bias_to_pre_encoder": False}
    if counted is not None:
        config["sparsity_include_decoder_norm"] = counted
    s, s_out = np.sqrt(D) / length_in, np.sqrt(D) / length_out
    if logarithms:
        tensors["log_jumprelu_threshold"] = torch.log(torch.tensor(T, dtype=dtype))
        theta = np.exp(n(tensors["log_jumprelu_threshold"]))
    else:
        config["jump_relu_threshold"] = 0.2021484375
        theta = 0.2021484375 * s
    write_json(os.path.join(path, "hyperparams.json"), config)
    save_safetensors(os.path.join(path, "checkpoints", "final.safetensors"), tensors, {"version": "0.1"})
    z = (X * s) @ n(enc).T + n(be)
    lengths = np.linalg.norm(n(dec), axis=1) if counted else 1
    h = np.where(above(z * lengths, theta) > 0, z, 0)
    expect(path, h, (h @ n(dec) + n(bd)) / s_out)


llama("residual", 111, length_in=4.5)
llama("transcoder", 112, length_in=2.8284271247461903, length_out=1.75, place_out="blocks.8.hook_mlp_out")
llama("logarithms", 113, length_in=4.5, logarithms=True, dtype=torch.float32)
llama("lengths", 114, length_in=4.5, counted=True, dtype=torch.float32)

# --- what is refused ---------------------------------------------------------------------------------------------------


class Evil:
    def __reduce__(self):
        return (os.system, ("touch /tmp/sparse-autoencoders-was-here",))


path = folder("refused")
torch.save({"encoder.weight": torch.zeros(2, 2), "x": Evil()}, os.path.join(path, "runs-something.pt"))
torch.save(torch.nn.Linear(2, 3), os.path.join(path, "whole-module.pt"))
torch.save({"encoder_w": torch.zeros(4, 6), "encoder_b": torch.zeros(6), "decoder_w": torch.zeros(6, 4)}, os.path.join(path, "compressae.pt"))
torch.save({"some": torch.zeros(4, 6)}, os.path.join(path, "nothing-known.pt"))
torch.save(torch.zeros(4, 6), os.path.join(path, "a-tensor.pt"))
np.save(os.path.join(HERE, "rows.npy"), X)
print(len([1 for _, _, files in os.walk(HERE) if "codes.npy" in files]), "models")
