"""All that is written about a graded class."""

from pathlib import Path

from emolab.core.files import write_json
from emolab.teach.grading.file_names import file_name
from emolab.teach.grading.gradescope import gradescope_result
from emolab.teach.grading.pages import write_pages
from emolab.teach.grading.sheets import write_sheets
from emolab.teach.grading.similarity import SHARE
from emolab.teach.grading.summary import summarise


def write_report(graded, out, assignment="emolab", reveal=False, share=SHARE, pages=True):
    """Write the sheets, Gradescope's files and the pages of a Class; returns (summary, paths to name).

    reveal    whether the students' pages show the hidden tests
    share     from which on two answers are listed as alike
    pages     False leaves the pages out, which need the extra `report`
    """
    out = Path(out)
    summary = summarise(graded, share)
    paths = write_sheets(graded, summary, out, assignment)
    for result in graded.results:
        write_json(out / "gradescope" / f"{file_name(result['student'])}.json", gradescope_result(result))
    if pages:
        paths.append(write_pages(graded, summary, out, assignment, reveal))
    return summary, paths
