"""The site under hostile uploads: gunicorn and worker as `make run` starts them, each file handed over by HTTP.

    python tests/benchmarks/bench_hostile_site.py [WORDS OF A NAME]

For every file: seconds until its sentence stands on a page, how far the highest memory of any process of the site
rises above what it had before, and the slowest answer that a second client got meanwhile.
SQLite, in a folder of its own.
"""

from __future__ import annotations

import html
import http.client
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.benchmarks.hostile_files import writers  # noqa: E402 - after the path
from tests.reading import test_files  # noqa: E402

MOST_GROWTH = 50  # megabytes, of every process of the site
MOST_SECONDS = 20  # on the clock of a busy machine
MOST_WAITING = 5  # seconds for another person's page
GIVEN_UP = 150  # seconds after which an import counts as stuck
PASSWORD = "Yanshi-2027"
_BOUNDARY = "----a-line-that-no-file-has"
_PIECE = 256 * 1024


# --- the site ---------------------------------------------------------------------------------------------------------


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@dataclass
class Site:
    """A running site: where it listens, and the two processes that `make run` starts."""

    port: int
    web: int
    worker: int

    @property
    def processes(self) -> dict[str, list[int]]:
        """The processes that stay: gunicorn's master and workers, and the background worker."""
        children = Path(f"/proc/{self.web}/task/{self.web}/children").read_text().split()
        return {"web": [self.web, *map(int, children)], "worker": [self.worker]}


@contextmanager
def running_site() -> Iterator[Site]:
    """The site with the demo, in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="hostile-site-") as folder:
        port = _free_port()
        env = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        env |= {
            "DATA_DIR": folder,
            "PORT": str(port),
            "WEB_THREADS": "4",
            "DJANGO_SETTINGS_MODULE": "perfgoals.settings",
        }
        for command in (["bootstrap"], ["load_demo"], ["collectstatic", "--noinput", "--verbosity", "0"]):
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=env, check=True, capture_output=True)  # noqa: S603
        log = (Path(folder) / "log").open("wb")
        commands = ["manage.py", "run_worker", "--verbosity", "0"], ["-m", "gunicorn", "perfgoals.wsgi"]
        started = [
            subprocess.Popen([sys.executable, *command], cwd=ROOT, env=env, stdout=log, stderr=log)  # noqa: S603
            for command in commands
        ]
        try:
            site = Site(port, started[1].pid, started[0].pid)
            _wait_for(site)
            yield site
        finally:
            for process in started:
                process.terminate()
            for process in started:
                process.wait(60)
            sys.stdout.write(_complaints(Path(log.name)))


def _wait_for(site: Site) -> None:
    for _ in range(120):
        try:
            if Client(site.port).get("/healthz")[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.5)
    raise TimeoutError("the site does not answer")


def _complaints(log: Path) -> str:
    lines = log.read_text(errors="replace").splitlines()
    found = [
        line for line in lines if re.search(r"Traceback|CRITICAL|ERROR|WORKER TIMEOUT|SIGKILL|Internal Server", line)
    ]
    return "".join(f"log: {line}\n" for line in found[:40])


# --- a browser --------------------------------------------------------------------------------------------------------


class Client:
    """A browser as far as it is needed: cookies, forms, files."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._cookies: dict[str, str] = {}

    def get(self, path: str) -> tuple[int, str, str]:
        """(status, where to go next, body)."""
        return self._ask("GET", path)

    def sign_in(self, name: str) -> None:
        self.get("/accounts/login/")
        status, _, body = self._post("/accounts/login/", {"username": name, "password": PASSWORD})
        assert status == 302, body[:2000]

    def upload(self, path: str, file: Path, name: str, fields: Mapping[str, str]) -> tuple[int, str, str]:
        """Hand a file over with a form; the answer."""
        self.get(path)
        token = {"csrfmiddlewaretoken": self._cookies["csrftoken"]}
        head = "".join(
            f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in (token | dict(fields)).items()
        )
        quoted = name.replace("\\", "\\\\").replace('"', "%22")
        disposition = f'Content-Disposition: form-data; name="files"; filename="{quoted}"'
        begin = f"{head}--{_BOUNDARY}\r\n{disposition}\r\nContent-Type: application/octet-stream\r\n\r\n".encode()
        end = f"\r\n--{_BOUNDARY}--\r\n".encode()

        def body() -> Iterator[bytes]:
            yield begin
            with file.open("rb") as stream:
                while piece := stream.read(_PIECE):
                    yield piece
            yield end

        headers = {
            "Content-Type": f"multipart/form-data; boundary={_BOUNDARY}",
            "Content-Length": str(len(begin) + file.stat().st_size + len(end)),
        }
        return self._ask("POST", path, body(), headers)

    def _post(self, path: str, fields: dict[str, str]) -> tuple[int, str, str]:
        data = urlencode({"csrfmiddlewaretoken": self._cookies["csrftoken"], **fields}).encode()
        return self._ask("POST", path, data, {"Content-Type": "application/x-www-form-urlencoded"})

    def _ask(
        self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, str, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=120)
        try:
            cookies = "; ".join(f"{key}={value}" for key, value in self._cookies.items())
            referer = f"http://127.0.0.1:{self._port}{quote(path)}"
            connection.request(method, path, body, {"Cookie": cookies, "Referer": referer, **(headers or {})})
            answer = connection.getresponse()
            for key, value in answer.getheaders():
                if key.lower() == "set-cookie":
                    name, _, rest = value.partition("=")
                    self._cookies[name] = rest.partition(";")[0]
            place = urlsplit(answer.getheader("Location") or "")
            return answer.status, place.path, answer.read().decode(errors="replace")
        finally:
            connection.close()


