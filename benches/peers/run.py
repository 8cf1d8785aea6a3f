"""Trains and labels with standpoint, scikit-learn and fastText on the same rows, and prints one table.

    cargo build --release
    pip install -r benches/peers/requirements.txt
    python3 benches/peers/run.py TABLE.csv... [--ngrams 1 2] [--program FILE] [--repeat 3]

A table has the columns text and label, one label a row. Every fourth row is held out. Labelling is timed twice: of the rows held
out, whose accuracy is told, and of all rows of the table, which is what a pile of many pages costs. Each run is a process of its own:
training reads the table and writes a model, labelling reads model and table and writes a table (scikit-learn and
fastText label in the process that trained; their training is timed with it, and their rate within it). The
features are words and, with --ngrams 1 2, pairs of words, found in two articles at least, 1 + ln(tf) times idf, without
stemming; the learner is the linear SVC of C 1. Times are of the wall clock, the median of the repeats, peers in turn;
memory is the peak of the process.
"""

import argparse
import csv
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

csv.field_size_limit(sys.maxsize)
HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent


def timed(command):
    """Seconds, peak memory in MB and output of a process."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"failed: {' '.join(map(str, command))}")
    return time.perf_counter() - start, usage.ru_maxrss / 1024, out


def split(table, folder):
    with open(table, newline="", encoding="utf-8") as file:
        rows = [(row["text"], row["label"]) for row in csv.DictReader(file)]
    parts = {"train": [r for i, r in enumerate(rows) if i % 4], "test": rows[::4], "all": rows}
    for name, part in parts.items():
        with open(folder / f"{name}.csv", "w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([("text", "label"), *part])
    return {name: (len(part), sum(len(text.encode()) for text, _ in part) / 1e6) for name, part in parts.items()}


def standpoint(folder, program, ngrams):
    train, model, out = (folder / name for name in ("train.csv", "model", "out.csv"))
    options = ["--ngrams", "-".join(map(str, ngrams)), "--stem", "none", "--uniform", "--prior", "uniform", "--quiet", "--out", model]
    fit = timed([program, "train", train, *options, "--no-estimate", "--no-calibration"])
    labelling = lambda part: timed(
        [program, "classify", folder / f"{part}.csv", "--model", model, "--format", "csv", "--quiet", "--out", out]
    )
    every = labelling("all")
    label = labelling("test")
    with open(out, newline="", encoding="utf-8") as file:
        right = [row["label"] == row["predicted_topics"] for row in csv.DictReader(file)]
    whole = timed([program, "train", train, *options])
    times = {"fit": fit[0], "label": label[0], "every": every[0], "default": whole[0]}
    return {**times, "memory": fit[1], "accuracy": sum(right) / len(right)}


def peer(name, folder, ngrams):
    labelling = lambda part: timed([sys.executable, HERE / "peer.py", name, folder, part, *map(str, ngrams)])
    seconds, memory, out = labelling("test")
    figures = dict(zip(("label", "accuracy"), map(float, out.split())))
    every = float(labelling("all")[2].split()[0])
    return {"fit": seconds - figures["label"], "every": every, "memory": memory, **figures}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tables", nargs="+")
    parser.add_argument("--ngrams", nargs=2, type=int, default=(1, 2))
    parser.add_argument("--program", default=ROOT / "target/release/standpoint")
    parser.add_argument("--repeat", type=int, default=3)
    args = parser.parse_args()
    for table in args.tables:
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            sizes = split(table, folder)
            runs = {"standpoint": [], "scikit-learn": [], "fastText": []}
            for _ in range(args.repeat):
                runs["standpoint"].append(standpoint(folder, args.program, args.ngrams))
                runs["scikit-learn"].append(peer("scikit-learn", folder, args.ngrams))
                runs["fastText"].append(peer("fastText", folder, args.ngrams))
        (rows, size), (all_rows, all_size) = sizes["test"], sizes["all"]
        labelled = f"{rows} rows held out ({size:.1f} MB) labelled, then all {all_rows} ({all_size:.1f} MB)"
        print(f"\n{pathlib.Path(table).name}, words {args.ngrams[0]}-{args.ngrams[1]}, {labelled}\n")
        print("| program | training s | labelling s | MB/s | all rows s | MB/s | peak MB | accuracy |\n|---|---|---|---|---|---|---|---|")
        for name, figures in runs.items():
            f = {key: statistics.median(run[key] for run in figures) for key in figures[0]}
            short, long = (f"{f[of]:.2f} | {mb / f[of]:.1f}" for of, mb in (("label", size), ("every", all_size)))
            print(f"| {name} | {f['fit']:.2f} | {short} | {long} | {f['memory']:.0f} | {f['accuracy']:.3f} |")
        ours, theirs = runs["standpoint"], runs["scikit-learn"]
        ratio = statistics.median(t["fit"] + t["label"] for t in theirs) / statistics.median(o["fit"] for o in ours)
        default = statistics.median(o["default"] for o in ours) / statistics.median(o["fit"] for o in ours)
        print(f"\nscikit-learn's whole run is {ratio:.1f} times our training; with thresholds, calibration and estimate ours is {default:.1f} times itself")


if __name__ == "__main__":
    main()
