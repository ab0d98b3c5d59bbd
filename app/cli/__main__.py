"""``python -m pincite.app.cli``."""

import sys

from pincite.app.cli.program import main

sys.exit(main())
