"""Work that several people share: assignments, blind annotation, agreement, adjudication, notes."""
