"""The table of extraction: this program beside what is used in its place, on the same pages, in the same go.

    python3 benches/extraction/run.py FOLDER [--markdown]

FOLDER has the shape of scrapinghub's article-extraction-benchmark: ground-truth.json ({page: {articleBody, url}}),
html/PAGE.html.gz, and dump/PAGE.w3m.txt, dump/PAGE.lynx.txt (the pages as those two browsers dump them). The peers are
installed in their exact versions (requirements.txt) into an environment of their own below target/.

The figure is that benchmark's: 4-gram shingles of the words, counted, normalised a page; precision and recall
averaged over pages, F1 of the two means. Exact: pages with neither a shingle too many nor one too few.
Milliseconds are of processor time, so that what else the machine does counts for little: median of three rounds.
"""

import argparse
import collections
import datetime
import gzip
import importlib.metadata
import json
import os
import pathlib
import platform
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
HOME = TARGET / "extraction-peers"
ROUNDS = 3
COPIES = 8
WORD = re.compile(r"\w+")


def enter_environment():
    """Goes on in the peers' environment, which is made where it is not there in these versions."""
    python, stamp = HOME / "bin" / "python", HOME / "requirements.txt"
    wanted = (HERE / "requirements.txt").read_text()
    if not stamp.exists() or stamp.read_text() != wanted:
        subprocess.run([sys.executable, "-m", "venv", "--clear", HOME], check=True)
        install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
        subprocess.run([*install, "-r", HERE / "requirements.txt"], check=True)
        stamp.write_text(wanted)
    if pathlib.Path(sys.prefix) != HOME:
        os.execv(python, [python, *sys.argv])


def shingles(text):
    words = WORD.findall(text)
    return collections.Counter(tuple(words[i:i + 4]) for i in range(max(1, len(words) - 3)))


def score(truth, found):
    """Precision and recall of one page; the truth in shingles."""
    found = shingles(found)
    both = sum(min(n, found[shingle]) for shingle, n in truth.items() if shingle in found)
    return both / found.total(), both / truth.total()


def f1(precision, recall):
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


class Row:
    """A line of the table: figures, and F1 a page where it is known."""

    def __init__(self, name, precision, recall, exact, milliseconds=None, pages=None):
        self.name, self.precision, self.recall, self.exact = name, precision, recall, exact
        self.milliseconds, self.pages, self.f1 = milliseconds, pages, f1(precision, recall)

    @classmethod
    def measured(cls, name, truths, bodies, milliseconds=None):
        scores = [score(truth, body) for truth, body in zip(truths, bodies)]
        precision, recall = (statistics.fmean(s[at] for s in scores) for at in (0, 1))
        return cls(name, precision, recall, scores.count((1.0, 1.0)), milliseconds, [f1(*s) for s in scores])

    def cells(self):
        figures = [f"{figure:.4f}" for figure in (self.f1, self.precision, self.recall)]
        return [self.name, *figures, str(self.exact), "" if self.milliseconds is None else f"{self.milliseconds:.2f}"]


def show(title, rows, markdown):
    head = ["", "F1", "precision", "recall", "exact", "ms a page"]
    table = [row.cells() for row in rows]
    print(f"\n{title}\n")
    if markdown:
        for cells in [head, ["---"] * len(head), *table]:
            print("| " + " | ".join(cells) + " |")
        return
    wide = max(len(cells[0]) for cells in table)
    for cells in [head, *table]:
        print(cells[0].ljust(wide) + "".join(cell.rjust(11) for cell in cells[1:]))


def run(peer, pages, failures):
    """One round of a peer: what it found, and its mean time a page."""
    bodies, spent = [], 0.0
    for page in pages:
        start = time.process_time()
        try:
            body = peer(page)
        except Exception as error:  # A peer that fails on a page has found nothing there.
            body = failures.append(repr(error))
        spent += time.process_time() - start
        bodies.append(body or "")
    return bodies, spent * 1e3 / len(pages)


