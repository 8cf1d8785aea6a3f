"""What options of `train` gain on folds that share no story, beside scikit-learn's plain linear SVM on the same folds.

    python3 benches/peers/options.py TABLE.csv --by subject|id|order [--fold 0]... --try="" --try="--ngrams 1-3 --marks" ...

The table has the columns text and label. Rows are parted into four folds: by the subject of a message, Re: left out (20 Newsgroups);
by the number in the column id, since reviews of a film follow each other (IMDB); or in blocks as they stand, which follow each other in
time (Reuters). `--by row` deals them out one by one (AG News). Random folds share threads and films, and call options a gain that learn
them by heart. Accuracy; where a row has several labels or none, micro F1, and macro F1 over the labels that rows on both sides have, as
the usual 90 of Reuters are chosen. Means over the folds.
"""

import argparse
import csv
import io
import pathlib
import random
import re
import subprocess
import tempfile

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import accuracy_score, f1_score
from sklearn.preprocessing import MultiLabelBinarizer
from sklearn.multiclass import OneVsRestClassifier
from sklearn.svm import LinearSVC

csv.field_size_limit(10**9)
PROGRAM = pathlib.Path(__file__).parents[2] / "target/release/standpoint"


def folds(rows, by):
    if by == "subject":
        found = [re.search(r"^Subject: *(?:re: *)*(.*)$", row["text"], re.M | re.I) for row in rows]
        keys = [match.group(1).lower().strip() if match else row["text"][:50] for match, row in zip(found, rows)]
        order = sorted(set(keys))
        random.Random(0).shuffle(order)
        fold = {key: place % 4 for place, key in enumerate(order)}
        return [fold[key] for key in keys]
    if by == "id":
        numbers = [int(re.findall(r"\d+", row["id"])[0]) for row in rows]
        return [number * 4 // (max(numbers) + 1) for number in numbers]
    return [place * 4 // len(rows) if by == "order" else place % 4 for place in range(len(rows))]


def labels(cell):
    return [label for label in cell.split(";") if label]


def score(known, truth, said):
    if all(len(labels(cell)) == 1 for cell in truth):
        return [accuracy_score(truth, said)]
    binary = MultiLabelBinarizer().fit([labels(cell) for cell in known + truth])
    known, truth, said = (binary.transform([labels(cell) for cell in cells]) for cells in (known, truth, said))
    both = known.any(axis=0) & truth.any(axis=0)
    micro = f1_score(truth, said, average="micro", zero_division=0)
    return [micro, f1_score(truth[:, both], said[:, both], average="macro", zero_division=0)]


def plain(train, test):
    several = any(len(labels(row["label"])) != 1 for row in train)
    vectorizer = TfidfVectorizer(ngram_range=(1, 1 if several else 2), min_df=2, sublinear_tf=True)
    known, new = vectorizer.fit_transform(row["text"] for row in train), vectorizer.transform(row["text"] for row in test)
    if not several:
        return list(LinearSVC().fit(known, [row["label"] for row in train]).predict(new))
    binary = MultiLabelBinarizer()
    truth = binary.fit_transform([labels(row["label"]) for row in train])
    said = OneVsRestClassifier(LinearSVC()).fit(known, truth).predict(new)
    return [";".join(cell) for cell in binary.inverse_transform(said)]


def ours(train, test, options):
    with tempfile.TemporaryDirectory() as place:
        for name, rows in ("train", train), ("test", test):
            with open(f"{place}/{name}.csv", "w", newline="") as file:
                csv.writer(file).writerows([["text", "topic"], *([row["text"], row["label"]] for row in rows)])
        model = ["--out", f"{place}/m", "--no-estimate", "--quiet", *options.split()]
        subprocess.run([PROGRAM, "train", f"{place}/train.csv", *model], check=True)
        classify = [PROGRAM, "classify", f"{place}/test.csv", "--model", f"{place}/m", "--format", "csv", "--quiet"]
        out = subprocess.run(classify, check=True, capture_output=True, text=True).stdout
        return [row["predicted_topics"] for row in csv.DictReader(io.StringIO(out, newline=""))]


parser = argparse.ArgumentParser()
parser.add_argument("table")
parser.add_argument("--by", choices=["subject", "id", "order", "row"], required=True)
parser.add_argument("--fold", type=int, action="append")
parser.add_argument("--try", dest="options", action="append", default=[])
args = parser.parse_args()
rows = list(csv.DictReader(open(args.table, newline="")))
fold_of = folds(rows, args.by)
for name, fit in [("scikit-learn", plain), *((f"standpoint {o}", lambda a, b, o=o: ours(a, b, o)) for o in args.options)]:
    scores = []
    for fold in args.fold or range(4):
        train, test = ([row for row, of in zip(rows, fold_of) if (of == fold) == held] for held in (False, True))
        scores.append(score([row["label"] for row in train], [row["label"] for row in test], fit(train, test)))
    means = " ".join(f"{sum(figures) / len(figures):.4f}" for figures in zip(*scores))
    print(f"{means:16} {name}", flush=True)
