"""Small documents of each kind, made here and not taken from anywhere."""

import io
import zipfile
from email.message import EmailMessage

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"


def zipped(**members: str | bytes) -> bytes:
    """Pack members; `__` in a name stands for a slash, `_xml` for its ending."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return stream.getvalue()


def docx(body: str, **more: str | bytes) -> bytes:
    """Make a DOCX with this body."""
    document = f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    return zipped(**{"[Content_Types]_xml": "<Types/>", "word__document_xml": document, **more})


def odt(body: str, manifest: str = "<manifest/>") -> bytes:
    """Make an ODT with this body."""
    content = (
        f'<office:document-content xmlns:office="{OFFICE}" xmlns:text="{TEXT}">'
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    return zipped(
        mimetype="application/vnd.oasis.opendocument.text", content_xml=content, **{"META-INF__manifest_xml": manifest}
    )


def pdf(*pages: str) -> bytes:
    """Make a PDF with a line of text on each page; an empty string makes a page without text."""
    parts = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for text in pages:
        content = f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET".encode() if text else b""
        page = f"<< /Type /Page /Parent 2 0 R /Resources << /Font << /F1 3 0 R >> >> /Contents {len(parts) + 2} 0 R >>"
        kids.append(f"{len(parts) + 1} 0 R")
        parts += [page.encode(), b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)]
    parts[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} /MediaBox [0 0 612 792] >>".encode()
    out, offsets = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    trailer = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, len(out))
    return out + head + table + trailer


def mail() -> bytes:
    """Make a message with an attachment."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "ann@example.org", "ben@example.org", "Größe"
    message.set_content("Dear Ben,\nsee you in Oslo.\n")
    message.add_attachment(b"x", maintype="application", subtype="pdf", filename="bill.pdf")
    return message.as_bytes()
