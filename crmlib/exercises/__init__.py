"""Feedback for the learner: `check`, `hint`, `solution`, `quiz` and `progress`."""

from crmlib.exercises.feedback import check, hint, solution
from crmlib.exercises.quizzes import quiz
from crmlib.exercises.record import progress

__all__ = ["check", "hint", "progress", "quiz", "solution"]
