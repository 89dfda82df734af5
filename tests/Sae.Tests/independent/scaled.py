"""Codes and outputs of a scaled model with a linear decoder, in double precision, against files of them: scaled.py MODEL ROWS CODES OUTPUTS

One JSON object: the largest error of the codes, and of the outputs as a share of an input's spread.
"""
import json
import sys

import numpy as np
from arrays import safetensors

_, model = safetensors(sys.argv[1])
model = {name: array.astype(np.float64) for name, array in model.items()}
rows, codes, outputs = (np.load(path) for path in sys.argv[2:5])
x = (rows - model["input.shift"]) * model["input.scale"]
h = 1 / (1 + np.exp(-(x @ model["encoder.weight"].T + model["encoder.bias"])))
y = (h @ model["W_dec"] + model["b_dec"]) / model["input.scale"] + model["input.shift"]
print(json.dumps({"codes_error": float(abs(codes - h).max()), "outputs_error": float((abs(outputs - y) * model["input.scale"]).max()),
                  "outputs_type": str(outputs.dtype)}))
