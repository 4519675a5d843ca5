"""What every chapter shows with: theme, figures, diagrams, sliders, claim cards."""

from crmlib.notebook.claims import ALLOWED, GROUNDS, SAYS, VERDICTS, claim_check
from crmlib.notebook.diagrams import plot_boxes
from crmlib.notebook.figures import plot_intervals
from crmlib.notebook.sliders import explore
from crmlib.notebook.theme import set_theme

__all__ = [
    # claims
    "ALLOWED",
    "GROUNDS",
    "SAYS",
    "VERDICTS",
    "claim_check",
    # diagrams
    "plot_boxes",
    # figures
    "plot_intervals",
    # sliders
    "explore",
    # theme
    "set_theme",
]
