"""Receives webhooks signed with the hex scheme; Python's standard library is all it needs.

    python3 receiver.py 5006 'the shared secret'
"""
import hashlib
import hmac
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PORT, SECRET = int(sys.argv[1]), sys.argv[2].encode()
MAX_BODY = 1024 * 1024


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        length = int(self.headers.get("Content-Length", 0))
        if not 0 <= length <= MAX_BODY:
            return self.answer(413, "too-large")
        body = self.rfile.read(length)  # the bytes as received, before anything parses them
        expected = hmac.new(SECRET, body, hashlib.sha256).hexdigest()
        given = self.headers.get("X-Webhook-Signature", "")
        if not hmac.compare_digest(expected.encode(), given.encode()):
            return self.answer(401, "refused")
        return self.answer(202, "accepted")

    def answer(self, status, verdict):
        print(self.headers.get("webhook-id", "-"), verdict, flush=True)
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", PORT), Receiver)
print(f"listening on http://127.0.0.1:{server.server_port}/", flush=True)
server.serve_forever()
