"""Values that stand in the words only: rules that find them, each with its evidence. One that is not sure is silent."""