def cargo(*arguments):
    command = ["cargo", "run", "--release", "--locked", "--quiet", *arguments]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


class Program:
    """The shipped program over a folder of pages: what it found and, from two folders of different size, its time."""

    def __init__(self, work, name, pages, suffix):
        self.pages, self.folders = pages, []
        for copies in (1, 1 + COPIES):
            folder = work / f"{name}-{copies}"
            folder.mkdir()
            for copy in range(copies):
                for number, page in enumerate(pages):
                    (folder / f"{copy}-{number:05}{suffix}").write_bytes(page)
            self.folders.append(folder)

    def clean(self, folder, *options):
        command = [TARGET / "release" / "standpoint", "clean", folder, "--format", "jsonl", "--quiet", *options]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        out = subprocess.run(command, check=True, capture_output=True).stdout
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return out, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    def bodies(self, *options):
        articles = map(json.loads, self.clean(self.folders[0], *options)[0].splitlines())
        return [article["body"] for article in sorted(articles, key=lambda article: article["path"])]

    def milliseconds(self):
        """A page's time: the copies', since start-up is in both runs."""
        once, often = (self.clean(folder)[1] for folder in self.folders)
        return (often - once) * 1e3 / (COPIES * len(self.pages))


PRINTED = re.compile(r"^(.+?) +F1 [\d.]+  precision ([\d.]+)  recall ([\d.]+)  exact (\d+)$", re.M)


def printed(text):
    """The rows that an example prints, by name."""
    return {" ".join(name.split()): (float(p), float(r), int(exact)) for name, p, r, exact in PRINTED.findall(text)}


def processor():
    info = pathlib.Path("/proc/cpuinfo")
    names = re.findall(r"^model name\s*: (.+)$", info.read_text(), re.M) if info.exists() else []
    return names[0] if names else platform.processor()


def compare(gold, each, best, markdown):
    """Us beside the best peer, a page at a time: how sure the difference is, and where we lose most."""
    pairs = sorted(zip(each, best.pages, gold), key=lambda pair: pair[0] - pair[1])
    differences = [us - them for us, them, _ in pairs]
    draws = random.Random(0)
    means = sorted(statistics.fmean(draws.choices(differences, k=len(differences))) for _ in range(10_000))
    print(f"\nF1 a page, cross-validated, beside the best peer ({best.name}): {sum(d > .0005 for d in differences)} better, "
          f"{sum(d < -.0005 for d in differences)} worse, the rest equal; mean {statistics.fmean(each):.4f} and "
          f"{statistics.fmean(best.pages):.4f}, difference {statistics.fmean(differences):+.4f} "
          f"(95 % interval {means[250]:+.4f} to {means[9749]:+.4f}, 10,000 draws of pages)\n")
    rows = [(urllib.parse.urlsplit(page["url"]).hostname, f"{us:.3f}", f"{them:.3f}") for us, them, (_, page) in pairs[:10]]
    for cells in [("host", "standpoint", best.name), *([("---",) * 3] if markdown else []), *rows]:
        print("| " + " | ".join(cells) + " |" if markdown else cells[0].ljust(40) + "".join(c.rjust(12) for c in cells[1:]))


