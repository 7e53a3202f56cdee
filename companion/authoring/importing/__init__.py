"""Makes an exercise of a script that was written in a word processor, for `companion import`.

`document_helper` runs in a process of its own and reads the document; `document_reading` starts it. From there on
everything is pure: `pauses` finds the pauses in a paragraph, `scripting` makes a draft of the paragraphs, and
`draft_writing` makes YAML of the draft.
"""
