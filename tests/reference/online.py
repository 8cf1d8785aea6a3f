"""Writes the case of the online learner in tests/reference.rs: AdaGrad on squared hinges, in float64, by the definition.

    pip install numpy
    python tests/reference/online.py

Every row is scored, then learned; the sum of squared gradients of a column runs over its rows and all labels.
"""

import json
import pathlib

import numpy as np

RATE, SMALL, INTERCEPT = 0.4, 0.03, 0.3
draw = np.random.default_rng(7)
rows = np.where(draw.random((60, 9)) < 0.4, draw.random((60, 9)), 0).round(3).astype(np.float32)
truth = np.stack([rows[:, 0] + rows[:, 1] > 0.5, rows[:, 2] > rows[:, 3], draw.random(60) < 0.3], axis=1)

weights, squares = np.zeros((9, 3)), np.zeros(9)
intercepts, intercept_squares = np.zeros(3), np.zeros(3)
scores = []
for row, holding in zip(rows.astype(np.float64), truth):
    score = row @ weights + intercepts
    scores.append(score.tolist())
    sign = np.where(holding, 1.0, -1.0)
    gradient = -2 * sign * np.maximum(0, 1 - sign * score)
    squares += (gradient**2).sum() * row**2
    weights -= np.outer(RATE * row / (SMALL + np.sqrt(squares)), gradient)
    intercept_squares += gradient**2
    intercepts -= INTERCEPT * RATE * gradient / (1 + np.sqrt(intercept_squares))

case = {"rate": RATE, "rows": rows.astype(float).round(3).tolist(), "truth": truth.tolist(), "scores": scores,
        "weights": weights.tolist(), "intercepts": intercepts.tolist()}
lines = ",\n".join(f"{json.dumps(key)}:{json.dumps(value, separators=(',', ':'))}" for key, value in case.items())
(pathlib.Path(__file__).parent / "online.json").write_text(f"{{{lines}}}\n")
