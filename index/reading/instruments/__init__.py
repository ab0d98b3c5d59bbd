"""Instruments that statements cite: resolutions, acts, orders, treaties, as patterns with their own examples."""
