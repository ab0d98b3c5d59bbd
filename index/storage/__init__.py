"""Files and who holds them: the one writer of files, the home, its lock, network file systems."""
