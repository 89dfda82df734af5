"""What units mean, by its definitions (docs/meanings.md): plain loops and numpy in double precision, none of our code. Prints the values that UnitMeaningsTests, UnitMatchingTests, RowSimilarityTests and
LabelProbesTests hold.

    /usr/bin/python3 meanings.py
"""

import math

import numpy as np

WORDS = ["the", "a", "horse", "runs", "red", "apple", "is", "eaten", "of", "kings", "sea", "deep", "blue", "fish", "swims", "old", "tree", "grows"]
ROWS, UNITS, PRIOR = 120, 3, 100


def code(row, unit):
    """Few are not 0."""
    k = (row * 7 + unit * 11 + row * row * 3) % 23
    return (k - 15) / 8 if k > 15 else 0.0


def caption(row):
    picked = [WORDS[(row * i + i * i) % len(WORDS)] for i in range(1, 3 + row % 5)]
    strongest = max(range(UNITS), key=lambda unit: code(row, unit))
    return " ".join(picked + ([WORDS[2 + strongest]] if code(row, strongest) > 0 else []))


def label(row):
    return "xyz"[(row + (row // 3 if code(row, 1) > 0 else row * row)) % 3]


def words_of(unit, values):
    rows = [r for r in range(ROWS) if values[r] > 0]
    largest = max(values)
    sets = [set(caption(r).split()) for r in range(ROWS)]
    count = {w: sum(w in s for s in sets) for w in WORDS}
    total = sum(count.values())
    stop = 0.1 * ROWS if total > 4 * ROWS else ROWS
    weight = {w: sum(values[r] / largest for r in rows if w in sets[r]) for w in WORDS}
    own = sum(weight.values())
    found = []
    for w in WORDS:
        if sum(w in sets[r] for r in rows) < 2 or count[w] > stop:
            continue
        prior = PRIOR * count[w] / total
        here, there = weight[w] + prior, count[w] - weight[w] + prior
        odds = math.log(here / (own + PRIOR - here)) - math.log(there / (total - own + PRIOR - there))
        z = odds / math.sqrt(1 / here + 1 / there)
        if z >= 2:
            found.append((w, z, odds))
    return sorted(found, key=lambda f: -f[1])


def best_label(values):
    result = []
    for name in "xyz":
        has = np.array([label(r) == name for r in range(ROWS)])
        best = (0, 0, 0, 0)
        for t in sorted(set(v for v in values if v > 0), reverse=True):
            said = values >= t
            tp = (said & has).sum()
            p, r = tp / said.sum(), tp / has.sum()
            f1 = 2 * p * r / (p + r) if tp else 0
            if f1 > best[0]:
                best = (f1, t, p, r)
        pairs = [(a > b) + 0.5 * (a == b) for a in values[has] for b in values[~has]]
        result.append((name, best, float(np.mean(pairs))))
    return max(result, key=lambda entry: entry[1][0])


def ranks(values):
    return np.array([(values < v).sum() + ((values == v).sum() + 1) / 2 for v in values])


for unit in range(UNITS):
    values = np.array([code(r, unit) for r in range(ROWS)])
    numbers = np.array([(r * 37 % 101) / 10 + 3 * values[r] for r in range(ROWS)])
    (name, (f1, t, p, r), auc) = best_label(values)
    word = words_of(unit, values)
    print(unit, (values > 0).sum(), repr(values[values > 0].mean()), word[:1], name, t, p, r, f1, auc, np.corrcoef(ranks(values), ranks(numbers))[0, 1])


# Units of two models, matched one to one, and rows that are alike by their codes.

def whole(units, columns, a, b):
    return np.array([[(l * a + j * b + l * l * j + 3) % 11 - 5 for j in range(columns)] for l in range(units)], dtype=float)


def cosines(a, b):
    return (a @ b.T) / np.outer(np.linalg.norm(a, axis=1), np.linalg.norm(b, axis=1))


def matched(alike):
    """The most alike pair first, again and again, down to 0.3."""
    left, pairs = alike.copy(), []
    while left.max() >= 0.3:
        l, m = np.unravel_index(left.argmax(), left.shape)
        pairs.append((int(l), int(m)))
        left[l, :] = left[:, m] = -np.inf
    return sorted(pairs)


decoder, encoder = cosines(whole(6, 4, 5, 3), whole(5, 4, 7, 2)), cosines(whole(6, 3, 4, 9), whole(5, 3, 3, 5))
for l, m in matched((decoder + encoder) / 2):
    print("by weights", l, m, decoder[l, m], encoder[l, m])
h = np.array([[code(r, l) for l in range(6)] for r in range(ROWS)])
g = np.array([[(code(r, 4 - m) + code(r, m + 7)) / 2 for m in range(5)] for r in range(ROWS)])
correlations = np.corrcoef(h.T, g.T)[:6, 6:]
for l, m in matched(correlations):
    print("by activations", l, m, correlations[l, m])
codes = np.array([[code(r, l) and code(r, l) + (r + l) % 13 / 16 / 8 for l in range(5)] for r in range(ROWS)])
lengths = np.linalg.norm(codes, axis=1)
near = [(codes[r] @ codes[16] / (lengths[r] * lengths[16]), r) for r in range(ROWS) if r != 16 and codes[r] @ codes[16] > 0]
for cosine, r in sorted(near, key=lambda n: (-n[0], n[1]))[:6]:
    shares = codes[r] * codes[16] / (lengths[r] * lengths[16])
    print("like row 16", r, cosine, shares.argmax(), shares.max())


# Which units together tell each label: logistic models fitted until nothing moves any more.

PROBED, PROBED_UNITS, INPUTS, RIDGE, INPUTS_RIDGE = 400, 9, 4, 1e-4, 1e-3


def mixed(row, place, modulus):
    return (row * row * 31 + row * 7919 * (place + 1) + place * 104729) % modulus


def probed_label(row):
    noise = (row * 613 % 211) / 211
    if codes[row, 1] + codes[row, 4] / 2 + noise > 0.9:
        return "a"
    return "b" if codes[row, 2] > 0 or noise > 0.6 else "c"


def logistic(z):
    return 1 / (1 + np.exp(-z))


def fitted(x, has, ridge):
    """Weights and intercept of the model that has the smallest loss: mean over rows, and half of ridge times the weights' squares."""
    x = np.hstack([x, np.ones((len(x), 1))])
    penalty = np.diag([ridge] * (x.shape[1] - 1) + [0])
    w = np.zeros(x.shape[1])
    loss = lambda w: np.mean(np.logaddexp(0, x @ w) - has * (x @ w)) + w @ penalty @ w / 2
    for _ in range(200):
        p = logistic(x @ w)
        slope = x.T @ (p - has) / len(x) + penalty @ w
        move = np.linalg.solve((x.T * (p * (1 - p))) @ x / len(x) + penalty, slope)
        step = 1.0
        while loss(w - step * move) > loss(w) + 1e-12:
            step /= 2
        w = w - step * move
    assert np.abs(slope).max() < 1e-12
    return w


def judged(z, has):
    """F1 on every fifth row at the threshold that is best on the others, and AUC there."""
    best = max(((2 * (has & learned & (z >= t)).sum() / ((learned & (z >= t)).sum() + (has & learned).sum()), t) for t in z[learned]))
    said = ~learned & (z >= best[1])
    f1 = 2 * (said & has).sum() / (said.sum() + (has & ~learned).sum())
    return f1, np.mean([(a > b) + 0.5 * (a == b) for a in z[has & ~learned] for b in z[~has & ~learned]])


codes = np.array([[max(0, mixed(r, l, 1009) - 700) / 256 for l in range(PROBED_UNITS)] for r in range(PROBED)])
inputs = np.array([[(mixed(r, j + 3, 997) - 498) / 256 + 2 * codes[r, j + 1] for j in range(INPUTS)] for r in range(PROBED)])
inputs = (inputs - inputs.mean(0)) / inputs.std(0)
learned = np.arange(PROBED) % 5 != 4
names = np.array([probed_label(r) for r in range(PROBED)])
scaled = codes / codes.max(0)
for name in "abc":
    has = names == name
    left, chosen = has[learned] - has[learned].mean(), []
    while len(chosen) < 5:
        h = codes[learned] - codes[learned].mean(0)
        told = np.abs(left @ h) / np.sqrt((h * h).sum(0))
        told[chosen] = -1
        chosen.append(int(told.argmax()))
        w = fitted(scaled[learned][:, chosen], has[learned], RIDGE)
        z = scaled[:, chosen] @ w[:-1] + w[-1]
        left = has[learned] - logistic(z[learned])
        if len(chosen) == 1:
            one = judged(z, has)
    w = fitted(inputs[learned], has[learned], INPUTS_RIDGE)
    print("probe", name, has.sum(), chosen, *one, *judged(z, has), *judged(inputs @ w[:-1] + w[-1], has))
