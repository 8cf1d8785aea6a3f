"""What is compared: each peer is a function from a web page (text) to the text of its article.

Each does all of its work on every call, parsing included, and keeps nothing from one page to the next.
"""

import logging

import babel
import boilerpy3.extractors
import justext
import lxml.html
import py3langid
import readability
import trafilatura

logging.disable(logging.CRITICAL)

# Elements at whose beginning and end a line ends.
BLOCKS = set("address article aside blockquote body br dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 "
             "header hr li main nav ol p pre section table td th tr ul".split())
STOP_LISTS = {name: justext.get_stoplist(name) for name in justext.get_stoplists()}


def shown(element):
    """The text of an element, with a line's end around blocks."""
    parts = []

    def walk(node):
        if not isinstance(node.tag, str) or node.tag in ("script", "style"):
            return
        end = "\n" if node.tag in BLOCKS else ""
        parts.append(end + (node.text or ""))
        for child in node:
            walk(child)
            parts.append(child.tail or "")
        parts.append(end)

    walk(element)
    return "".join(parts)


def readability_lxml(page):
    return shown(lxml.html.fromstring(readability.Document(page).summary(html_partial=True)))


def justext_with(page, stop_list):
    return "\n".join(p.text for p in justext.justext(page, stop_list) if not p.is_boilerplate)


def justext_detected(page):
    """The stop list of the language that py3langid takes the page's text for; the English one where jusText has none."""
    code, _ = py3langid.classify(shown(lxml.html.fromstring(page.encode(), parser=lxml.html.HTMLParser(encoding="utf-8"))))
    name = babel.Locale(code).get_language_name("en") if code in babel.localedata.locale_identifiers() else "English"
    return justext_with(page, STOP_LISTS.get(name, STOP_LISTS["English"]))


PEERS = {
    "trafilatura": trafilatura.extract,
    "trafilatura, no comments": lambda page: trafilatura.extract(page, include_comments=False),
    "trafilatura, favor_precision": lambda page: trafilatura.extract(page, include_comments=False, favor_precision=True),
    "trafilatura, fast": lambda page: trafilatura.extract(page, include_comments=False, fast=True),
    "readability-lxml": readability_lxml,
    "jusText, English": lambda page: justext_with(page, STOP_LISTS["English"]),
    "jusText, page's language": justext_detected,
    "boilerpy3, ArticleExtractor": boilerpy3.extractors.ArticleExtractor().get_content,
}


def whole_lines(dump):
    return dump


def long_lines(dump, least=16):
    """The lines of a number of words or more."""
    return "\n".join(line for line in dump.splitlines() if len(line.split()) >= least)


def best_run(dump, price):
    """The run of lines with the largest sum of words, each line costing a price (maximum subarray)."""
    lines = dump.splitlines()
    best, here, begin = (0, 0, 0), 0, 0
    for at, line in enumerate(lines):
        if here <= 0:
            here, begin = 0, at
        here += len(line.split()) - price
        best = max(best, (here, begin, at + 1))
    return "\n".join(lines[best[1]:best[2]])
