"""The terminal as a stream of bytes: its set-up, its input, the cells that it shows, and the speed of the line.

Textual sends whole lines of a widget when one word changed, the whole screen for each new layout, and all of a style
wherever one begins. On a line of 9,600 bits a second that is the difference between two answers a second and one in
ten seconds; `docs/performance.md` has the figures.
"""
