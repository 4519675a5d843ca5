"""Questions of chapter 13, the contact centre: how many must answer, and what a robot may say."""

# first sitting

# second sitting
