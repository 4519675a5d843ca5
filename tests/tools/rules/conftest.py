"""A good chapter, and the same with some of its text replaced."""

from collections.abc import Callable

import pytest

from tools.text.sections import Chapter, parse_chapter

HEADER = "---\nminutes: {read: 5, exercises: 4, discuss: 1}\n---\n"
GOOD = """
# 8 Lemonade

**You will be able to** tell heat from thirst.

> **Predict before you run.** How many cups on a hot day?

+++ {"covers": ["CAS-W-01", "EXM-07"]}

## Four days

A stand sells everyday low price (天天低价) lemonade.

> **The source is silent (GAP-27).** It gives no dates.

**Exercise 8.1.** How many cups?

```{code-cell} ipython3
:name: lemonade-1
:tags: [exercise]

cups = ...
### BEGIN SOLUTION
cups = 12
### END SOLUTION
check("lemonade-1", cups)
```

```{code-cell} ipython3
lift = load_sales().lift
claim_check("NUM-21", found=f"lift {lift}", verdict="holds" if lift > 1 else "does not hold")
```

## Case discussion

Open the stand?

## Quiz

```{code-cell} ipython3
quiz("lemonade")
```

## Summary

Heat sells.

## Sources

Our own stand.
"""


@pytest.fixture(scope="session")
def lemonade() -> Callable[..., Chapter]:
    """Return a function that returns the good chapter with some of its text replaced."""

    def changed(*changes: tuple[str, str], stem: str = "08_lemonade") -> Chapter:
        text = HEADER + GOOD
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        return parse_chapter(stem, text)

    return changed
