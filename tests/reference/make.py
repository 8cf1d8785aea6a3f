"""Writes the cases of tests/reference.rs: what scikit-learn and LIBLINEAR answer on fixed inputs.

    pip install scikit-learn liblinear-official
    python tests/reference/make.py

Each file names the versions that answered. Inputs are written beside the answers, so the tests need no Python.
"""

import itertools
import json
import pathlib
import platform
import random
import re
from importlib.metadata import version

import numpy as np
from liblinear.liblinearutil import train
from scipy.sparse import csr_matrix, hstack
from sklearn.calibration import _sigmoid_calibration
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import (
    accuracy_score, average_precision_score, brier_score_loss, cohen_kappa_score, hamming_loss, log_loss,
    matthews_corrcoef, precision_recall_fscore_support, roc_auc_score,
)
from sklearn.naive_bayes import MultinomialNB
from sklearn.preprocessing import MultiLabelBinarizer
from sklearn.svm._base import _fit_liblinear

HERE = pathlib.Path(__file__).parent
VERSIONS = {
    "python": platform.python_version(),
    "scikit-learn": version("scikit-learn"),
    "liblinear-official": version("liblinear-official"),
}


def write(name, shared, cases):
    """One case a line, so that a change shows as the cases it changed."""
    head = json.dumps({"versions": VERSIONS, **shared})[1:-1]
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    (HERE / f"{name}.json").write_text(f"{{{head}, \"cases\": [\n{lines}\n]}}\n")


def numbers(values):
    return [float(f"{value:.12g}") for value in values]


TEXTS = [
    "Tariffs on steel rise; steel makers cheer, car makers do not.",
    "A car tax is a tax on the poor",
    "The steel town of X voted: no tax, no tariffs!",
    "",
    "Car makers leave the town in 2030",
    "Zebra quux",
]


def tokens(text):
    return re.findall(r"\w+", text.lower())


def tfidf():
    """Words, and words beside character n-grams: each part a TfidfVectorizer, side by side."""
    cases = []
    grams = [((1, 1), None), ((1, 2), None), ((1, 1), (3, 5)), ((1, 2), (4, 5))]
    for (words, chars), sublinear, (min_df, max_df) in itertools.product(
        grams, [False, True], [(1, 1.0), (2, 1.0), (1, 0.4)]
    ):
        options = dict(sublinear_tf=sublinear, min_df=min_df, max_df=max_df, smooth_idf=True, norm="l2")
        parts = [("", TfidfVectorizer(tokenizer=tokens, token_pattern=None, ngram_range=words, **options))]
        if chars:
            # A character vectorizer splits at white space: give it the tokens, parted by spaces.
            joined = dict(preprocessor=lambda text: " ".join(tokens(text)), analyzer="char_wb")
            parts.insert(0, ("#", TfidfVectorizer(ngram_range=chars, **joined, **options)))
        matrices = [part.fit_transform(TEXTS) for _, part in parts]
        matrix = csr_matrix(hstack(matrices))
        matrix.sort_indices()
        cases.append({
            "words": words, "chars": chars, "sublinear_tf": sublinear, "min_df": min_df, "max_df": max_df,
            "vocabulary": [prefix + str(term) for prefix, part in parts for term in part.get_feature_names_out()],
            "idf": [round(float(idf), 9) for _, part in parts for idf in part.idf_],
            "rows": [[[int(j), round(float(v), 9)] for j, v in zip(row.indices, row.data)] for row in matrix],
        })
    write("tfidf", {"texts": TEXTS}, cases)


def sparse_rows():
    """60 x 40, values in sixteenths, exact in f32; no line parts the classes at a small cost."""
    rng = random.Random(7)
    rows, signs = [], []
    for i in range(60):
        signs.append(1 if i % 3 == 0 else -1)
        row = {j: rng.randint(1, 32) / 16 * rng.choice([1, 1, 1, -1]) for j in range(40) if rng.random() < 0.15}
        if rng.random() < 0.8:
            row[0 if signs[i] > 0 else 1] = 1.0
        rows.append(dict(sorted(row.items())))
    rows[10] = {}
    rows[21], signs[21] = rows[20], -signs[20]  # copies that disagree
    rows[31], signs[31] = rows[30], signs[30]  # copies that agree
    return rows, signs


