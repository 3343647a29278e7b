"""WeasyPrint, set up once for the process. Imported by `pdf` alone, and late: without Pango the import itself fails."""

import threading

from django.template.loader import render_to_string
from weasyprint import CSS, HTML, Document
from weasyprint.formatting_structure.boxes import TableRowGroupBox
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from declarations.stamps import BROKEN_ROWS, broken_rows

# One font configuration for the process: each further one costs memory for good. It is not made for several threads.
FONTS = FontConfiguration()
STYLE = CSS(string=render_to_string("writing/declaration.css"), font_config=FONTS)
FETCHER = URLFetcher(allowed_protocols=("data",))
_LOCK = threading.Lock()


def html_to_pdf(html: str) -> bytes:
    """The document as PDF/UA; `<meta>` of any name goes to the metadata. Nothing that it names is fetched."""
    with _LOCK:
        document = HTML(string=html, url_fetcher=FETCHER).render(
            font_config=FONTS, stylesheets=[STYLE], pdf_variant="pdf/ua-1", custom_metadata=True
        )
        document.metadata.custom[BROKEN_ROWS] = broken_rows(_pages_within_a_row(document), len(document.pages))
        pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1", custom_metadata=True)
    return pdf


def _pages_within_a_row(document: Document) -> list[int]:
    """The pages that begin in the middle of a row of a table: nothing on paper tells it from a row of its own."""
    found: list[int] = []
    last = None
    for number, page in enumerate(document.pages, start=1):
        # WeasyPrint has no other way to ask where its rows came to stand.
        groups = (box for box in page._page_box.descendants() if isinstance(box, TableRowGroupBox))
        rows = [row.element for group in groups if not (group.is_header or group.is_footer) for row in group.children]
        if rows and rows[0] is last:
            found.append(number)
        last = rows[-1] if rows else last
    return found
