#!/usr/bin/env python3
"""Reads the files in written/, which this library wrote, as PyTorch does when it runs nothing: torch.load(weights_only=True).

They are what the tests compare the library's files with (RoundTripTests). Needs python3-torch (Debian) and the folders of make_foreign.py.
"""
import json
import os

import torch

HERE = os.path.dirname(os.path.abspath(__file__))
theirs = torch.load(os.path.join(HERE, "dictionary-learning-gated", "ae.pt"))
ours = torch.load(os.path.join(HERE, "written", "gated.pt"), weights_only=True)
assert set(theirs) == set(ours)
for name in theirs:
    assert theirs[name].dtype == ours[name].dtype and torch.equal(theirs[name], ours[name]), name

with open(os.path.join(HERE, "saelens-jumprelu-bf16-unsubtracted", "sae_weights.safetensors"), "rb") as file:
    header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
    data = file.read()
ours = torch.load(os.path.join(HERE, "written", "jumprelu-bf16.pt"), weights_only=True)
assert set(header) == set(ours)
for name, what in header.items():
    begin, end = what["data_offsets"]
    assert ours[name].dtype == torch.bfloat16 and list(ours[name].shape) == what["shape"]
    assert ours[name].view(torch.int16).numpy().tobytes() == data[begin:end], name
print("the same")
