"""Values an independent implementation gives, for the tests to compare with: numpy, scipy and decimal, none of our code.

    /usr/bin/python3 golden.py > golden.json

Objectives are written as one expression in numpy. Their gradients are not: they are read off the objective by the complex step,
Im f(w + ih) / h, which has no subtraction and therefore the full precision of a double, and are checked here against scipy's differences.
KL, sigmoid, softplus and log1p are computed with 400 digits and rounded once. Same versions, same bytes; other versions of numpy may differ
in the last digit, which the tests' bounds allow for.
"""

import json
from decimal import Decimal, getcontext

import numpy as np
from scipy import linalg, optimize, special

getcontext().prec = 400


# ---- The objective. Rows X (rows, inputs); weights (hidden units, inputs). All of it takes complex numbers.

def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def forward(p, x):
    z = x @ p["encoder_weights"].T + p["encoder_bias"]
    h = sigmoid(z)
    logits = h @ decoder_weights(p) + p["decoder_bias"]
    return h, logits


def decoder_weights(p):
    return p["decoder_weights"] if "decoder_weights" in p else p["encoder_weights"]


def kl(rho, q):
    return rho * np.log(rho / q) + (1 - rho) * np.log((1 - rho) / (1 - q))


def terms(p, x, case, read_at=None):
    """L, Omega, decay, rho-hat. read_at: the mean the penalty reads in place of the rows' own, as a constant."""
    h, logits = forward(p, x)
    if case["loss"] == "cross-entropy":
        loss = np.sum(np.log1p(np.exp(logits)) - x * logits) / len(x)
    else:
        output = sigmoid(logits) if case["decoder"] == "sigmoid" else logits
        loss = np.sum((output - x) ** 2) / len(x)
    means = h.sum(axis=0) / len(x)
    penalty = np.sum(kl(case["rho"], means if read_at is None else read_at))
    squares = np.sum(p["encoder_weights"] ** 2)
    if "decoder_weights" in p:
        squares = squares + np.sum(p["decoder_weights"] ** 2)
    return loss, penalty, case["weight_decay"] * squares, means


def total(p, x, case):
    loss, penalty, decay, _ = terms(p, x, case)
    return loss + case["beta"] * penalty + decay


def surrogate(p, x, case, read_at):
    """What is differentiated when the penalty reads a running mean: the slope there, times the batch's own mean."""
    loss, _, decay, means = terms(p, x, case)
    slopes = np.array([complex_step(lambda q: kl(case["rho"], q[0]), np.array([r]))[0] for r in read_at])
    return loss + case["beta"] * np.sum(slopes * means) + decay


def complex_step(f, w, h=1e-30):
    gradient = np.empty_like(w)
    for index in np.ndindex(w.shape):
        moved = w.astype(complex)
        moved[index] += 1j * h
        gradient[index] = f(moved).imag / h
    return gradient


def gradients(f, p):
    out = {name: complex_step(lambda w, name=name: f({**p, name: w}), value) for name, value in p.items()}
    sizes = [value.size for value in p.values()]

    def flat(w):
        parts = np.split(w, np.cumsum(sizes)[:-1])
        return f({name: part.reshape(value.shape) for (name, value), part in zip(p.items(), parts)})

    start = np.concatenate([value.ravel() for value in p.values()])
    numeric = optimize.approx_fprime(start, flat, 1e-7)
    analytic = np.concatenate([value.ravel() for value in out.values()])
    assert np.linalg.norm(numeric - analytic) <= 1e-5 * np.linalg.norm(numeric + analytic)
    return out


# ---- Problems: rows and weights, written out.

def array(text):
    return np.array([[float(v) for v in line.split()] for line in text.strip().splitlines()])


LN3 = float(np.log(3.0))

