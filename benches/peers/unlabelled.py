"""What `--unlabelled` gains where few rows are labelled, beside the default and scikit-learn's linear SVM on the same rows.

    python3 benches/peers/unlabelled.py TABLE.csv [--rows 100 300 1000 3000] [--repeat 3] [--options "..."]

The table has the columns text and label, one label a row. In a shuffled order 3,000 rows are the test, up to 15,000 others the pages without
labels, and of these the labelled rows are drawn anew each time. Accuracy on the test, mean of the repeats.
"""

import argparse
import csv
import pathlib
import random
import statistics
import subprocess
import tempfile

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

csv.field_size_limit(10**9)
PROGRAM = pathlib.Path(__file__).parents[2] / "target/release/standpoint"
TEST, PAGES = 3000, 15000


def write(path, rows, columns):
    with open(path, "w", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)


def plain(train, test):
    vectorizer = TfidfVectorizer(sublinear_tf=True, min_df=2 if len(train) >= 300 else 1)
    known, new = vectorizer.fit_transform(row["text"] for row in train), vectorizer.transform(row["text"] for row in test)
    return LinearSVC(class_weight="balanced").fit(known, [row["label"] for row in train]).predict(new)


def ours(folder, options):
    model, out = folder / "model", folder / "out.csv"
    common = ["--quiet", "--min-label-rows", "1", "--no-estimate", "--no-calibration", "--single-label", *options]
    subprocess.run([PROGRAM, "train", folder / "train.csv", "--out", model, *common], check=True)
    subprocess.run([PROGRAM, "classify", "--model", model, folder / "test.csv", "--format", "csv", "--out", out, "--quiet"], check=True)
    with open(out, newline="") as file:
        return [row["predicted_topics"] for row in csv.DictReader(file)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("table")
    parser.add_argument("--rows", type=int, nargs="+", default=[100, 300, 1000, 3000])
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--options", default="", help="further options of train")
    args = parser.parse_args()
    with open(args.table, newline="") as file:
        rows = list(csv.DictReader(file))
    random.Random(0).shuffle(rows)
    test, pages = rows[:TEST], rows[TEST : TEST + PAGES]
    truth = [row["label"] for row in test]
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        write(folder / "test.csv", test, ["text"])
        write(folder / "pages.csv", pages, ["text"])
        ways = {
            "scikit-learn": plain,
            "default": lambda *_: ours(folder, args.options.split()),
            "--unlabelled": lambda *_: ours(folder, ["--unlabelled", folder / "pages.csv", *args.options.split()]),
        }
        print(f"{len(pages)} pages without labels, {len(test)} rows to judge; labelled rows: accuracy of {', '.join(ways)}")
        for count in args.rows:
            said = {way: [] for way in ways}
            for repeat in range(args.repeat):
                train = random.Random(repeat + 1).sample(pages, count)
                write(folder / "train.csv", train, ["text", "label"])
                for way, predict in ways.items():
                    said[way].append(statistics.mean(a == b for a, b in zip(truth, predict(train, test))))
            print(count, *(f"{statistics.mean(each):.3f}" for each in said.values()), flush=True)


if __name__ == "__main__":
    main()
