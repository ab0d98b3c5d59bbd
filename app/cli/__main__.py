"""``python -m pincite.app.cli``."""

import sys

from pincite.app.cli import main

sys.exit(main())
