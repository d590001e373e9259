"""Receives webhooks signed by Standard Webhooks, with Flask.

    python3 flask_receiver.py 5007 whsec_...
"""
import base64
import hashlib
import hmac
import sys
import time

from flask import Flask, request
from werkzeug.serving import make_server

PORT, KEY = int(sys.argv[1]), base64.b64decode(sys.argv[2].removeprefix("whsec_"))
app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = 1024 * 1024
seen = set()  # a table with a unique key, in a real receiver


@app.post("/")
def receive():
    body = request.get_data()  # the bytes as received, before anything parses them
    event, sent = request.headers.get("webhook-id", ""), request.headers.get("webhook-timestamp", "")
    mac = hmac.new(KEY, f"{event}.{sent}.".encode() + body, hashlib.sha256).digest()
    expected = b"v1," + base64.b64encode(mac)
    given = request.headers.get("webhook-signature", "").encode().split()
    is_signed = any([hmac.compare_digest(expected, signature) for signature in given])
    if not is_signed or abs(time.time() - int(sent)) > 300:
        verdict = "refused"
    else:
        verdict = "duplicate" if event in seen else "accepted"
        seen.add(event)
    print(event or "-", verdict, flush=True)
    return "", 401 if verdict == "refused" else 200


server = make_server("127.0.0.1", PORT, app, threaded=True)
print(f"listening on http://127.0.0.1:{server.server_port}/", flush=True)
server.serve_forever()
