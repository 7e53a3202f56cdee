"""The journal of one person's sessions. There is none until somebody switches it on."""
