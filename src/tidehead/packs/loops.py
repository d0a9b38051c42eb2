"""Finds what stands above itself: in a tree of places, in places drawn within places, in targets that are parts."""


def looping(above: dict[str, str]) -> set[str]:
    """The names that come back to themselves by following `above`; each name is visited once.

    >>> sorted(looping({"a": "b", "b": "a", "c": "a"}))
    ['a', 'b']
    """
    done: set[str] = set()
    found: set[str] = set()
    for start in above:
        path: dict[str, None] = {}  # keeps the order in which names were passed
        here = start
        while here in above and here not in done and here not in path:
            path[here] = None
            here = above[here]
        if here in path:
            passed = list(path)
            found.update(passed[passed.index(here) :])
        done.update(path)
    return found
