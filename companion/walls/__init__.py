"""Walls around processes (a sandbox): they keep a process from doing more than its work, and other processes from
reading its memory."""