LOSSES = {1: ("squared_hinge", "squared_hinge"), 3: ("hinge", "hinge"), 7: ("logistic", "logistic_regression")}


def objective(loss, x, y, costs, bias, w, b):
    margin = y * (x @ w + bias * b)
    losses = {
        "squared_hinge": np.maximum(0, 1 - margin) ** 2,
        "hinge": np.maximum(0, 1 - margin),
        "logistic": np.logaddexp(0, -margin),
    }
    return 0.5 * (w @ w + b * b) + float(costs @ losses[loss])


def learners():
    rows, signs = sparse_rows()
    x, y = np.zeros((60, 40)), np.array(signs)
    for i, row in enumerate(rows):
        x[i, list(row)] = list(row.values())
    features = [{j + 1: value for j, value in row.items()} for row in rows]
    balanced = {sign: len(signs) / (2 * signs.count(sign)) for sign in (1, -1)}
    cases = []
    for (solver, (loss, sklearn_loss)), c, bias, balance in itertools.product(
        LOSSES.items(), [0.1, 1.0, 10.0], [0.0, 1.0, 2.5], [False, True]
    ):
        weight = balanced if balance else {1: 1.0, -1: 1.0}
        costs = c * np.array([weight[sign] for sign in signs])
        options = f"-s {solver} -c {c} -B {bias or -1} -w1 {weight[1]:.17g} -w-1 {weight[-1]:.17g} -q"
        model = train(signs, features, options)
        sign = 1 if model.label[0] == 1 else -1
        found = sign * np.array([model.w[j] for j in range(40 + (bias > 0))])
        # LIBLINEAR itself stops after 300 passes, short of a tight tolerance: its copy in scikit-learn goes on.
        coef, intercept, _ = _fit_liblinear(
            csr_matrix(x), y, c, bias > 0, bias or 1.0, weight, "l2", True, 0, 10**7, 1e-10, 0, loss=sklearn_loss
        )
        w, scaled = coef.ravel(), float(np.ravel(intercept)[0]) if bias else 0.0
        b = scaled / bias if bias else 0.0
        cases.append({
            "loss": loss, "c": c, "intercept_scaling": bias, "balanced": balance,
            "default_objective": objective(loss, x, y, costs, bias, found[:40], found[40] if bias else 0.0),
            "objective": objective(loss, x, y, costs, bias, w, b),
            "weights": numbers(w), "intercept": float(f"{scaled:.12g}"),
        })
    matrix = [[[j, value] for j, value in row.items()] for row in rows]
    write("learners", {"columns": 40, "rows": matrix, "positive": [sign > 0 for sign in signs]}, cases)


def metrics():
    rng = random.Random(11)

    def noisy(truth, labels, rate):
        return [sorted({l for l in labels if (l in row) != (rng.random() < rate)}) for row in truth]

    many = [[l for l in range(5) if rng.random() < 0.1 + 0.15 * l] for _ in range(40)]
    single = [[rng.choice([0, 0, 0, 1, 1, 2])] for _ in range(40)]
    said = [[rng.choice([row[0], row[0], 0, 1, 2])] for row in single]
    tables = {
        "several labels a row": (5, many, noisy(many, range(5), 0.2)),
        "one label a row": (3, single, said),
        "a label never said": (3, single, [[0 if row[0] == 2 else row[0]] for row in said]),
        "a label never true": (4, single, [[3] if i % 9 == 0 else row for i, row in enumerate(said)]),
        "a label neither true nor said": (5, single, said),
        "rows without labels": (3, [[], [0], [], [1, 2], []], [[0], [], [], [1], [2]]),
        "nothing said": (3, single, [[] for _ in single]),
        "nothing true": (3, [[] for _ in said], said),
        "nothing at all": (3, [[], []], [[], []]),
        "all wrong": (2, [[0], [1], [0]], [[1], [0], [1]]),
        "all right": (5, many, many),
    }
    cases = []
    for name, (labels, truth, predicted) in tables.items():
        encode = MultiLabelBinarizer(classes=list(range(labels))).fit_transform
        figures = {}
        for average in [None, "micro", "macro", "weighted"]:
            p, r, f, s = precision_recall_fscore_support(
                encode(truth), encode(predicted), average=average, zero_division=0
            )
            if average is None:
                figures["labels"] = [list(map(float, row)) for row in zip(p, r, f, s)]
            else:
                figures[average] = [float(p), float(r), float(f)]
        cases.append({"name": name, "truth": truth, "predicted": predicted, **figures})
    write("metrics", {}, cases)


