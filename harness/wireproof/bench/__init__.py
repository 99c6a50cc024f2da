"""What does it cost: benchmarks in groups, answers checked first."""
