"""Does the stance toward a target gain where the author's words and those of others are told apart?

    python3 benches/stance/voices.py TABLE.csv... [--program target/release/standpoint] [--dealings 3]

The first table teaches, by cross-validation too (datasets/articles.csv); further ones, with id, title, text, target and stance, are scored by
what it taught. Prints the macro F1 of each design, then, for each further table, the macro F1 at an offset of neutral and the areas
of favour, against and neutral. Needs scikit-learn and snowballstemmer. README.md has the designs that lost.

A design is a sum of blocks' Gram matrices, multiplied by 1, or 2 where the target is the same (Daumé III, ACL 2007). The squared-hinge
machine is solved exactly by Newton steps over the rows inside the margin (Chapelle, Neural Computation 2007).
"""

import argparse
import csv
import json
import re
import subprocess
import sys
from difflib import SequenceMatcher

import numpy as np
import scipy.linalg
import scipy.sparse as sp
import snowballstemmer
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.metrics import f1_score, roc_auc_score
from sklearn.model_selection import StratifiedKFold
from sklearn.preprocessing import normalize

csv.field_size_limit(sys.maxsize)
STANCES = ["favour", "against", "neutral"]
OFFSET = np.array([0, 0, -0.5])
WORD = re.compile(r"\w+(?:['’.]\w+)*")
QUOTED = re.compile(r'“[^”]{1,1500}”|"[^"]{1,1500}"')
STEM = snowballstemmer.stemmer("english").stemWord
PASSAGE, C = 200, 3.0
OWN, QUOTATION, REPORTED = 0, 1, 2


def words(text):
    return [STEM(match.group().lower().replace("’", "'")) for match in WORD.finditer(text)]


def find(part, whole, start=0):
    return next((at for at in range(start, len(whole) - len(part) + 1) if whole[at : at + len(part)] == part), None)


class Article:
    """Stems of title and text; `said` tells of each stem of the text whose word it is, `side` what its voice is for."""

    def __init__(self, row, voices):
        self.target, self.stance = row["target"], row["stance"]
        self.title, self.text = words(row["title"]), words(row["text"])
        self.said, self.side = np.zeros(len(self.text), int), np.zeros(len(self.text), int)
        starts = np.array([match.start() for match in WORD.finditer(row["text"])])
        for quotation in QUOTED.finditer(row["text"]):
            inside = (starts >= quotation.start()) & (starts < quotation.end())
            if inside.sum() >= 3 and "\n\n" not in quotation.group():
                self.said[inside] = QUOTATION
        at = 0
        for voice in voices:
            sentence, said = words(voice["sentence"]), words(voice["text"])
            found = find(sentence, self.text, at)
            found = find(sentence, self.text) if found is None else found
            if not sentence or found is None:
                continue
            at, whole = found, find(said, sentence)
            blocks = SequenceMatcher(None, sentence, said, autojunk=False).get_matching_blocks()
            runs = [(whole, len(said))] if whole is not None else [(run.a, run.size) for run in blocks if run.size > 1]
            for place in (found + start + step for start, size in runs for step in range(size)):
                if voice["kind"] == "quotation":
                    self.said[place] = QUOTATION
                elif self.said[place] == OWN:
                    self.said[place] = REPORTED
                self.side[place] = {"favour": 1, "against": -1}.get(voice.get("stance"), 0)


def read(path, program):
    with open(path, newline="") as table:
        rows = list(csv.DictReader(table))
    command = [program, "classify", path, "--voices", "--format", "jsonl", "--quiet"]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    told = [json.loads(line).get("voices") or [] for line in lines]
    return [Article(row, voices) for row, voices in zip(rows, told, strict=True) if row["target"] not in ("", "none")]


def ngrams(stems, orders, kept=None):
    runs = [(order, at) for order in orders for at in range(len(stems) - order + 1)]
    return ["_".join(stems[at : at + order]) for order, at in runs if kept is None or kept[at : at + order].all()]


def passages(article, orders=(1, 2), kept=None, text=None):
    """The title twice with each 200 words; a short last passage joins the one before."""
    text = article.text if text is None else text
    title = ngrams(article.title, orders) * 2
    starts = range(0, max(len(text), 1), PASSAGE)
    parts = [ngrams(text[at : at + PASSAGE], orders, None if kept is None else kept[at : at + PASSAGE]) for at in starts]
    if len(parts) > 1 and 0 < len(text) % PASSAGE < PASSAGE // 2 and text is article.text:
        parts[-2:] = [parts[-2] + parts[-1]]
    return [title + part for part in parts]


