"""Feedback for the learner: `check`, `hint`, `solution` and `quiz`."""

from crmlib.exercises.feedback import check, hint, solution
from crmlib.exercises.quizzes import quiz

__all__ = ["check", "hint", "quiz", "solution"]
