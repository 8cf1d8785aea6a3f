"""One run of a peer: reads train.csv of FOLDER and PART.csv, prints the seconds of labelling the latter and the accuracy."""

import csv
import re
import sys
import time

csv.field_size_limit(sys.maxsize)
name, folder, unseen_part, low, high = *sys.argv[1:4], *map(int, sys.argv[4:6])


def read(part):
    with open(f"{folder}/{part}.csv", newline="", encoding="utf-8") as file:
        rows = [(row["text"], row["label"]) for row in csv.DictReader(file)]
    return [text for text, _ in rows], [label for _, label in rows]


(texts, labels), (unseen, truth) = read("train"), read(unseen_part)
if name == "scikit-learn":
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.svm import LinearSVC

    vectorizer = TfidfVectorizer(ngram_range=(low, high), sublinear_tf=True, min_df=2)
    model = LinearSVC().fit(vectorizer.fit_transform(texts), labels)
    start = time.perf_counter()
    said = model.predict(vectorizer.transform(unseen))
else:
    import fasttext

    plain = lambda text: " ".join(re.findall(r"\w+", text.lower()))
    names = sorted(set(labels))
    with open(f"{folder}/fasttext.txt", "w", encoding="utf-8") as file:
        file.writelines(f"__label__{names.index(label)} {plain(text)}\n" for text, label in zip(texts, labels))
    model = fasttext.train_supervised(f"{folder}/fasttext.txt", wordNgrams=high, verbose=0, thread=2, lr=0.5, epoch=10, minCount=2)
    # Tokenised beforehand, as fastText's own rate is told.
    lines = [plain(text) for text in unseen]
    start = time.perf_counter()
    # One label for each text, by the inner call, which does not depend on the version of numpy.
    said = [names[int(found[0][1].removeprefix("__label__"))] if found else names[0] for found in (model.f.predict(line + "\n", 1, 0.0, "strict") for line in lines)]
seconds = time.perf_counter() - start
print(seconds, sum(a == b for a, b in zip(said, truth)) / len(truth))