def figures():
    """All figures of whole tasks, with probabilities; rows that got no label have none."""
    rng = random.Random(17)

    def single(rows, labels, skew):
        truth, p = [], []
        for _ in range(rows):
            truth.append([min(int(rng.expovariate(skew)), labels - 1)])
            # In hundredths, so that there are ties.
            raw = [rng.randint(0, 60) + (60 if l == truth[-1][0] and rng.random() < 0.7 else 1) for l in range(labels)]
            p.append([value / sum(raw) for value in raw])
        return truth, [[max(range(labels), key=row.__getitem__)] for row in p], p

    def many(rows, labels):
        truth = [[l for l in range(labels) if rng.random() < 0.1 + 0.12 * l] for _ in range(rows)]
        p = [[rng.randint(0, 70) / 100 + (0.29 if l in row else 0) for l in range(labels)] for row in truth]
        return truth, [[l for l in range(labels) if row[l] > 0.5] for row in p], p

    truth, said, p = single(70, 3, 0.8)
    silent = [row if i % 11 else [] for i, row in enumerate(said)], [row if i % 11 else [] for i, row in enumerate(p)]
    tables = {
        "three classes": (["against", "favour", "neutral"], True, truth, said, p),
        "two classes": (["against", "favour"], True, *single(50, 2, 0.9)),
        "some rows got no label": (["a", "b", "c"], True, truth, *silent),
        "a class never said": (["a", "b", "c"], True, truth, [[0 if row[0] == 2 else row[0]] for row in said], p),
        "several labels a row": (["a", "b", "c", "d"], False, *many(80, 4)),
    }
    cases = []
    for name, (labels, one, truth, said, p) in tables.items():
        n = len(labels)
        encode = MultiLabelBinarizer(classes=list(range(n))).fit_transform
        t, s = encode(truth), encode(said)
        average = lambda how: [float(x) for x in precision_recall_fscore_support(t, s, average=how, zero_division=0)[:3]]
        case = {"samples": average("samples"), "micro": average("micro"), "macro": average("macro")}
        case["accuracy"], case["hamming_loss"] = float(accuracy_score(t, s)), float(hamming_loss(t, s))
        flat = ([row[0] for row in truth], [row[0] if row else n for row in said]) if one else (t.ravel(), s.ravel())
        case["matthews"], case["kappa"] = float(matthews_corrcoef(*flat)), float(cohen_kappa_score(*flat))
        known = [i for i, row in enumerate(p) if row]
        kt, kp = t[known], np.array([p[i] for i in known])
        case["average_precision"] = [float(average_precision_score(kt[:, l], kp[:, l])) for l in range(n)]
        case["roc_auc"] = [float(roc_auc_score(kt[:, l], kp[:, l])) for l in range(n)]
        case["log_loss"] = [float(log_loss(kt[:, l], kp[:, l])) for l in range(n)]
        case["brier"] = [float(brier_score_loss(kt[:, l], kp[:, l])) for l in range(n)]
        if one:
            classes = [truth[i][0] for i in known]
            losses = float(log_loss(classes, kp, labels=list(range(n))))
            square = brier_score_loss(classes, kp[:, 1]) if n == 2 else brier_score_loss(classes, kp, labels=list(range(n)))
            case["over"] = [losses, float(square)]
        else:
            case["over"] = [float(np.mean(case["log_loss"])), float(np.mean(case["brier"]))]
        f1 = dict(zip(labels, precision_recall_fscore_support(t, s, average=None, zero_division=0)[2]))
        if "favour" in f1:
            case["semeval_f1"] = float((f1["favour"] + f1["against"]) / 2)
        cases.append({"name": name, "labels": labels, "single": one, "truth": truth, "said": said, "probabilities": p, **case})
    write("figures", {}, cases)


