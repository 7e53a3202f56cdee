"""What two people are asked around a session: names, the private check, tonight's choices, and how it was.

Pure machines of pages, which the full screen and the plain lines both draw. No IO, no clock, no chance: days, a number
drawn by chance and what was kept come from outside. No answer to a private question ever leaves these machines, is
part of a page, or can be found in what they give out, but for what both learn together.
"""