PROBLEMS = {
    # Chosen so that every number of the worked example in docs/maths.md can be had by hand: codes 3/4 and 1/4.
    "tiny": {
        "rows": array("1 0 \n 0 1"),
        "encoder_weights": np.array([[LN3, -LN3]]),
        "encoder_bias": np.array([0.0]),
        "decoder_weights": array("1 -1"),
        "decoder_bias": np.array([0.0, 1.0]),
    },
    # 5 rows x 6 inputs in [0, 1], with 0 and 1 among them; 4 hidden units, the last of which is dead.
    "small": {
        "rows": array("""
            0.10 0.90 0.30 0.00 0.55 1.00
            0.80 0.20 0.70 0.40 0.05 0.60
            0.35 0.65 0.15 0.95 0.25 0.00
            1.00 0.45 0.85 0.30 0.75 0.50
            0.00 0.05 0.60 0.20 0.90 0.40"""),
        "encoder_weights": array("""
             0.30 -0.80  0.50  1.10 -0.20  0.70
            -0.60  0.40  0.90 -0.30  0.10 -1.20
             1.50 -0.70 -0.40  0.20 -1.00  0.60
             0.002 -0.001 0.003 0.001 -0.002 0.001"""),
        "encoder_bias": np.array([-0.50, 0.25, -2.00, -1.75]),
        "decoder_weights": array("""
             0.45  0.15 -0.90  0.65  0.35 -0.25
            -0.75  0.55  0.20 -0.40  1.05  0.80
             0.95 -0.60  0.10  0.70 -0.15  0.50
            -0.05  0.85 -0.35  0.25 -0.45  0.60"""),
        "decoder_bias": np.array([0.10, -0.20, 0.30, -0.40, 0.05, 0.00]),
    },
    # 7 rows x 3 inputs of any sign and size; 5 hidden units, more than inputs.
    "wide": {
        "rows": array("""
             1.25 -3.50  0.75
            -2.00  0.50  4.25
             0.00  2.75 -1.50
             3.00  1.00  0.25
            -0.75 -1.25  2.00
             1.75  0.00 -2.50
            -4.00  3.25  1.00"""),
        "encoder_weights": array("""
             0.40  0.90 -0.30
            -0.70  0.20  0.50
             0.15 -1.10  0.60
             0.85 -0.35 -0.55
            -0.25  0.65  0.95"""),
        "encoder_bias": np.array([0.20, -0.60, 0.00, 0.35, -1.40]),
        "decoder_weights": array("""
             1.20 -0.50  0.30
            -0.90  0.75  1.45
             0.60 -1.80 -0.20
             0.25  0.95 -1.10
            -1.60  0.10  0.70"""),
        "decoder_bias": np.array([-0.15, 0.40, 0.85]),
    },
    # Far out on the sigmoids: pre-codes and logits from -120 to 120.
    "saturated": {
        "rows": array("0 1 \n 1 0 \n 0.5 0.25"),
        "encoder_weights": array("60 -60 \n -40 -80 \n 30 45"),
        "encoder_bias": np.array([0.0, 2.0, -40.0]),
        "decoder_weights": array("90 -110 \n -100 120 \n 35 -25"),
        "decoder_bias": np.array([-30.0, 15.0]),
    },
}

# Problem, loss, decoder, tied, rho, beta, weight decay; the last one names the old running mean.
CASES = [
    ("tiny", "squared-error", "linear", False, 0.25, 2.0, 0.01),
    *[("small", loss, decoder, tied, 0.1, beta, decay)
      for loss, decoder in [("squared-error", "sigmoid"), ("squared-error", "linear"), ("cross-entropy", "sigmoid")]
      for tied in (False, True)
      for beta, decay in [(0.0, 0.0), (3.0, 0.0), (0.0, 0.003), (3.0, 0.003)]],
    ("wide", "squared-error", "linear", False, 0.05, 1.0, 0.00001),
    ("wide", "squared-error", "linear", True, 0.05, 1.0, 0.00001),
    ("saturated", "squared-error", "sigmoid", False, 0.05, 1.0, 0.001),
    ("saturated", "cross-entropy", "sigmoid", False, 0.05, 1.0, 0.001),
    ("saturated", "cross-entropy", "sigmoid", True, 0.05, 1.0, 0.001),
]


def parameters(problem, tied):
    p = {name: value for name, value in PROBLEMS[problem].items() if name != "rows"}
    if tied:
        del p["decoder_weights"]
    return p


def objective(entry, running=None):
    problem, loss, decoder, tied, rho, beta, decay = entry
    case = {"problem": problem, "loss": loss, "decoder": decoder, "tied": tied, "rho": rho, "beta": beta, "weight_decay": decay}
    p, x = parameters(problem, tied), PROBLEMS[problem]["rows"]
    read_at = None
    if running is not None:
        means = terms(p, x, case)[3]
        read_at = 0.9 * running + 0.1 * means
    loss, penalty, decayed, means = terms(p, x, case, read_at)
    if read_at is None:
        slopes = gradients(lambda w: total(w, x, case), p)
    else:
        slopes = gradients(lambda w: surrogate(w, x, case, read_at), p)
    parts = [problem, loss_name(case), "tied" if tied else "free", f"beta {beta:g}", f"decay {decay:g}"]
    return {
        "name": ", ".join(parts + ([] if running is None else ["running mean"])),
        **case,
        "running_mean_before": running,
        "running_mean_after": read_at,
        "mean_activations": means,
        "reconstruction": loss,
        "penalty": penalty,
        "weight_decay_term": decayed,
        "total": loss + beta * penalty + decayed,
        "gradients": slopes,
    }