def naive_bayes():
    """Multinomial naive Bayes with Laplace's 1 on counts of words: by class, and each label against its absence."""
    rng = random.Random(19)
    words = ["steel", "tax", "ban", "phone", "spy", "rain"]
    texts, classes, many = [], [], []
    for i in range(40):
        label = rng.choice([0, 0, 1, 2])
        texts.append(" ".join(rng.choice(words[2 * label:2 * label + 2] * 2 + words) for _ in range(rng.randint(3, 7))))
        classes.append(label)
        many.append([l for l in range(3) if l == label or rng.random() < 0.2])
    x = np.array([[text.split().count(word) for word in words] for text in texts])
    test = [i for i in range(40) if i % 4 == 0]
    train = [i for i in range(40) if i % 4]
    said = MultinomialNB(alpha=1).fit(x[train], [classes[i] for i in train]).predict(x[test])
    ovr = [MultinomialNB(alpha=1).fit(x[train], [l in many[i] for i in train]).predict(x[test]) for l in range(3)]
    encode = MultiLabelBinarizer(classes=[0, 1, 2]).fit_transform
    tables = {
        "by class": ([[label] for label in classes], [[int(label)] for label in said]),
        "several labels a row": (many, [[l for l in range(3) if ovr[l][at]] for at in range(len(test))]),
    }
    cases = []
    for name, (truth, said) in tables.items():
        t, s = encode([truth[i] for i in test]), encode(said)
        f1 = {how: float(precision_recall_fscore_support(t, s, average=how, zero_division=0)[2]) for how in ["micro", "macro"]}
        cases.append({"name": name, "truth": truth, "accuracy": float(accuracy_score(t, s)), **f1})
    order = train + test
    for case in cases:
        case["truth"] = [case["truth"][i] for i in order]
    write("naive_bayes", {"texts": [texts[i] for i in order], "train": len(train)}, cases)


def calibration():
    rng = random.Random(13)

    def drawn(n, share, gap, spread=1.0):
        positive = [rng.random() < share for _ in range(n)]
        return [round(rng.gauss(gap if p else -gap, 1.0) * spread, 3) for p in positive], positive

    tables = {
        "overlapping": drawn(60, 0.5, 0.7),
        "rare": drawn(80, 0.08, 0.9),
        "parted": ([-2.0, -1.5, -1.0, 0.5, 1.0, 2.5], [False, False, False, True, True, True]),
        "turned round": drawn(40, 0.5, -0.8),
        "large": drawn(50, 0.4, 0.8, 40.0),
        "small": drawn(50, 0.4, 0.8, 0.02),
        "ties": ([0.0, 0.0, 1.0, 1.0, 1.0, -1.0, -1.0], [True, False, True, True, False, False, False]),
        "all equal": ([0.5] * 6, [True, False, False, False, True, False]),
    }
    cases = []
    for name, (scores, positive) in tables.items():
        a, b = map(float, _sigmoid_calibration(np.array(scores), np.array(positive, dtype=float)))
        p = 1 / (1 + np.exp(a * np.array(scores) + b))
        cases.append({"name": name, "scores": scores, "positive": positive, "a": a, "b": b, "probabilities": numbers(p)})
    write("calibration", {}, cases)


for make in [tfidf, learners, metrics, figures, naive_bayes, calibration]:
    make()
