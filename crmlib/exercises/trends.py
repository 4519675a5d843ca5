"""Questions of chapter 15, trends: what renting costs, for whom, and what big data adds."""

# first sitting

# second sitting
