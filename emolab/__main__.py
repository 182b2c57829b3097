"""`python -m emolab` is the command `emolab`."""

import sys

from emolab.cli.main import main

sys.exit(main())
