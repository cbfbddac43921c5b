"""What a lesson is made of; every block has a template under templates/blocks/ and renders without JavaScript."""

from courses.blocks.body import LessonBody
from courses.blocks.words import NoticeBlock, StepsBlock

__all__ = ["LessonBody", "NoticeBlock", "StepsBlock"]
