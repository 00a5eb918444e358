"""Texts from documents: PDF, DOCX, ODT, RTF, HTML and e-mail.

`reading` runs `program` in a process of its own for each document; the other modules, one a kind of document, are
imported only there.
"""
