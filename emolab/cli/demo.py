"""emolab demo: the whole way in two minutes, on people that a formula draws."""

import json
import sys

import emolab
from emolab.cli.main import add_verb
from emolab.cli.use import add_use, in_use

IN_DEMO = (  # the exercises whose functions it calls
    "hamming", "dense_backward", "batch_norm_backward", "max_pool_ties", "soft_attention",
)  # fmt: skip


def add_parser(verbs):
    """Add the verb's options."""
    parser = add_verb(
        verbs, "demo", "emolab demo --seed 1 --out my-demo",
        "Make talking heads by formula, train a network on the voice, one on the face and one on both, test "
        "them on people that they have not met, and write a page that shows what each gets right and why.",
    )  # fmt: skip
    parser.add_argument("--out", default="emolab-demo", metavar="FOLDER", help="default: emolab-demo")
    parser.add_argument("--seed", type=int, default=0, help="other people, other takes, other weights")
    parser.add_argument("--difficulty", type=float, default=0.5, help="0 (easy) to 1 (hard)")
    add_use(parser)
    parser.add_argument("--threads", type=int, help="in place of EMOLAB_THREADS")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.set_defaults(run=run)


def run(arguments):
    """Run the demonstration and print its table."""
    from emolab.papers.song2021.demonstrate import demonstrate

    if arguments.threads is not None:
        emolab.set_threads(arguments.threads)
    with in_use(arguments.use, demo=IN_DEMO):
        found = demonstrate(
            arguments.out, seed=arguments.seed, difficulty=arguments.difficulty,
            say=lambda text: print(text, file=sys.stderr, flush=True),
        )  # fmt: skip
    if arguments.json:
        print(json.dumps({k: found[k] for k in ("seed", "results", "gain_points", "seconds")}, indent=2))
        return 0
    print("\non people not met in training")
    for name, title in (("audio", "voice"), ("video", "face"), ("joined", "both")):
        print(f"  {title:<8}{found['results'][name]['weighted_accuracy']:>7.1%}")
    print(f"  both together gain {found['gain_points']:.1f} points over the better one alone")
    print(f"\n{found['seconds']:.0f} s; open {arguments.out}/index.html")
    return 0
