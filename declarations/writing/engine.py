"""WeasyPrint, set up once for the process. Imported by `pdf` alone, and late: without Pango the import itself fails."""

import threading

from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

# One font configuration for the process: each further one costs memory for good. It is not made for several threads.
FONTS = FontConfiguration()
STYLE = CSS(string=render_to_string("writing/declaration.css"), font_config=FONTS)
FETCHER = URLFetcher(allowed_protocols=("data",))
_LOCK = threading.Lock()


def html_to_pdf(html: str) -> bytes:
    """The document as PDF/UA; `<meta>` of any name goes to the metadata. Nothing that it names is fetched."""
    with _LOCK:
        pdf: bytes = HTML(string=html, url_fetcher=FETCHER).write_pdf(
            font_config=FONTS, stylesheets=[STYLE], pdf_variant="pdf/ua-1", custom_metadata=True
        )
    return pdf
