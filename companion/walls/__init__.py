"""Walls around processes: they keep it from doing more than its work, and others from seeing its memory."""
