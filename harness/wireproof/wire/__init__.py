"""Talk to a target and keep the transcript: our own strict parsers and recorded connections."""
