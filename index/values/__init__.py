"""Values that all other packages use: errors, dates, statements, fields, findings. Imports nothing else of Pincite."""
