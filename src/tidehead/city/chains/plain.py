"""A chain's gaps as plain values, for the command line and the API; unknown is None."""

from typing import Any

from tidehead.city.chains.types import ChainPicture
from tidehead.city.common.types import Text


def gaps_in_plain(picture: ChainPicture) -> dict[str, Any]:
    """Every gap of a chain with its reason, what breaks, and the stakes with how many firms reported them."""
    info = picture.info
    return {
        "chain": info.code,
        "label": _both(info.label),
        "draft": info.draft,
        "version": info.version,
        "nodes": info.nodes,
        "searched": picture.searched,
        "synthetic": picture.synthetic,
        "registered": picture.registered,
        "status": dict(picture.status),
        "unknown": {node: _both(why) for node, why in picture.doubts.items()},
        "gaps": [
            {
                "node": gap.node,
                "label": _both(info.node_label(gap.node)),
                "kind": gap.kind.value,
                "because": {"zh": gap.because.zh, "en": gap.because.en},
                "breaks": list(gap.breaks),
                "output_cny": gap.stakes.output_cny,
                "jobs": gap.stakes.jobs,
                "firms": gap.stakes.firms,
                "figures": dict(gap.figures),
            }
            for gap in picture.gaps
        ],
        "critical_firms": [
            {
                "enterprise": one.enterprise,
                "alone_on": list(one.alone_on),
                "breaks": list(one.breaks),
                "products": list(one.products),
            }
            for one in picture.critical
        ],
    }


def _both(label: Text) -> dict[str, str]:
    return {"zh": label.zh, "en": label.en}
