"""Search in English and Chinese, for Sphinx.

Sphinx's English search takes a run of Chinese for one word, and its Chinese search finds nothing
(sphinx issue 14229). Here a run of Chinese is cut into pairs of neighbours, in the index as in the
query: 客户满意 into 客户, 户满 and 满意. The rest is English.
"""

import re

from sphinx.search.en import SearchEnglish

__all__ = ["HAN", "MixedSearch", "pieces"]

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
RUN = re.compile(rf"[{HAN}]+|[^\W{HAN}]+")

# `var`, because the theme has loaded Sphinx's own splitter before.
SPLITTER = """
var hanRun = /[HAN]+|(?:(?![HAN])[\\p{L}\\p{N}_])+/gu;
var splitQuery = (query) => (query.match(hanRun) || []).flatMap((run) => {
  if (run.length < 2 || !/[HAN]/u.test(run)) return [run];
  return Array.from({length: run.length - 1}, (_, i) => run.slice(i, i + 2));
});
""".replace("HAN", r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff")


def pieces(text: str) -> list[str]:
    """Return the words of a text, and of each run of Chinese its signs and pairs of signs."""
    found = []
    for run in RUN.findall(text):
        if re.match(f"[{HAN}]", run):
            found += [*run, *(run[i : i + 2] for i in range(len(run) - 1))]
        else:
            found.append(run)
    return found


class MixedSearch(SearchEnglish):
    """English words with their stems, Chinese in pairs of signs."""

    lang = "mixed"
    js_splitter_code = SPLITTER

    def split(self, input: str) -> list[str]:
        """Return what the index holds of a text."""
        return pieces(input)
