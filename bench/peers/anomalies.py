"""Anomaly detectors of scikit-learn on the rows that samples/anomalies writes: PCA's reconstruction error and isolation forest.

    /usr/bin/python3 anomalies.py rows.csv

Rows are standardized already. Labels serve to judge alone. Needs Debian's python3-numpy and python3-sklearn. Prints ROC AUC and average
precision of each setting; isolation forest is the mean over five seeds.
"""

import sys

import numpy as np
from sklearn.decomposition import PCA
from sklearn.ensemble import IsolationForest
from sklearn.metrics import average_precision_score, roc_auc_score

table = np.loadtxt(sys.argv[1], delimiter=",", skiprows=1)
training, judged = table[table[:, 0] == 1, 2:], table[table[:, 0] == 0, 2:]
anomalous = table[table[:, 0] == 0, 1]


def show(method, rankings):
    auc, precision = np.mean(rankings, axis=0)
    print(f"{method:44}{auc:10.4f}{precision:16.4f}", flush=True)


def rank(scores):
    return roc_auc_score(anomalous, scores), average_precision_score(anomalous, scores)


for components in range(1, min(9, training.shape[1])):
    pca = PCA(components).fit(training)
    show(f"scikit-learn PCA, rank {components}", [rank(((judged - pca.inverse_transform(pca.transform(judged))) ** 2).sum(axis=1))])
for samples in (256, 1024, 4096):
    forests = [IsolationForest(n_estimators=300, max_samples=samples, random_state=seed).fit(training) for seed in range(1, 6)]
    show(f"scikit-learn isolation forest, {samples} samples", [rank(-forest.score_samples(judged)) for forest in forests])
