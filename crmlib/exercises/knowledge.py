"""Questions of chapter 12, knowledge: who finds it, and who may read it."""

# first sitting

# second sitting
