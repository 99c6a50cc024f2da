"""array-transfer: large arrays between processes, from memory to memory."""
