from quizzes.models.attempts import Attempt, AttemptItem
from quizzes.models.bank import Question, QuestionBank, QuestionVersion
from quizzes.models.pages import QuizPage

__all__ = ["Attempt", "AttemptItem", "Question", "QuestionBank", "QuestionVersion", "QuizPage"]
