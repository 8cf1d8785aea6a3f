"""Writes the cases of complement naive Bayes in tests/reference.rs: the scores of scikit-learn's ComplementNB.

    pip install scikit-learn
    python tests/reference/complement_nb.py
"""

import json
import pathlib
from importlib.metadata import version

import numpy as np
from sklearn.naive_bayes import ComplementNB

draw = np.random.default_rng(3)
cases = []
for labels, alpha in [(2, 1.0), (2, 0.1), (4, 1.0), (4, 0.01)]:
    rows = np.where(draw.random((20, 8)) < 0.4, draw.random((20, 8)), 0).round(3).astype(np.float32).astype(float)
    rows[:, 7] = 0  # A column without values.
    truth = np.arange(20) % labels
    rows[:, 6] = np.where(truth == 0, 0.5, 0)  # One of a single label.
    model = ComplementNB(alpha=alpha).fit(rows, truth)
    scores = model._joint_log_likelihood(rows)
    sparse = [[(int(j), float(row[j])) for j in np.flatnonzero(row)] for row in rows]
    cases.append({"alpha": alpha, "columns": 8, "rows": sparse, "truth": truth.tolist(), "scores": scores.tolist()})

lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
versions = json.dumps({"scikit-learn": version("scikit-learn"), "numpy": version("numpy")})
(pathlib.Path(__file__).parent / "complement_nb.json").write_text(f'{{"versions":{versions},"cases":[\n{lines}\n]}}\n')
