"""Names of students as names of files."""

import hashlib
import re


def file_name(student):
    """Return a name that any file system takes and that no other student has."""
    plain = re.sub(r"[^A-Za-z0-9_-]+", "_", student)[:60].strip("_")
    if plain == student and plain:
        return plain
    return f"{plain or 'student'}-{hashlib.sha256(student.encode('utf-8', 'replace')).hexdigest()[:8]}"
