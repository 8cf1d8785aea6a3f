"""Scores stance in its three forms on public corpora, with nothing of what is judged seen in training.

    python3 benches/stance/run.py FOLDER [--program PROGRAM] [--options "..."]

FOLDER holds semeval2016/train.tsv, newsmtsc/train.csv and fnc1/train_stances.csv with fnc1/train_bodies.csv, as their
makers published them. Needs nothing beside Python 3.

- target: SemEval-2016 Task 6A; the mean F1 of favour and against, in ten folds, and in 200, whose fits have 99.5 % of the rows,
  as that for the test half has all. The label of the highest score is taken, which calibration does not change.
- mention: NewsMTSC; five folds, in which a sentence stays whole; macro F1.
- claim: Fake News Challenge. Claims and bodies of one story are joined by their related pairs; the stories are dealt into
  three parts, and each part's claims and bodies are judged by a model of the pairs of the other two. That is what its test
  half asks (new claims, new bodies), and harder than folds by body, in which a story is met again. Unrelated pairs are
  weighted to be 72.2 % of all, as they are in the test half; the challenge's score and macro F1.
"""

import argparse
import collections
import csv
import json
import pathlib
import subprocess
import sys
import tempfile

csv.field_size_limit(sys.maxsize)
UNRELATED = "unrelated"
PARTS = 3


def evaluated(program, table, folds, options):
    """The JSON report of a cross-validation."""
    command = [program, "evaluate", table, "--folds", str(folds), "--format", "json", "--quiet", *options]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)["stance"]


def stories(pairs):
    """The story of each claim and body, as the part it is dealt to: the largest first, always to the smallest part."""
    parent = {}

    def find(node):
        while parent.setdefault(node, node) != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for claim, body, stance in pairs:
        ends = find(("claim", claim)), find(("body", body))
        if stance != UNRELATED:
            parent[ends[0]] = ends[1]
    size = collections.Counter(find(node) for node in list(parent))
    filled, part = [0] * PARTS, {}
    for story in sorted(size, key=lambda story: (-size[story], story)):
        smallest = filled.index(min(filled))
        part[story] = smallest
        filled[smallest] += size[story]
    return {node: part[find(node)] for node in list(parent)}


def write(path, rows):
    with open(path, "w", newline="") as file:
        csv.writer(file).writerows([["claim", "text", "stance"], *rows])


def of_claims(program, folder, options):
    with open(folder / "train_bodies.csv", newline="") as file:
        bodies = {row["Body ID"]: row["articleBody"] for row in csv.DictReader(file)}
    with open(folder / "train_stances.csv", newline="") as file:
        pairs = [(row["Headline"], row["Body ID"], row["Stance"]) for row in csv.DictReader(file)]
    part = stories(pairs)
    said = []
    with tempfile.TemporaryDirectory() as place:
        train, test, model = (str(pathlib.Path(place) / name) for name in ("train.csv", "test.csv", "model"))
        for judged in range(PARTS):
            ends = [(part["claim", claim], part["body", body]) for claim, body, _ in pairs]
            inside = [claim == body == judged for claim, body in ends]
            outside = [judged not in end for end in ends]
            for path, held in ((train, outside), (test, inside)):
                write(path, [(claim, bodies[body], stance) for (claim, body, stance), keep in zip(pairs, held) if keep])
            subprocess.run([program, "train", train, "--out", model, "--no-estimate", "--quiet", *options], check=True)
            command = [program, "classify", "--model", model, test, "--format", "csv", "--quiet"]
            lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines(keepends=True)
            said += [(row["stance"], row["predicted_stance"]) for row in csv.DictReader(lines)]
    related = sum(true != UNRELATED for true, _ in said)
    weight = related * 0.722 / 0.278 / (len(said) - related)
    points = most = 0.0
    counts = collections.defaultdict(lambda: [0.0, 0.0, 0.0])
    for true, label in said:
        each = weight if true == UNRELATED else 1.0
        full = 0.25 if true == UNRELATED else 1.0
        most += each * full
        points += each * (full if true == label else 0.25 if UNRELATED not in (true, label) else 0.0)
        counts[true][0] += each
        counts[label][1] += each
        counts[true][2] += each * (true == label)
    f1 = {label: 2 * hits / (true + found) for label, (true, found, hits) in sorted(counts.items())}
    return 100 * points / most, f1


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--program", default="target/release/standpoint")
    parser.add_argument("--options", default="", help="options of train and evaluate")
    args = parser.parse_args()
    options = args.options.split()
    table = str(args.folder / "semeval2016/train.tsv")
    for folds in (10, 200):
        labels = evaluated(args.program, table, folds, ["--no-calibration", *options])["labels"]
        favour, against = labels["favour"]["f1"], labels["against"]["f1"]
        mean = f"mean F1 {(favour + against) / 2:.4f}"
        print(f"target   favour {favour:.3f}, against {against:.3f}, {mean}, {folds} folds", flush=True)
    report = evaluated(args.program, str(args.folder / "newsmtsc/train.csv"), 5, options)
    each = ", ".join(f"{label} {figures['f1']:.3f}" for label, figures in report["labels"].items())
    print(f"mention  {each}, macro F1 {report['macro']['f1']:.4f}", flush=True)
    score, f1 = of_claims(args.program, args.folder / "fnc1", options)
    each = ", ".join(f"{label} {figure:.3f}" for label, figure in f1.items())
    print(f"claim    score {score:.2f}, {each}, macro F1 {sum(f1.values()) / len(f1):.4f}")


if __name__ == "__main__":
    main()
