"""Sends SOAP messages with Python's own clients.

Arguments: host, port, path, the address to speak for.
"""

import http.client
import json
import sys
import urllib.error
import urllib.request

HOST, PORT, PATH, ADDRESS = sys.argv[1:]

MESSAGE = (
    '<?xml version="1.0" encoding="UTF-8"?>\r\n'
    '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>'
    '<ask xmlns="urn:example:registry"><name>Zoé Schmit – Käerjeng</name></ask>'
    "</soap:Body></soap:Envelope>"
).encode()

HEADERS = {
    "Content-Type": "text/xml; charset=utf-8",
    "SOAPAction": '"urn:example:registry#ask"',
    "X-Api-Key": "partner-7",
    "X-Forwarded-For": ADDRESS,
}


def report(client, answer):
    body = answer.read()
    print(
        json.dumps(
            {
                "client": client,
                "status": answer.status,
                "type": answer.headers["Content-Type"],
                "action": answer.headers["SOAPAction"],
                "body": "the same" if body == MESSAGE else body.decode(),
            }
        )
    )


def by_connection():
    """Three messages on one connection; a client that lost it would open another one."""
    connection = http.client.HTTPConnection(HOST, int(PORT))
    for _ in range(3):
        connection.request("POST", PATH, MESSAGE, HEADERS)
        report("http.client", connection.getresponse())
    connection.close()


def by_request():
    request = urllib.request.Request(f"http://{HOST}:{PORT}{PATH}", MESSAGE, HEADERS)
    try:
        report("urllib", urllib.request.urlopen(request))
    except urllib.error.HTTPError as answer:
        report("urllib", answer)


by_connection()
by_request()
