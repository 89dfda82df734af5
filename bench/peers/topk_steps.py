"""Training steps of a TopK autoencoder in PyTorch, in three ways: the peers that our step is compared with.

Reads one JSON object a line and answers with one, so that all sides can be measured in turn:

    {"folder": F, "l0": n, "rate": e}      loads F/rows.npy and the weights beside it                        -> {"ways": [...]}
    {"way": w, "steps": n}                 steps from where that way stands                                  -> {"loss": L before the last of n steps}
    {"way": w, "write": F}                 writes the way's weights beside the names of the loaded ones      -> {}
    {"way": w, "seconds": s}               steps for at least so long                                        -> {"step_microseconds": t}

A step: codes h = the n largest of (x - b_d) W_e' + b_e in each row, where above 0; x^ = h W_d + b_d; L = mean over rows of ||x^ - x||^2; gradients; the decoder gradient's part
along each row taken away; Adam; decoder rows divided by their length. No auxiliary loss: no unit is dead in the first steps. The ways:

    dense            codes as a dense matrix, five dense products; gradients written out
    gathers          what sparsify does on a processor: embedding_bag decodes, autograd goes back, the encoder's gradient is one index_add of all rows times all active units
    embedding_bag    gradients written out; embedding_bag decodes, and also sums the gradient's rows unit by unit, the active places sorted by unit

The first line it writes says what it is. Needs Debian's python3-torch with libopenblas0-pthread. Settings: eager, single precision, two threads (or as many as the first
argument says) that sleep when idle (OMP_WAIT_POLICY=PASSIVE, OPENBLAS_THREAD_TIMEOUT=4), Adam tensor by tensor (foreach is slower with tensors of this size), memory that is freed
stays with the process (else each step waits for its pages; up to several times as long): the fastest that were found.
"""

import ctypes
import json
import sys

import numpy as np
import torch
import torch.nn.functional as F

from torch_steps import answer as timed
from torch_steps import blas

NAMES = ["encoder_weights", "encoder_biases", "decoder_weights", "decoder_biases"]


def keep_memory():
    """glibc gives large pieces back to the system and asks for them again at every step, page by page; kept, they cost nothing."""
    mallopt = ctypes.CDLL("libc.so.6").mallopt
    mallopt(-3, 1 << 30)    # M_MMAP_THRESHOLD
    mallopt(-1, (1 << 31) - 1)    # M_TRIM_THRESHOLD


class Way:
    def __init__(self, folder, l0, rate):
        load = lambda name: torch.from_numpy(np.load(f"{folder}/{name}.npy"))
        self.x, self.n = load("rows"), l0
        self.we, self.be, self.wd, self.bd = (load(name) for name in NAMES)
        self.be, self.bd = self.be.ravel(), self.bd.ravel()
        self.numbers = [self.we, self.be, self.wd, self.bd]
        self.adam = torch.optim.Adam(self.numbers, lr=rate, foreach=False)
        self.z = torch.empty(len(self.x), len(self.we))

    def step(self):
        loss, gradients = self.gradients()
        with torch.no_grad():
            dwd = gradients[2]
            dwd.addcmul_(self.wd, torch.linalg.vecdot(dwd, self.wd).unsqueeze(1), value=-1)
            for number, gradient in zip(self.numbers, gradients):
                number.grad = gradient
            self.adam.step()
            self.adam.zero_grad(set_to_none=True)
            self.wd.div_(torch.linalg.vector_norm(self.wd, dim=1, keepdim=True))
        return loss

    def encode(self):
        v = self.x - self.bd
        torch.addmm(self.be, v, self.we.T, out=self.z)
        values, units = torch.topk(self.z, self.n, dim=1, sorted=False)
        return v, values.relu_(), units

    def error(self, output):
        e = output.sub_(self.x)
        return e, e.square().sum() / len(e)

    def write(self, folder):
        for name, tensor in zip(NAMES, self.numbers):
            np.save(f"{folder}/{name}.npy", tensor.detach().numpy().reshape(-1, tensor.shape[-1]))


