"""The command `emolab`: one file a verb, loaded when it is asked for."""

import argparse
import importlib
import os
import re
import sys
import warnings

import emolab
from emolab.core.errors import ArgumentError, EmolabError

VERBS = {
    "demo": "make talking heads, train voice, face and both, and show which is better and why",
    "train": "train a paper's system, or cross-validate it, on recordings",
    "evaluate": "measure a trained system on recordings it has not seen",
    "predict": "say what a trained system hears and sees in a recording",
    "explain": "show stage by stage where two ways to compute MFCC part, with a plot",
    "check": "hold every backward against numbers: the gradient check of all layers",
    "data": "look at a folder of recordings: what it is, what is in it, what is wrong with it",
    "features": "compute a feature set of many recordings into one file",
    "papers": "run the five papers: show equations, verify code, audit and reproduce figures, export pages",
    "tutorial": "sixteen pages to read, run and try: list, open as notebooks, run, make a book of them",
    "assignment": "hand out exercises to a class, and grade what comes back",
    "audit": "hold any table of results against its own arithmetic and the figures printed beside it",
    "formula": "say which equations a function implements, and what has no equation or no code",
    "exercise": "work on the exercises: start one, check it, get a hint, see how far you are",
    "bank": "list the exercises, and prove of each that it holds what an exercise must",
    "doctor": "say what is installed, which backend and threads are used, and what to do",
    "warmup": "compile all kernels now, so that nothing waits for them later",
}


class Parser(argparse.ArgumentParser):
    """A parser that ends wrong use with status 2 and points to the help."""

    def error(self, message):
        if found := re.search(r"invalid choice: '(.*?)' \(choose from (.*)\)", message):
            message += _nearest(found[1], re.findall(r"[\w-]+", found[2]))
        self.exit(2, f"{self.prog}: {message}\nsee {self.prog} --help\n")

    def parse_known_args(self, args=None, namespace=None):
        """As argparse's, but what is left over is refused here, where the verb's own options are known."""
        found, left = super().parse_known_args(args, namespace)
        if left:
            meant = _nearest(left[0].partition("=")[0], self._option_string_actions)
            self.error(f"unrecognized arguments: {' '.join(left)}{meant}")
        return found, left


def _nearest(word, known):
    from difflib import get_close_matches

    near = get_close_matches(word, known, 1)
    return f"; did you mean {near[0]}?" if near else ""


def add_verb(verbs, name, example, description=None):
    """Add a verb's parser, with its line of help and an example."""
    return verbs.add_parser(
        name,
        help=VERBS[name],
        description=description or VERBS[name][0].upper() + VERBS[name][1:] + ".",
        epilog=f"example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def build_parser(verb=None):
    """Return the parser; only the named verb's module is imported, or all for None."""
    parser = Parser(
        prog="emolab",
        description="Emotion recognition from voice and face: five papers, every formula hand-written.",
        epilog="emolab VERB --help shows a verb's options and an example",
    )
    parser.add_argument("--version", action="version", version=f"emolab {emolab.__version__}")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True, parser_class=Parser)
    for name, said in VERBS.items():
        if verb in (None, name):
            importlib.import_module(f"emolab.cli.{name}").add_parser(verbs)
        else:
            verbs.add_parser(name, help=said)
    return parser


def main(arguments=None):
    """Run the command line; return the exit status: 0, 1 (the work failed) or 2 (wrong use)."""
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    with warnings.catch_warnings():
        warnings.showwarning = _note
        return _run(arguments)


def _run(arguments):
    verb = next((word for word in arguments if not word.startswith("-")), "")
    try:
        parser = build_parser(verb)
        if not arguments:
            parser.print_help()
            return 2
        parsed = parser.parse_args(arguments)
        return parsed.run(parsed) or 0
    except SystemExit as stop:  # argparse has said what it wanted
        return stop.code if isinstance(stop.code, int) else 2
    except ArgumentError as error:
        return _say(error, 2)
    except EmolabError as error:
        return _say(error, 1)
    except KeyboardInterrupt as stop:
        return _say(stop if str(stop) else "stopped", 1)
    except BrokenPipeError:  # the reader of our output went away
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _note(message, category, filename, lineno, file=None, line=None):
    """Show a warning as a note to a user, without the place in the code."""
    if issubclass(category, UserWarning):
        print(f"emolab: note: {message}", file=sys.stderr)


def _say(message, status):
    print(f"emolab: {message}", file=sys.stderr)
    for note in getattr(message, "__notes__", ()):
        print(f"  {note}", file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())
