"""Writes a MANIFEST.MF or an .SF file where jarsigner would not write it so.

    sf.py manifest [OPTION]... FOLDER       the MANIFEST.MF for a folder's files
    sf.py sf [OPTION]... MANIFEST.MF        the .SF file for a MANIFEST.MF

    --eol lf|cr|crlf       the line ending; crlf without it
    --digest NAME          the digest, as Java calls it; SHA-256 without it
    --no-digest ENTRY      leaves the digest of an entry out
    --version NUMBER       the Signature-Version; 1.0 without it
"""

import argparse
import base64
import hashlib
import os
import sys

parser = argparse.ArgumentParser()
parser.add_argument("what", choices=("manifest", "sf"))
parser.add_argument("path")
parser.add_argument("--eol", default="crlf", choices=("lf", "cr", "crlf"))
parser.add_argument("--digest", default="SHA-256")
parser.add_argument("--no-digest")
parser.add_argument("--version", default="1.0")
options = parser.parse_args()
EOL = {"lf": b"\n", "cr": b"\r", "crlf": b"\r\n"}[options.eol]


def digest(data):
    hashed = hashlib.new(options.digest.replace("-", ""), data, usedforsecurity=False)
    return base64.b64encode(hashed.digest()).decode()


def section(*headers):
    return b"".join(header.encode() + EOL for header in headers) + EOL


def manifest(folder):
    yield section("Manifest-Version: 1.0")
    for name in sorted(os.listdir(folder)):
        headers = ["Name: " + name]
        if name != options.no_digest:
            with open(os.path.join(folder, name), "rb") as file:
                headers.append(f"{options.digest}-Digest: {digest(file.read())}")
        yield section(*headers)


def sf(path):
    with open(path, "rb") as file:
        whole = file.read()
    sections = [part + EOL + EOL for part in whole.split(EOL + EOL) if part]
    yield section(
        "Signature-Version: " + options.version,
        f"{options.digest}-Digest-Manifest-Main-Attributes: {digest(sections[0])}",
        f"{options.digest}-Digest-Manifest: {digest(whole)}")
    for part in sections[1:]:
        yield section(part.split(EOL)[0].decode(), f"{options.digest}-Digest: {digest(part)}")


make = {"manifest": manifest, "sf": sf}[options.what]
sys.stdout.buffer.write(b"".join(make(options.path)))
