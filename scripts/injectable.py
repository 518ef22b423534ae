"""A program that can be injected, on loopback: what scripts/sql-injection.sh must find before it is believed."""

import http.server
import sqlite3
import sys
import urllib.parse


class Answers(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        asked = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query).get("q", [""])[0]
        base = sqlite3.connect(":memory:")
        base.executescript("CREATE TABLE a (b TEXT); INSERT INTO a VALUES ('a'), ('b');")
        try:
            body = repr(base.execute(f"SELECT b FROM a WHERE b = '{asked}'").fetchall())
        except sqlite3.Error as wrong:
            body = f"wrong: {wrong}"
        self.send_response(200)
        self.end_headers()
        self.wfile.write(f"<html><body>{body}</body></html>".encode())

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Answers).serve_forever()
