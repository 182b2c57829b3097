"""Measure what the data at hand allows, job after job, and write one table."""

import platform
import time
from typing import NamedTuple

import numpy as np

import emolab
from emolab.core.errors import EmolabError
from emolab.papers.reproduce.asked import Asked
from emolab.papers.reproduce.job import kept, perform
from emolab.papers.reproduce.plan import plan
from emolab.papers.reproduce.sources import Sources
from emolab.papers.reproduce.table import Line, write_table


class Reproduced(NamedTuple):
    """What came out."""

    lines: list  # [Line]
    failed: list  # names of jobs that could not be done
    files: list  # where the table is


def planned(papers, data=None, *, seeds=(0, 1, 2, 3, 4), preset="laptop", only=(), **more):
    """Return the rows that `reproduce` measures, [Row], without measuring any.

    papers    keys of papers
    data      a folder with a folder for each collection, or None
    only      names in `plan.GROUPS`; none for all
    more      as Asked takes it
    Errors    ArgumentError for a folder that is none, an unknown name in only, or a setting
    """
    return plan(Asked(Sources(data), tuple(papers), tuple(seeds), preset, **more), only)


def reproduce(rows, out, *, say=lambda text: None, show=True, about=None):
    """Do the jobs of all rows that are not done yet, and write the table into a folder.

    rows      from `planned`
    out       results of jobs, checkpoints of the one that is under way, and the table
    say       a callable that gets a line on each step
    about     what the table says of all figures beside versions, {name: text}
    Returns   Reproduced
    Note      a job whose result is there is not done again; one whose file is damaged is, and is named. After
              Ctrl-C or a kill the same call goes on: the table is written with what is there
    """
    jobs = {job.key: job for row in rows if row.missing is None for job in row.jobs}
    results, failures, todo = {}, {}, []
    for key, job in jobs.items():
        found = kept(job, out)
        if found.result is not None:
            results[key] = found.result
            continue
        if found.defect:
            say(f"{found.defect}; it is run again")
        todo.append(job)
    for text in dict.fromkeys(row.missing for row in rows if row.missing):
        say(f"not measured: {text}")
    say(f"{len(results)} of {len(jobs)} jobs are done, {len(todo)} to do")
    about = {**(about or {}), "made with": _made_with()}
    write_table(out, lines_of(rows, results, {}), about)  # now, not after hours: the folder can be written
    try:
        for number, job in enumerate(todo, 1):
            say(f"job {number} of {len(todo)}: {job.name}")
            start = time.perf_counter()
            try:
                results[job.key] = perform(job, out, show)
            except EmolabError as error:  # the other jobs are still worth the work
                failures[job.key] = f"{job.name} failed: {error}"
                say(f"  {failures[job.key]}")
                continue
            say(f"  {_short(results[job.key])} ({time.perf_counter() - start:.0f} s)")
    finally:
        lines = lines_of(rows, results, failures)
        files = write_table(out, lines, about)
    return Reproduced(lines, [jobs[key].name for key in failures], files)


def lines_of(rows, results, failures):
    """Return the table's lines; results and what is said of failures by the jobs' keys."""
    return [_line(row, results, failures) for row in rows]


def _line(row, results, failures):
    if row.missing is not None:
        return Line(row, None, row.missing)
    if failed := [failures[job.key] for job in row.jobs if job.key in failures]:
        return Line(row, None, "; ".join(failed))
    if absent := [job for job in row.jobs if job.key not in results]:
        return Line(row, None, f"{len(absent)} of its {len(row.jobs)} jobs are not done yet")
    return Line(row, row.measure([results[job.key] for job in row.jobs]))


def _short(result):
    means = {name: float(np.mean(values)) for name, values in result["values"].items()}
    return ", ".join(f"{name} {value:.4g}" for name, value in means.items())


def _made_with():
    return (
        f"emolab {emolab.__version__}, NumPy {np.__version__}, Python {platform.python_version()}, backend "
        f"{emolab.backend()}, {platform.machine()}"
    )
