"""The classical exercise in numpy and scipy: the peer that full-batch training is compared with.

    /usr/bin/python3 classical.py train-images-idx3-ubyte.gz [--rows 10000] [--hidden 196] [--iterations 400] [--seed 1]

UFLDL's settings (rho 0.1, beta 3, lambda 0.003, L-BFGS 400 iterations) in our scale: no 1/2, so beta 6 and the same weight decay. Double
precision, all rows in every step, weights U(+-sqrt(6 / (inputs + hidden + 1))), biases 0. Needs Debian's python3-numpy and python3-scipy;
with a threaded OpenBLAS, OPENBLAS_NUM_THREADS sets the threads. Prints the parts of the final objective,
the band of the mean activations and the seconds, each a line "name value".
"""

import argparse
import gzip
import time

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, rel_entr


def read_images(path, count):
    with gzip.open(path) as file:
        magic, rows, height, width = np.frombuffer(file.read(16), ">i4")
        if magic != 2051:
            raise SystemExit(f"{path}: not a file of IDX images. Give train-images-idx3-ubyte.gz.")
        count = min(count, rows)
        pixels = np.frombuffer(file.read(int(count) * int(height) * int(width)), np.uint8)
    return pixels.reshape(count, -1) / 255


class Exercise:
    def __init__(self, x, hidden, rho, beta, decay):
        self.x, self.rho, self.beta, self.decay = x, rho, beta, decay
        self.rows, self.inputs = x.shape
        self.shapes = [(hidden, self.inputs), (hidden,), (hidden, self.inputs), (self.inputs,)]
        self.evaluations = 0

    def start(self, seed):
        random, (hidden, inputs) = np.random.default_rng(seed), self.shapes[0]
        span = np.sqrt(6 / (inputs + hidden + 1))
        draw = lambda: random.uniform(-span, span, (hidden, inputs)).ravel()
        return np.concatenate([draw(), np.zeros(hidden), draw(), np.zeros(inputs)])

    def split(self, w):
        ends = np.cumsum([np.prod(shape) for shape in self.shapes])
        return [part.reshape(shape) for part, shape in zip(np.split(w, ends[:-1]), self.shapes)]

    def __call__(self, w):
        self.evaluations += 1
        encoder, encoder_bias, decoder, decoder_bias = self.split(w)
        h = expit(self.x @ encoder.T + encoder_bias)
        output = expit(h @ decoder + decoder_bias)
        error, q = output - self.x, h.mean(axis=0)
        self.means = q
        self.loss = np.sum(error ** 2) / self.rows
        self.penalty = np.sum(rel_entr(self.rho, q) + rel_entr(1 - self.rho, 1 - q))
        self.decayed = self.decay * (np.sum(encoder ** 2) + np.sum(decoder ** 2))

        error *= 2 / self.rows * output * (1 - output)
        slope = self.beta / self.rows * ((1 - self.rho) / (1 - q) - self.rho / q)
        delta = (error @ decoder.T + slope) * h * (1 - h)
        gradient = [delta.T @ self.x + 2 * self.decay * encoder, delta.sum(axis=0),
                    h.T @ error + 2 * self.decay * decoder, error.sum(axis=0)]
        return self.loss + self.beta * self.penalty + self.decayed, np.concatenate([g.ravel() for g in gradient])


def main():
    parser = argparse.ArgumentParser(description="The classical sparse autoencoder exercise in numpy and scipy.")
    parser.add_argument("images")
    parser.add_argument("--rows", type=int, default=10000)
    parser.add_argument("--hidden", type=int, default=196)
    parser.add_argument("--rho", type=float, default=0.1)
    parser.add_argument("--beta", type=float, default=6)
    parser.add_argument("--weight-decay", type=float, default=0.003)
    parser.add_argument("--iterations", type=int, default=400)
    parser.add_argument("--history", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()

    exercise = Exercise(read_images(options.images, options.rows), options.hidden, options.rho, options.beta, options.weight_decay)
    begin = time.perf_counter()
    found = minimize(exercise, exercise.start(options.seed), jac=True, method="L-BFGS-B",
                     options={"maxiter": options.iterations, "maxfun": 10 * options.iterations, "maxcor": options.history,
                              "ftol": 0, "gtol": 0})
    seconds = time.perf_counter() - begin
    evaluations = exercise.evaluations
    exercise(found.x)

    for name, value in [
        ("rows", exercise.rows), ("inputs", exercise.inputs), ("hidden_units", options.hidden), ("loss_total", found.fun),
        ("loss_reconstruction", exercise.loss), ("loss_sparsity", options.beta * exercise.penalty), ("loss_weight_decay", exercise.decayed),
        ("penalty", exercise.penalty), ("mean_activation", exercise.means.mean()), ("mean_activation_min", exercise.means.min()),
        ("mean_activation_max", exercise.means.max()), ("iterations", found.nit), ("evaluations", evaluations), ("seconds", seconds),
    ]:
        print(f"{name} {value:.10g}")


if __name__ == "__main__":
    main()
