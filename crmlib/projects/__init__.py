"""Projects: hand-overs, late money, published failure rates, causes that hang together, steps."""

__all__ = [
    # hand-overs, cash flow, failure rates, risks (first sitting)
    # map, benefits (second sitting)
    # Pictures
    # Made up
]
