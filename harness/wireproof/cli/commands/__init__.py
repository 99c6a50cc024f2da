"""Every module here is a command; its function of the same name is what runs."""
