"""The cases in their own world: the pytest plugin, scheduling by target, hypothesis profiles."""
