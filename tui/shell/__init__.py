"""The frame of every screen: the bars, the commands, the questions, the themes, and how errors are shown."""
