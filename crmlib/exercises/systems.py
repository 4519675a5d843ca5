"""Questions of chapter 11, CRM systems: what a firm's programs remember, and what they lose."""

# First sitting.


# Second sitting.