def with_marks(article):
    """The author's stems, with `<said>` where a run of others' words stood."""
    kind = list(zip(article.said, article.side))
    begins = [at == 0 or kind[at] != kind[at - 1] for at in range(len(kind))]
    both = zip(article.text, article.said, begins)
    return ["<said>" if said else stem for stem, said, first in both if first or not said]


def gram(articles, taught, read_passages):
    parts = [read_passages(article) for article in articles]
    owner = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    sums = sp.csr_matrix((np.ones(len(owner)), (owner, np.arange(len(owner)))))
    counter = CountVectorizer(analyzer=lambda part: part)
    counter.fit(part for article in parts[:taught] for part in article)
    counts = counter.transform(part for article in parts for part in article).astype(float)
    holding = ((sums @ counts)[:taught] > 0).sum(axis=0)
    counts.data = 1 + np.log(counts.data)
    idf = np.log((1 + taught) / (1 + np.asarray(holding).ravel())) + 1
    rows = normalize(sums @ normalize(counts @ sp.diags(idf)))
    return (rows @ rows.T).toarray()


def machine(kernel, signs, costs):
    inside = np.ones(len(signs), bool)
    for _ in range(30):
        at = np.flatnonzero(inside)
        alpha = scipy.linalg.solve(kernel[np.ix_(at, at)] + np.diag(1 / (2 * costs[at])), signs[at], assume_a="pos")
        now = signs * (kernel[:, at] @ alpha) < 1
        if (now == inside).all():
            break
        inside = now
    whole = np.zeros(len(signs))
    whole[at] = alpha
    return whole


def scores(kernel, train, test, labels):
    out = np.zeros((len(test), len(STANCES)))
    for label in range(len(STANCES)):
        signs = np.where(labels[train] == label, 1.0, -1.0)
        share = np.where(signs > 0, (signs > 0).mean(), (signs < 0).mean())
        out[:, label] = kernel[np.ix_(test, train)] @ machine(kernel[np.ix_(train, train)], signs, C / (2 * share))
    return out


def macro(labels, scores):
    return f1_score(labels, scores.argmax(axis=1), average="macro")


def main():
    args = argparse.ArgumentParser()
    args.add_argument("tables", nargs="+")
    args.add_argument("--program", default="target/release/standpoint")
    args.add_argument("--dealings", type=int, default=3)
    args = args.parse_args()
    tables = [read(path, args.program) for path in args.tables]
    articles, taught = sum(tables, []), len(tables[0])
    labels = np.array([STANCES.index(article.stance) for article in articles])
    targets = np.array([article.target for article in articles])
    strata = [f"{target} {label}" for target, label in zip(targets[:taught], labels)]
    block = lambda read_passages: gram(articles, taught, read_passages)
    bag = block(passages)
    own = block(lambda a: passages(a, kept=a.said == OWN))
    said = block(lambda a: [ngrams(a.text, (1, 2), a.said != OWN)])
    designs = {
        "plain bag": bag,
        "own words alone": own,
        "said words alone": said,
        "quotation marks out": block(lambda a: passages(a, kept=a.said != QUOTATION)),
        "own + said words .3": own + 0.09 * said,
        "bag + own": bag + own,
        "bag + own with <said>": bag + block(lambda a: passages(a, text=with_marks(a))),
        "no voices: bag + single words": bag + block(lambda a: passages(a, (1,))),
        "bag + single own words": bag + block(lambda a: passages(a, (1,), a.said == OWN)),
    }
    for name, kernel in designs.items():
        kernel = kernel * (1.0 + (targets[:, None] == targets)) + 1.0
        found = []
        for seed in range(args.dealings):
            held = np.zeros((taught, len(STANCES)))
            for train, test in StratifiedKFold(10, shuffle=True, random_state=seed).split(strata, strata):
                held[test] = scores(kernel, train, test, labels)
            found.append((macro(labels[:taught], held), macro(labels[:taught], held + OFFSET)))
        plain, offset = zip(*found)
        print(f"{name:30} {np.mean(plain):.4f} ({min(plain):.3f}-{max(plain):.3f}), with offset {np.mean(offset):.4f}", end="")
        start = taught
        for table in tables[1:]:
            rows = np.arange(start, start := start + len(table))
            told, true = scores(kernel, np.arange(taught), rows, labels), labels[rows]
            areas = " ".join(f"{roc_auc_score(true == label, told[:, label]):.3f}" for label in range(len(STANCES)))
            print(f" | {macro(true, told + OFFSET):.3f}, areas {areas}", end="")
        print(flush=True)


main()
