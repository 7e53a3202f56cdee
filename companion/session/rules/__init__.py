"""The rules of a session: they change its parts at each event and each command.

Each rule knows the parts it works on and the rules below it, in this order: `letting_go`, `performer`, `ways_out`,
then `byways`, `questions` and `what_helps`, then `lights` and `more_time`, then `answers`, then `steering`. `Engine`
knows them all.
"""