def main():
    args = argparse.ArgumentParser()
    args.add_argument("folder", type=pathlib.Path)
    args.add_argument("--markdown", action="store_true", help="print the tables as the README has them")
    args = args.parse_args()
    enter_environment()
    import peers

    folder = args.folder.resolve()
    gold = sorted(json.loads((folder / "ground-truth.json").read_text()).items())
    truths = [shingles(page["articleBody"]) for _, page in gold]
    raw = [gzip.decompress((folder / f"html/{page}.html.gz").read_bytes()) for page, _ in gold]
    pages = [page.decode(errors="replace") for page in raw]
    dumps = {tool: [(folder / f"dump/{page}.{tool}.txt").read_bytes() for page, _ in gold] for tool in ("w3m", "lynx")}

    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        (work / "html").mkdir()
        for (page, _), text in zip(gold, raw):
            (work / f"html/{page}.html").write_bytes(text)
        for name in ("ground-truth.json", "dump"):
            (work / name).symlink_to(folder / name)
        cargo("--", "--version")
        blocks = cargo("--example", "train_blocks", "--", str(work), str(len(gold)))
        lines = printed(cargo("--example", "train_lines", "--", str(work)))

        # Peers and program take turns on one core.
        if hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
        programs = {"html": Program(work, "html", raw, ".html")}
        programs |= {tool: Program(work, tool, dump, ".txt") for tool, dump in dumps.items()}
        found, times, failures = {}, collections.defaultdict(list), collections.defaultdict(list)
        for name, peer in peers.PEERS.items():
            peer(pages[0])  # What is read on first use is not a page's time.
        for _ in range(ROUNDS):
            for name, peer in peers.PEERS.items():
                found[name], spent = run(peer, pages, failures[name])
                times[name].append(spent)
            for name, program in programs.items():
                times[name].append(program.milliseconds())
        times = {name: statistics.median(spent) for name, spent in times.items()}
        ours = {name: program.bodies() for name, program in programs.items()}
        kept = {name: program.bodies("--keep-all") for name, program in programs.items()}

    version = cargo("--", "--version").strip()
    print(f"{datetime.date.today()}, {processor()}, one core, Python {platform.python_version()}, {version}")
    names = ("trafilatura", "readability-lxml", "jusText", "boilerpy3", "lxml")
    print(", ".join(f"{name} {importlib.metadata.version(name)}" for name in names))

    said = printed(blocks)
    rows = [Row.measured(name, truths, bodies, times[name]) for name, bodies in found.items()]
    best = max(rows, key=lambda row: row.f1)
    rows.append(Row("dom_smoothie", *said["dom_smoothie"]))
    rows.append(Row("standpoint, cross-validated", *said["blocks, cross-validated"], times["html"]))
    rows.append(Row.measured("standpoint as shipped (trained on these)", truths, ours["html"], times["html"]))
    rows.insert(0, Row.measured("all that the page shows", truths, kept["html"]))
    show(f"Web pages, {len(gold)}", rows, args.markdown)
    clock = re.search(r"^dom_smoothie .* ms a page, whole .* ms$", blocks, re.M)
    print(f"\nby the example's own clock, least of three rounds, pages decoded before: {clock.group() if clock else 'not said'}")
    for name, errors in failures.items():
        if errors:
            print(f"{name}: failed on {len(errors) // ROUNDS} pages: {sorted(set(errors))}")

    for tool, dump in dumps.items():
        texts = [text.decode(errors="replace") for text in dump]
        price = max(range(5, 41), key=lambda price: Row.measured("", truths, [peers.best_run(t, price) for t in texts]).f1)
        rows = [
            Row.measured("whole page", truths, texts),
            Row.measured("lines of 16 words or more", truths, map(peers.long_lines, texts)),
            Row.measured(f"maximum subarray, {price} words a line", truths, [peers.best_run(t, price) for t in texts]),
            Row("standpoint, cross-validated", *lines[f"article, cross-validated {tool}"], times[tool]),
            Row.measured("standpoint as shipped (trained on these)", truths, ours[tool], times[tool]),
        ]
        show(f"Text dumps, {tool}, {len(gold)}", rows, args.markdown)
        here, there = Row.measured("", truths, kept[tool]), lines[f"whole page {tool}"]
        same = (f"{here.precision:.4f}", f"{here.recall:.4f}") == tuple(f"{figure:.4f}" for figure in there[:2])
        print(f"\nfigure checked on the whole page: {here.precision:.4f} {here.recall:.4f} here, "
              f"{there[0]:.4f} {there[1]:.4f} by the example: {'equal' if same else 'NOT EQUAL'}")

    each = dict(re.findall(r"^(\S+) F1 ([\d.]+)$", blocks, re.M))
    each = [float(each[page["url"]]) for _, page in gold]
    compare(gold, each, best, args.markdown)


main()