def loss_name(case):
    return f"{case['loss']} {case['decoder']}"


# ---- Metrics.

def sparseness(v, axis):
    n = v.shape[axis]
    if n == 1:
        return np.zeros(v.shape[1 - axis])  # one value has nothing to be sparse against
    return (1 - v.mean(axis=axis) ** 2 / (v ** 2).mean(axis=axis)) / (1 - 1 / n)


def metrics(problem, decoder, rho):
    p, x = parameters(problem, False), PROBLEMS[problem]["rows"]
    h, logits = forward(p, x)
    output = sigmoid(logits) if decoder == "sigmoid" else logits
    means = h.mean(axis=0)
    deviation = np.abs(means - rho) / rho
    return {
        "problem": problem, "decoder": decoder, "rho": rho,
        "explained_variance": 1 - np.sum((x - output) ** 2) / np.sum((x - x.mean(axis=0)) ** 2),
        "dead_units": int(np.sum(h.max(axis=0) - h.min(axis=0) < 0.01)),
        "active_units_per_row": float(np.mean(np.sum(h > 0.5, axis=1))),
        "lifetime_sparseness": float(np.mean(sparseness(h, 0))),
        "population_sparseness": float(np.mean(sparseness(h, 1))),
        "rho_deviation_mean": deviation.mean(), "rho_deviation_max": deviation.max(),
        "mean_activations": means, "codes": h, "output": output,
    }


# ---- Scalar functions, 400 digits: enough for 1 + 1e-324. Arguments are the doubles themselves, exactly.

def exact(value):
    return Decimal(float(value))


def kl_values():
    pairs = [(rho, q) for rho in (0.05, 0.2, 0.5, 0.9)
             for q in (1e-300, 1e-30, 1e-7, 0.01, 0.05, 0.2, 0.4999, 0.5, 0.9, 0.999999, 1 - 2.0 ** -53)]
    pairs += [(rho, rho * (1 + step)) for rho in (0.05, 0.2) for step in (1e-3, -1e-3, 1e-6, -1e-6, 1e-9)]
    for rho, q in pairs:
        r, a = exact(rho), exact(q)
        value = r * (r / a).ln() + (1 - r) * ((1 - r) / (1 - a)).ln()
        slope = (1 - r) / (1 - a) - r / a
        library = special.rel_entr(rho, q) + special.rel_entr(1 - rho, 1 - q)
        assert abs(float(value) - library) <= 1e-12 * max(1, float(value))
        yield {"rho": rho, "mean_activation": q, "value": float(value), "slope": float(slope)}


def sigmoid_values():
    for z in (-745.0, -700.0, -100.0, -88.5, -40.0, -36.75, -20.0, -10.0, -5.0, -2.0, -1.0, -0.5, -0.1, -1e-3, -1e-8, -1e-16, 0.0):
        for value in ((z,) if z == 0 else (z, -z)):
            e = exact(-value).exp()
            softplus = (1 + exact(value).exp()).ln()
            yield {"z": value, "sigmoid": float(1 / (1 + e)), "slope": float(e / (1 + e) ** 2), "softplus": float(softplus)}


def log1p_values():
    for v in (-1 + 2.0 ** -53, -0.999, -0.5, -0.1, -1e-5, -1e-10, -1e-17, 0.0, 1e-300, 1e-17, 1e-10, 1e-5, 0.1, 0.5, 1.0, 2.5, 1e3, 1e18):
        yield {"x": v, "log1p": float((1 + exact(v)).ln())}


def cross_entropy_values():
    for z in (-800.0, -100.0, -20.0, -3.0, -0.25, 0.0, 0.25, 3.0, 20.0, 100.0, 800.0):
        for x in (0.0, 0.3, 1.0):
            a, b = exact(z), exact(x)
            e = (-abs(a)).exp()
            sigma = (1 if z >= 0 else e) / (1 + e)
            yield {"logit": z, "input": x, "value": float(max(a, Decimal(0)) + (1 + e).ln() - a * b), "slope": float(sigma - b)}


# ---- Optimizers, on f(w) = 1/2 sum a w^2, whose gradient is a w.

CURVATURE, START = np.array([1.0, 10.0, 0.1]), np.array([1.0, -2.0, 3.0])


def adam(rate=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8, steps=3):
    w, m, v, path = START.copy(), np.zeros(3), np.zeros(3), []
    for t in range(1, steps + 1):
        g = CURVATURE * w
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g ** 2
        w = w - rate * (m / (1 - beta1 ** t)) / (np.sqrt(v / (1 - beta2 ** t)) + epsilon)
        path.append({"gradient": g, "weights": w})
    return {"rate": rate, "beta1": beta1, "beta2": beta2, "epsilon": epsilon, "start": START, "curvature": CURVATURE, "path": path}