@dataclass
class Onlooker:
    """Somebody else who opens a page five times a second; `slowest` and `failed` tell what became of it."""

    client: Client
    slowest: float = 0.0
    failed: list[str] = field(default_factory=list)

    def __enter__(self) -> Onlooker:
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(0.2):
            began = time.perf_counter()
            try:
                status = self.client.get("/imports/")[0]
            except OSError as problem:
                status = 0
                self.failed.append(repr(problem))
            if status not in (0, 200):
                self.failed.append(str(status))
            self.slowest = max(self.slowest, time.perf_counter() - began)


# --- memory -----------------------------------------------------------------------------------------------------------


def _memory(pid: int, what: str) -> float:
    """Megabytes of a process: VmHWM, its highest so far, or VmRSS, what it has now."""
    found = re.search(rf"{what}:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


class Memory:
    """How far the processes of a site grow from now on. What a process had at first counts, not what it freed since."""

    def __init__(self, site: Site) -> None:
        self._before: dict[int, float] = {}
        self._site = site
        for pids in site.processes.values():
            for pid in pids:
                Path(f"/proc/{pid}/clear_refs").write_text("5")  # the highest is counted anew
                self._before[pid] = _memory(pid, "VmRSS")

    def growth(self) -> dict[str, float]:
        """Megabytes by kind of process, of the one that grew most. gunicorn begins new ones now and then: those are
        compared with the largest before.
        """
        new = max(self._before.values())
        return {
            kind: max(_memory(pid, "VmHWM") - self._before.get(pid, new) for pid in pids)
            for kind, pids in self._site.processes.items()
        }


# --- the measurement --------------------------------------------------------------------------------------------------

_SENTENCE = re.compile(r"data-problem>.*?<span data-words>(?P<problem>.*?)</span></p>", re.DOTALL)
_REFUSED = re.compile(r'<ul class="refused-files">(.*?)</ul>', re.DOTALL)


def sentence_of(page: str) -> str:
    """What a page says of the refused files, else ""."""
    found = _SENTENCE.search(page)
    if found:
        return html.unescape(found["problem"])
    listed = _REFUSED.search(page)
    said = re.sub(r"<[^>]+>", " ", listed[1]) if listed else ""
    return html.unescape(" ".join(said.split()))


def handed_over(client: Client, file: Path, name: str) -> tuple[str, float]:
    """(the sentence, seconds until it was there)."""
    began = time.perf_counter()
    fields = {"kind": "declarations", "year": "2026", "template": ""}
    try:
        status, place, body = client.upload("/imports/new/", file, name, fields)
    except OSError as problem:
        return f"!! {problem!r}", time.perf_counter() - began
    while status == 302 and time.perf_counter() - began < GIVEN_UP:
        _, _, body = client.get(f"{place}?tab=refused")
        if "progress/" not in body:
            said = sentence_of(body) or "!! read"
            return said, time.perf_counter() - began
        time.sleep(0.2)
    said = sentence_of(body) if status == 400 else ""
    return said or f"!! {status} {' '.join(re.sub('<[^>]+>', ' ', body).split())[:80]}", time.perf_counter() - began


def report(words: str = "") -> dict[str, dict[str, Any]]:
    """Hand over every file whose name has these words, and print what came of it."""
    results: dict[str, dict[str, Any]] = {}
    with running_site() as site, tempfile.TemporaryDirectory() as folder:
        client, other = Client(site.port), Client(site.port)
        client.sign_in("admin")
        other.sign_in("admin")
        file = Path(folder) / "file"
        file.write_bytes(test_files.one_sheet())
        for n in range(8):  # every process has done everything once
            handed_over(client, file, f"ordinary {n}.xlsx")
            other.get("/imports/")
        for name, write in writers().items():
            if words not in name:
                continue
            write(file)
            memory = Memory(site)
            with Onlooker(other) as onlooker:
                said, seconds = handed_over(client, file, name)
            results[name] = {"seconds": seconds, "said": said, "slowest": onlooker.slowest, "failed": onlooker.failed}
            results[name] |= memory.growth()
            sys.stdout.write(_line(name, results[name]))
            sys.stdout.flush()
    return results


def _line(name: str, result: Mapping[str, Any]) -> str:
    grown = f"web {result['web']:6.1f} MB  worker {result['worker']:6.1f} MB"
    failed = f"  FAILED {result['failed']}" if result["failed"] else ""
    waited = f"other {result['slowest']:5.2f} s{failed}"
    return f"{name:34} {result['seconds']:6.2f} s  {grown}  {waited}  {result['said'][:150]}\n"


def test_the_site_stays_up_and_small_under_hostile_uploads() -> None:
    results = report()
    for kind in ("web", "worker"):
        assert {name: result[kind] for name, result in results.items() if result[kind] > MOST_GROWTH} == {}
    assert {name: result["said"] for name, result in results.items() if result["said"].startswith("!!")} == {}
    assert {name: result["seconds"] for name, result in results.items() if result["seconds"] > MOST_SECONDS} == {}
    assert {name: result["slowest"] for name, result in results.items() if result["slowest"] > MOST_WAITING} == {}
    assert {name: result["failed"] for name, result in results.items() if result["failed"]} == {}


if __name__ == "__main__":
    measured = report(sys.argv[1] if sys.argv[1:] else "")
    Path(tempfile.gettempdir(), "hostile-site.json").write_text(json.dumps(measured, ensure_ascii=False, indent=1))
