"""How training and labelling grow with the text.

    cargo build --release
    python3 benches/peers/scale.py TABLE.csv [--sizes 10 100 1000] [--hashing] [--program FILE]

A table with the columns text and label is repeated up to each size (MB), from the second time on with one word of fifty
changed at random, so that the vocabulary goes on growing as that of a real collection does. Words and their pairs, no
stems, one fit, or one pass with --hashing; then the model labels its own table. Seconds are of the wall clock, memory is the peak of the process.
"""

import argparse
import csv
import pathlib
import random
import sys
import tempfile

from run import ROOT, timed

csv.field_size_limit(sys.maxsize)
CHANGED = 50


def changed(text, draw):
    words = text.split(" ")
    for _ in range(len(words) // CHANGED):
        at = draw.randrange(len(words))
        words[at] += "".join(draw.choices("abcdefghijklmnopqrstuvwxyz", k=2))
    return " ".join(words)


def write(rows, path, size):
    draw, written, times = random.Random(1), 0, 0
    with open(path, "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(("text", "label"))
        while written < size * 1e6:
            # Rows come sorted by label: a part of the table is drawn from all of it.
            for text, label in draw.sample(rows, len(rows)):
                text = changed(text, draw) if times else text
                table.writerow((text, label))
                written += len(text.encode())
                if written >= size * 1e6:
                    break
            times += 1


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table")
    parser.add_argument("--sizes", nargs="+", type=int, default=(10, 100, 1000))
    parser.add_argument("--hashing", action="store_true")
    parser.add_argument("--program", default=ROOT / "target/release/standpoint")
    args = parser.parse_args()
    with open(args.table, newline="", encoding="utf-8") as file:
        rows = [(row["text"], row["label"]) for row in csv.DictReader(file)]
    print("| MB | training s | MB/s | peak MB | model MB | labelling s | MB/s | peak MB |\n|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        table, model, out = (pathlib.Path(folder) / name for name in ("table.csv", "model", "out.csv"))
        for size in args.sizes:
            write(rows, table, size)
            options = ["--ngrams", "1-2", "--stem", "none", "--quiet"]
            options += ["--hashing"] if args.hashing else ["--uniform", "--prior", "uniform", "--no-calibration", "--no-estimate"]
            fit = timed([args.program, "train", table, *options, "--out", model])
            label = timed([args.program, "classify", table, "--model", model, "--format", "csv", "--quiet", "--out", out])
            large = model.stat().st_size / 1e6
            print(f"| {size} | {fit[0]:.2f} | {size / fit[0]:.1f} | {fit[1]:.0f} | {large:.1f} | {label[0]:.2f} | {size / label[0]:.1f} | {label[1]:.0f} |", flush=True)


if __name__ == "__main__":
    main()
