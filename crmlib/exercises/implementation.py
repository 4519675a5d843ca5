"""Questions of chapter 16, implementation: late money, causes of failure, steps, and a review."""

# first sitting

# second sitting
