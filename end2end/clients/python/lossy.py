"""A line that loses answers: what is asked arrives and is done, and whoever asked never hears of it."""

import http.client
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


class Lossy:
    """A relay before a server, until it is left. Loses as many answers as it was told to lose."""

    def __init__(self, url):
        self.line = ThreadingHTTPServer(("127.0.0.1", 0), Relayed)
        self.line.server = urlsplit(url).netloc
        self.line.to_lose = 0
        self.line.lost = []
        self.url = "http://{}:{}".format(*self.line.server_address)

    def __enter__(self):
        self.thread = threading.Thread(target=self.line.serve_forever)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.line.shutdown()
        self.thread.join()
        self.line.server_close()

    def lose(self, answers):
        """Loses the next answers."""
        self.line.lost.clear()
        self.line.to_lose = answers

    @property
    def lost(self):
        """The statuses of the answers that were lost since it was last told to lose some."""
        return list(self.line.lost)


class Relayed(BaseHTTPRequestHandler):
    """One connection of a client. Each request goes on as it came, `Host` and all, since that is what was signed."""

    protocol_version = "HTTP/1.1"

    def relay(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        server = http.client.HTTPConnection(self.server.server, timeout=60)
        server.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            server.putheader(name, value)
        server.endheaders(body)
        answer = server.getresponse()
        told = answer.read()
        server.close()
        if self.server.to_lose > 0:
            self.server.to_lose -= 1
            self.server.lost.append(answer.status)
            self.close_connection = True
            return
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(told)

    do_GET = do_POST = do_PUT = do_DELETE = relay

    def log_message(self, *_):
        """Says nothing."""
