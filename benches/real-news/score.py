"""Scores a model on real articles labelled by hand.

    python3 benches/real-news/score.py ARTICLES.csv... [--model FILE] [--confident]

labels.csv holds ids and labels, no text; the articles come from tables with the columns id, title, text
(an id of the second and further tables is written `ct:` and the table's own id). Reading 2 is a second reading of
some articles by another reader; figures are of reading 1, and the agreement of the two is printed.
"""

import argparse
import csv
import json
import pathlib
import subprocess
import sys
import tempfile

csv.field_size_limit(sys.maxsize)
HERE = pathlib.Path(__file__).parent


def f1(said, true):
    hits = sum(s and t for s, t in zip(said, true))
    wrong = sum(s != t for s, t in zip(said, true))
    precision = hits / max(sum(said), 1)
    recall = hits / max(sum(true), 1)
    return precision, recall, 2 * hits / (2 * hits + wrong) if hits else 0.0, sum(true)


def show(name, labels, said, true):
    scores = [f1([label in s for s in said], [label in t for t in true]) for label in labels]
    for label, (precision, recall, f, support) in zip(labels, scores):
        print(f"  {label:10} precision {precision:.3f}  recall {recall:.3f}  F1 {f:.3f}  of {support}")
    print(f"{name}: macro F1 {sum(s[2] for s in scores) / len(scores):.3f} on {len(true)} articles")


def classify(program, rows, columns, model):
    with tempfile.NamedTemporaryFile("w", suffix=".csv", newline="") as table:
        writer = csv.DictWriter(table, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
        table.flush()
        command = [*program, "classify", table.name, "--format", "jsonl", "--quiet", *(["--model", model] if model else [])]
        lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return [json.loads(line) for line in lines]


def main():
    args = argparse.ArgumentParser()
    args.add_argument("articles", nargs="+")
    args.add_argument("--model")
    args.add_argument("--confident", action="store_true", help="only articles whose reader was sure")
    args.add_argument("--program", default="cargo run --release --quiet --")
    args = args.parse_args()
    texts = {}
    for number, path in enumerate(args.articles):
        with open(path, newline="") as table:
            texts |= {("ct:" if number else "") + row["id"]: row for row in csv.DictReader(table)}
    with open(HERE / "labels.csv", newline="") as table:
        labels = list(csv.DictReader(table))
    first = {row["id"]: row for row in labels if row["reading"] == "1"}
    second = [row for row in labels if row["reading"] == "2"]
    for column in ("topics", "target", "stance"):
        same = sum(row[column] == first[row["id"]][column] for row in second)
        print(f"second reading: {column} the same in {same} of {len(second)}")
    gold = [row for row in first.values() if row["id"] in texts and not (args.confident and row["confidence"] == "low")]
    rows = [texts[row["id"]] | row for row in gold]
    program = args.program.split()
    open_target = classify(program, rows, ["id", "title", "text"], args.model)
    given = classify(program, rows, ["id", "title", "text", "target"], args.model)
    show("topics", ["trade", "security", "telecoms"], [{t["label"] for t in o["topics"]} for o in open_target],
         [set(row["topics"].split(";")) for row in gold])
    sided = [at for at, row in enumerate(gold) if row["target"] != "none"]
    for name, said in (("stance, target given", given), ("stance, target predicted", open_target)):
        show(name, ["favour", "against", "neutral"], [{(said[at]["stance"] or {"label": "none"})["label"]} for at in sided],
             [{gold[at]["stance"]} for at in sided])
    right = sum((o["target"] or {"label": "none"})["label"] == row["target"] for o, row in zip(open_target, gold))
    print(f"target: {right} of {len(gold)} right")


main()
