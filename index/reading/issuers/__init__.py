"""Who issues statements: countries and organisations, as data, by every name that they are called."""
