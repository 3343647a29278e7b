"""How gunicorn serves the site, in `make run` and in production alike (gunicorn reads this file by itself)."""

import os

bind = os.environ.get("BIND", f"127.0.0.1:{os.environ.get('PORT', '8000')}")
workers = int(os.environ.get("WEB_WORKERS", "2"))
# One thread means the sync worker: the steadiest one behind nginx, which takes care of slow clients.
threads = int(os.environ.get("WEB_THREADS", "1"))
# The longest request is a PDF of a long form on a busy machine; longer work is the background worker's.
timeout = 60
# Layout and spreadsheets leave memory fragmented: a fresh process now and then keeps it level.
max_requests = 2000
max_requests_jitter = 200
# Nobody manages it through a socket, and it would lie in the home folder of whoever starts it.
control_socket_disable = True
loglevel = os.environ.get("LOG_LEVEL", "warning").lower()
