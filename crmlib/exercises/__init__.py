"""Feedback for the learner: `check`, `hint`, `solution`, `quiz`, `predict` and `progress`."""

from crmlib.exercises.can_do import can_do
from crmlib.exercises.exam import draw_exam, mark_exam
from crmlib.exercises.feedback import check, hint, solution
from crmlib.exercises.judging import Number
from crmlib.exercises.predictions import predict
from crmlib.exercises.questions import find_question, known_ids, reference_solutions
from crmlib.exercises.quizzes import quiz
from crmlib.exercises.record import progress, progress_of

__all__ = [
    # for learners
    "check",
    "hint",
    "solution",
    "quiz",
    "predict",
    "progress",
    "can_do",
    "draw_exam",
    "mark_exam",
    # for the course's own tools
    "Number",
    "find_question",
    "known_ids",
    "progress_of",
    "reference_solutions",
]
