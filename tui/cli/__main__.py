"""`python -m tui.cli`: the same as the command `autotag`."""

from tui.cli.main import main

main()
