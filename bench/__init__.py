"""How fast Pincite is beside its peers, and how well it ranks: measured, never part of the product."""
