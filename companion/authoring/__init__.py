"""The authors' tools: the list of exercises, the checks, the preview, the handout. Text in, lines out; no screen."""
