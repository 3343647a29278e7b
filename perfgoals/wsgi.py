"""The WSGI entry point: `gunicorn perfgoals.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perfgoals.settings")

application = get_wsgi_application()