class Dense(Way):
    @torch.no_grad()
    def gradients(self):
        v, values, units = self.encode()
        h = self.z.zero_().scatter_(1, units, values)       # z is no longer needed
        g, loss = self.error(torch.addmm(self.bd, h, self.wd))
        g.mul_(2 / len(g))
        dwd = h.T @ g
        delta = (g @ self.wd.T).masked_fill_(h == 0, 0)
        dwe, dbe = delta.T @ v, delta.sum(0)
        return loss, [dwe, dbe, dwd, g.sum(0) - self.we.T @ dbe]


class EncodeActive(torch.autograd.Function):
    """The n largest pre-codes of each row; only they have a gradient, which reaches the weights by one index_add."""

    @staticmethod
    def forward(context, v, weights, biases, n):
        z = torch.relu_(F.linear(v, weights, biases))
        values, units = torch.topk(z, n, dim=1, sorted=False)
        context.save_for_backward(v, weights, units, values)
        context.mark_non_differentiable(units)
        return values, units

    @staticmethod
    def backward(context, slope, _):
        v, weights, units, values = context.saved_tensors
        slope = slope * (values > 0)
        flat = units.view(-1)
        dw = torch.zeros_like(weights).index_add_(0, flat, (slope.unsqueeze(2) * v.unsqueeze(1)).view(-1, v.shape[1]))
        db = torch.zeros(len(weights)).index_add_(0, flat, slope.view(-1))
        dv = F.embedding_bag(units, weights, per_sample_weights=slope, mode="sum")
        return dv, dw, db, None


class Gathers(Way):
    def gradients(self):
        for number in self.numbers:
            number.requires_grad_(True)
        values, units = EncodeActive.apply(self.x - self.bd, self.we, self.be, self.n)
        output = F.embedding_bag(units, self.wd, per_sample_weights=values, mode="sum") + self.bd
        loss = (output - self.x).square().sum() / len(self.x)
        loss.backward()
        gradients = [number.grad for number in self.numbers]
        for number in self.numbers:
            number.requires_grad_(False)
        return loss.detach(), gradients


class EmbeddingBag(Way):
    def __init__(self, folder, l0, rate):
        super().__init__(folder, l0, rate)
        self.starts = torch.arange(0, len(self.x) * l0, l0)
        self.rows_of = torch.arange(len(self.x)).repeat_interleave(l0)

    @torch.no_grad()
    def gradients(self):
        v, values, units = self.encode()
        output = F.embedding_bag(units, self.wd, per_sample_weights=values, mode="sum").add_(self.bd)
        g, loss = self.error(output)
        g.mul_(2 / len(g))
        delta = torch.ops.aten._embedding_bag_per_sample_weights_backward(g, self.wd, units.view(-1), self.starts, self.rows_of, 0, -1).view_as(values)
        delta.mul_(values > 0)
        order = torch.argsort(units.view(-1))
        rows, bags = order.div(self.n, rounding_mode="floor"), torch.zeros(len(self.we) + 1, dtype=torch.long)
        torch.cumsum(torch.bincount(units.view(-1), minlength=len(self.we)), 0, out=bags[1:])
        by_unit = lambda table, weights: F.embedding_bag(rows, table, bags, mode="sum", per_sample_weights=weights.view(-1)[order], include_last_offset=True)
        dwd, dwe = by_unit(g, values), by_unit(v, delta)
        dbe = torch.zeros(len(self.we)).index_add_(0, units.view(-1), delta.view(-1))
        return loss, [dwe, dbe, dwd, g.sum(0) - self.we.T @ dbe]


WAYS = {"dense": Dense, "gathers": Gathers, "embedding_bag": EmbeddingBag}


def answer(way, request):
    if "write" in request:
        way.write(request["write"])
        return {}
    return timed(way, request)


def main():
    keep_memory()
    torch.set_num_threads(int(sys.argv[1]) if len(sys.argv) > 1 else 2)
    print(json.dumps({"name": f"PyTorch {torch.__version__}, eager", "threads": torch.get_num_threads(), "blas": blas()}), flush=True)
    ways = {}
    for line in sys.stdin:
        request = json.loads(line)
        if "folder" in request:
            ways = {name: way(**request) for name, way in WAYS.items()}
            reply = {"ways": list(ways)}
        else:
            reply = answer(ways[request.pop("way")], request)
        print(json.dumps(reply), flush=True)


if __name__ == "__main__":
    main()
