"""Scores a model on real articles labelled by hand.

    python3 benches/real-news/score.py ARTICLES.csv... [--labels FILE] [--model FILE] [--confident] [--options "..."]

The labels (labels.csv: articles around the targets and others, which judge; development.csv: further ones, by which choices
are made; stream.csv: articles drawn at random from the rest of the same outlets, as a newsroom meets them) hold ids, no text. The
texts come from tables with the columns id, title, text; an id of the second and further tables is written `ct:` and the table's own id.

readings.csv holds what each reader said. A label of the first two sets is what two of the readers a, b and c say, who read all of
them by the guide and saw neither each other's labels nor the first ones; where no two of them say the same, the first reader
decides. It is `high` where all three say the same of everything. Those of stream.csv are the first reader's. How far readers agree is printed, topics as macro F1
too: more than that no model can be told to have.
"""

import argparse
import csv
import itertools
import json
import pathlib
import shlex
import subprocess
import sys
import tempfile

csv.field_size_limit(sys.maxsize)
HERE = pathlib.Path(__file__).parent
TOPICS = ["trade", "security", "telecoms"]
TARGETS = ["tariffs", "chinese-tech-restrictions", "surveillance-powers", "net-neutrality"]
STANCES = ["favour", "against", "neutral"]
LENGTHS = [("up to 500 words", 0, 500), ("501 to 1,000 words", 501, 1000), ("above 1,000 words", 1001, sys.maxsize)]


def f1(said, true):
    hits = sum(s and t for s, t in zip(said, true))
    wrong = sum(s != t for s, t in zip(said, true))
    precision = hits / max(sum(said), 1)
    recall = hits / max(sum(true), 1)
    return precision, recall, 2 * hits / (2 * hits + wrong) if hits else 0.0, sum(true)


def show(name, labels, said, true):
    scores = [f1([label in s for s in said], [label in t for t in true]) for label in labels]
    for label, (precision, recall, f, support) in zip(labels, scores):
        print(f"  {label:26} precision {precision:.3f}  recall {recall:.3f}  F1 {f:.3f}  of {support}")
    met = [f for _, _, f, support in scores if support]
    print(f"{name}: macro F1 {sum(met) / max(len(met), 1):.3f} of {len(met)} labels on {len(true)} articles")


def told(name, said, true):
    """One line of a part of the articles: topics pooled, since a part has too few for each."""
    pairs = [(topic in s, topic in t) for s, t in zip(said, true) for topic in TOPICS]
    precision, recall, f, support = f1([s for s, _ in pairs], [t for _, t in pairs])
    print(f"  {name:26} precision {precision:.3f}  recall {recall:.3f}  F1 {f:.3f}  of {support} topics in {len(true)} articles")


def classify(program, rows, columns, model, options):
    with tempfile.NamedTemporaryFile("w", suffix=".csv", newline="") as table:
        writer = csv.DictWriter(table, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
        table.flush()
        command = [*program, "classify", table.name, "--format", "jsonl", "--quiet", *options, *(["--model", model] if model else [])]
        lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return [json.loads(line) for line in lines]


def agreement(ids):
    with open(HERE / "readings.csv", newline="") as table:
        readings = [row for row in csv.DictReader(table) if row["id"] in ids]
    said = {reader: {row["id"]: row for row in readings if row["reader"] == reader} for reader in sorted({row["reader"] for row in readings})}
    for one, other in itertools.combinations(said, 2):
        pairs = [(row, said[other][id]) for id, row in said[one].items() if id in said[other]]
        same = ", ".join(f"{column} {sum(a[column] == b[column] for a, b in pairs)}" for column in ("topics", "target", "stance"))
        figures = [f1(*([topic in row["topics"].split(";") for row in side] for side in zip(*pairs)))[2] for topic in TOPICS] if pairs else []
        print(f"readers {one} and {other}, of {len(pairs)} the same: {same}; topics' macro F1 {sum(figures) / max(len(figures), 1):.3f}")


def label_of(answer):
    return (answer or {"label": "none"})["label"]


def main():
    args = argparse.ArgumentParser()
    args.add_argument("articles", nargs="+")
    args.add_argument("--labels", default=HERE / "labels.csv")
    args.add_argument("--model")
    args.add_argument("--confident", action="store_true", help="only articles of which the readers say the same")
    args.add_argument("--program", default="cargo run --release --quiet --")
    args.add_argument("--options", default="", help="further options of classify, as one text")
    args = args.parse_args()
    texts = {}
    for number, path in enumerate(args.articles):
        with open(path, newline="") as table:
            texts |= {("ct:" if number else "") + row["id"]: row for row in csv.DictReader(table)}
    with open(args.labels, newline="") as table:
        labels = list(csv.DictReader(table))
    agreement({row["id"] for row in labels})
    gold = [row for row in labels if row["id"] in texts and not (args.confident and row["confidence"] == "low")]
    rows = [texts[row["id"]] | row for row in gold]
    program, options = args.program.split(), shlex.split(args.options)
    open_target = classify(program, rows, ["id", "title", "text"], args.model, options)
    given = classify(program, rows, ["id", "title", "text", "target"], args.model, options)

    said, true = [{t["label"] for t in o["topics"]} for o in open_target], [set(row["topics"].split(";")) for row in gold]
    show("topics", TOPICS, said, true)
    parts = [(genre, [row["genre"] == genre for row in gold]) for genre in ("report", "opinion", "other")]
    parts += [(name, [least <= len(row["text"].split()) <= most for row in rows]) for name, least, most in LENGTHS]
    for name, chosen in parts:
        told(name, [s for s, c in zip(said, chosen) if c], [t for t, c in zip(true, chosen) if c])

    targets = [label_of(o["target"]) for o in open_target]
    show("target", TARGETS, [{target} for target in targets], [{row["target"]} for row in gold])
    print(f"target: {sum(t == row['target'] for t, row in zip(targets, gold))} of {len(gold)} right")

    sided = [at for at, row in enumerate(gold) if row["target"] != "none"]
    for name, answers in (("stance, target given", given), ("stance, target predicted", open_target)) if sided else ():
        stances = {at: label_of(answers[at]["stance"]) for at in sided}
        show(name, STANCES, [{stances[at]} for at in sided], [{gold[at]["stance"]} for at in sided])
        for target in TARGETS:
            of = [at for at in sided if gold[at]["target"] == target]
            print(f"  {target:26} {sum(stances[at] == gold[at]['stance'] for at in of)} of {len(of)} right")


main()
