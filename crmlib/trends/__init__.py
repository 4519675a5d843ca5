"""What was new: renting over the Internet, dispatch, spread over a network, big data."""

__all__ = [
    # renting, dispatch, spread (first sitting)
    # recommend, privacy (second sitting)
    # Pictures
    # Made up
]
