"""Names the core that OpenBLAS is fastest with on this processor, or nothing where its own choice is: one that is newer than OpenBLAS gets a kernel of 2004.

    /usr/bin/python3 blas_core.py [threads]

Each is tried in a process of its own, with a product of 1024 x 784 by 784 x 1024 in single and double precision, of which the shortest time of fifteen counts; a core
whose instructions the processor lacks ends that process. Another name than OpenBLAS's own has to be a tenth faster.
"""

import os
import subprocess
import sys

CORES = ["", "Haswell", "Zen", "SkylakeX", "Cooperlake", "SapphireRapids"]
TRIAL = """
import time
import numpy as np
times = []
for kind in (np.float32, np.float64):
    a, b = np.ones((1024, 784), kind), np.ones((784, 1024), kind)
    def once():
        start = time.perf_counter()
        for _ in range(5): a @ b
        return time.perf_counter() - start
    once()
    times.append(min(once() for _ in range(15)))
print(sum(times))
"""


def seconds(core, threads):
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": threads}
    if core:
        environment["OPENBLAS_CORETYPE"] = core
    trial = subprocess.run([sys.executable, "-c", TRIAL], env=environment, capture_output=True, text=True)
    return float(trial.stdout) if trial.returncode == 0 else float("inf")


def main():
    threads = sys.argv[1] if len(sys.argv) > 1 else "2"
    times = {core: seconds(core, threads) for core in CORES}
    best = min(times, key=times.get)
    print(best if times[best] < 0.9 * times[""] else "")


main()
