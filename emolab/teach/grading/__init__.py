"""Assignments: handing exercises out to a class, and grading what comes back."""

from emolab.teach.grading.classroom import Class, grade_class
from emolab.teach.grading.release import release
