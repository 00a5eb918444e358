"""The keys that answer a question, each with its label."""

YES_OR_NO = {"y": "Yes", "n": "No"}
TEXT = {"enter": "OK"}
CHOICE = {"up down": "Move", "a-z": "Narrow down", "enter": "Choose"}
