"""Large arrays over a stream: the bytes of the array are the message."""
