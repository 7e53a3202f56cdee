"""What authors use besides a session: the list of exercises, the checks, the preview. Text in, lines out; no screen."""
