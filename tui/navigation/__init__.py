"""Opens screens, and returns from them: the only room that imports them, so that no screen needs to know another."""

from tui.navigation.navigator import Navigator

__all__ = ["Navigator"]
