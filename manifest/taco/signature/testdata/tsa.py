"""A timestamping authority (RFC 3161) for the fixtures.

    tsa.py PORT-FILE

It listens on a free port of the loopback interface and writes the port's
number to PORT-FILE. A POST to /NAME is answered by
"openssl ts -reply -config NAME.cnf".
"""

import http.server
import os
import subprocess
import sys


class Authority(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        name = os.path.basename(self.path)
        query = self.rfile.read(int(self.headers["Content-Length"]))
        with open("query.tsq", "wb") as file:
            file.write(query)
        reply = subprocess.run(
            ["openssl", "ts", "-reply", "-config", name + ".cnf", "-queryfile", "query.tsq"],
            check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
        self.send_response(200)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)

    def log_message(self, *args):
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Authority)
with open(sys.argv[1] + ".new", "w") as file:
    file.write(str(server.server_port))
os.rename(sys.argv[1] + ".new", sys.argv[1])  # The file is never seen half written.
server.serve_forever()
