"""Training steps in PyTorch, eager: the peer that steps are compared with.

Reads one JSON object a line and answers with one, so that both sides can be measured in turn:

    {"folder": F, "rho": r, "beta": b, "weight_decay": l, "rate": e}     loads F/rows.npy and the weights beside it  -> {"loss": L before a step}
    {"steps": n}                                                         -> {"loss": L before the last of n steps}
    {"seconds": s}                                                       steps for at least so long                  -> {"step_microseconds": t}

The first line it writes says what it is. Needs Debian's python3-torch with libopenblas0-pthread. Settings: eager mode, single precision, two
threads (or as many as the first argument says) that sleep when idle (OMP_WAIT_POLICY=PASSIVE, OPENBLAS_THREAD_TIMEOUT=4), Adam over tensors in groups (foreach), weight decay inside it: the fastest that were found.
"""

import ctypes
import json
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F

def blas():
    try:
        library = ctypes.CDLL("libblas.so.3")
        library.openblas_get_config.restype = ctypes.c_char_p
        return library.openblas_get_config().decode().strip()
    except (OSError, AttributeError):
        return "unknown"


class Steps:
    def __init__(self, folder, rho, beta, weight_decay, rate):
        load = lambda name: torch.from_numpy(np.load(f"{folder}/{name}.npy"))
        self.x, self.rho, self.beta = load("rows"), rho, beta
        self.encoder, self.decoder = load("encoder_weights"), load("decoder_weights")
        self.encoder_bias, self.decoder_bias = load("encoder_biases").ravel(), load("decoder_biases").ravel()
        weights, biases = [self.encoder, self.decoder], [self.encoder_bias, self.decoder_bias]
        for tensor in weights + biases:
            tensor.requires_grad_(True)
        # Adam adds weight_decay * w to the gradient of lambda * ||w||^2's 2 * lambda * w.
        self.optimizer = torch.optim.Adam([{"params": weights, "weight_decay": 2 * weight_decay}, {"params": biases}], lr=rate, foreach=True)

    def loss(self):
        h = torch.sigmoid(F.linear(self.x, self.encoder, self.encoder_bias))
        output = torch.sigmoid(torch.addmm(self.decoder_bias, h, self.decoder))
        q = h.mean(0)
        penalty = (self.rho * torch.log(self.rho / q) + (1 - self.rho) * torch.log((1 - self.rho) / (1 - q))).sum()
        return F.mse_loss(output, self.x, reduction="sum") / len(self.x) + self.beta * penalty

    def step(self):
        self.optimizer.zero_grad(set_to_none=True)
        loss = self.loss()
        loss.backward()
        self.optimizer.step()
        return loss


def answer(steps, request):
    if "steps" in request:
        for _ in range(request["steps"]):
            loss = steps.step()
        return {"loss": loss.item()}
    begin, count = time.perf_counter(), 0
    while count == 0 or time.perf_counter() - begin < request["seconds"]:
        steps.step()
        count += 1
    return {"step_microseconds": (time.perf_counter() - begin) / count * 1e6}


def main():
    torch.set_num_threads(int(sys.argv[1]) if len(sys.argv) > 1 else 2)
    print(json.dumps({"name": f"PyTorch {torch.__version__}, eager", "threads": torch.get_num_threads(), "blas": blas()}), flush=True)
    steps = None
    for line in sys.stdin:
        request = json.loads(line)
        if "folder" in request:
            steps = Steps(**request)
            with torch.no_grad():
                reply = {"loss": steps.loss().item()}
        else:
            reply = answer(steps, request)
        print(json.dumps(reply), flush=True)


if __name__ == "__main__":
    main()
