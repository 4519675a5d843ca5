"""Questions of chapter 14, the mall: who stands at the till, and what a name may cost."""

# first sitting

# second sitting
