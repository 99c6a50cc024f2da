"""From words to something that listens: description, launch, ownership, observation, stop."""
