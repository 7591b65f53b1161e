"""Densities of statsmodels and scikit-learn.

Reads lines `folder h`, takes xq and x of that folder, writes the density at xq to out, and prints the seconds of
processor time that the work took.
"""

import sys
from time import process_time

import numpy as np


def by_statsmodels(xq, x, h):
    from statsmodels.nonparametric.kde import KDEUnivariate

    model = KDEUnivariate(x)
    model.fit(bw=h, fft=True, gridsize=512)
    return np.interp(xq, model.support, model.density)


def by_sklearn(xq, x, h):
    from sklearn.neighbors import KernelDensity

    model = KernelDensity(bandwidth=h).fit(x[:, None])
    return np.exp(model.score_samples(xq[:, None]))


density = {"statsmodels": by_statsmodels, "sklearn": by_sklearn}[sys.argv[1]]
for line in sys.stdin:
    folder, h = line.split()
    xq, x = (np.fromfile(f"{folder}/{name}") for name in ("xq", "x"))
    start = process_time()
    out = density(xq, x, float(h))
    seconds = process_time() - start
    out.tofile(f"{folder}/out")
    print(seconds, flush=True)
