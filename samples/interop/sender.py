"""Sends a webhook signed by Standard Webhooks; Python's standard library is all it needs.

    python3 sender.py http://127.0.0.1:5005/webhooks whsec_... invoice.paid '{"amount":4200}'
"""
import base64
import hashlib
import hmac
import json
import sys
import time
import urllib.error
import urllib.request
import uuid

URL, SECRET, TYPE, DATA = sys.argv[1:5]
event = f"evt_{uuid.uuid4().hex}"
now = int(time.time())
body = json.dumps({"id": event, "type": TYPE, "timestamp": now, "data": json.loads(DATA)}).encode()
key = base64.b64decode(SECRET.removeprefix("whsec_"))
mac = hmac.new(key, f"{event}.{now}.".encode() + body, hashlib.sha256).digest()
request = urllib.request.Request(URL, body, {
    "Content-Type": "application/json",
    "webhook-id": event,
    "webhook-timestamp": str(now),
    "webhook-signature": "v1," + base64.b64encode(mac).decode(),
})
try:
    with urllib.request.urlopen(request, timeout=15) as response:
        print(event, response.status)
except urllib.error.HTTPError as refused:
    print(event, refused.code)
    sys.exit(1)