def sgd(rate=0.05, momentum=0.9, steps=4):
    w, step, path = START.copy(), np.zeros(3), []
    for _ in range(steps):
        g = CURVATURE * w
        step = momentum * step - rate * g
        w = w + step
        path.append({"gradient": g, "weights": w})
    return {"rate": rate, "momentum": momentum, "start": START, "curvature": CURVATURE, "path": path}


# ---- Scaling. The third input is constant.

SCALED = array("""
     2.0  0.10  7.0  -3.0
     4.0  0.30  7.0   1.0
    -1.0  0.25  7.0   2.0
     3.5  0.90  7.0  -0.5
     0.5  0.60  7.0   4.0
     6.0  0.05  7.0  -1.5""")


def scalings(epsilon=0.01):
    x = SCALED
    low, span = x.min(axis=0), x.max(axis=0) - x.min(axis=0)
    mean, spread = x.mean(axis=0), x.std(axis=0)
    out = {"rows": x}
    for name, shift, scale in [("minmax", low, 1 / np.where(span > 0, span, 1)), ("standard", mean, 1 / np.where(spread > 0, spread, 1))]:
        out[name] = {"shift": shift, "scale": scale, "scaled": (x - shift) * scale}
    size = np.sqrt(x.var(axis=0).mean())
    y = (x - mean) / size
    values, vectors = linalg.eigh(y.T @ y / len(y))
    rotation = (vectors / np.sqrt(values + epsilon)) @ vectors.T
    whole = 1 / np.sqrt(x.var(axis=0).sum())
    out["norm"] = {"shift": mean, "scale": np.full(x.shape[1], whole), "scaled": (x - mean) * whole}
    out["zca"] = {"epsilon": epsilon, "shift": mean, "scale": np.full(x.shape[1], 1 / size), "rotation": rotation, "scaled": y @ rotation}
    return out


# ---- The same model in other texts' scale, each objective as that text writes it.

def conversions(rho=0.1, beta=3.0, decay=0.003):
    p, x = parameters("small", False), PROBLEMS["small"]["rows"]
    h, logits = forward(p, x)
    error = np.sum((sigmoid(logits) - x) ** 2, axis=1)
    divergence = np.sum(kl(rho, h.mean(axis=0)))
    w1, w2 = p["encoder_weights"], p["decoder_weights"]
    return {
        "problem": "small", "rho": rho, "beta": beta, "weight_decay": decay,
        "cs294a": np.mean(0.5 * error) + decay / 2 * (np.sum(w1 ** 2) + np.sum(w2 ** 2)) + beta * divergence,
        "matlab": np.mean(error) + decay * 0.5 * (np.sum(w1 ** 2) + np.sum(w2 ** 2)) + beta * divergence,
    }


# ---- Writing: a row of numbers to a line.

def plain(value):
    if isinstance(value, np.ndarray):
        return value.tolist()
    return value.item() if isinstance(value, np.generic) else value


def write(value, indent=""):
    value, inner = plain(value), indent + "  "
    if isinstance(value, dict):
        return "{\n" + ",\n".join(f"{inner}{json.dumps(k)}: {write(v, inner)}" for k, v in value.items()) + f"\n{indent}}}"
    if isinstance(value, list) and value and isinstance(value[0], (list, dict)):
        if isinstance(value[0], dict) and all(not isinstance(plain(v), (list, dict)) for v in value[0].values()):
            return "[\n" + ",\n".join(inner + json.dumps(row, allow_nan=False) for row in value) + f"\n{indent}]"
        return "[\n" + ",\n".join(inner + write(row, inner) for row in value) + f"\n{indent}]"
    return json.dumps(value, allow_nan=False)


print(write({
    "problems": PROBLEMS,
    "objectives": [objective(entry) for entry in CASES]
    + [objective(("small", "squared-error", "sigmoid", False, 0.1, 3.0, 0.003), running=np.array([0.3, 0.02, 0.1, 0.6]))],
    "metrics": [metrics("small", "sigmoid", 0.1), metrics("wide", "linear", 0.05), metrics("tiny", "linear", 0.25)],
    "conversions": conversions(),
    "kl": list(kl_values()),
    "sigmoid": list(sigmoid_values()),
    "log1p": list(log1p_values()),
    "cross_entropy": list(cross_entropy_values()),
    "adam": adam(),
    "sgd": sgd(),
    "scalings": scalings(),
}))
