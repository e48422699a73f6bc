"""Rewrites a signature block: a PKCS #7 SignedData, in DER, of one signer.

    block.py flip IN OUT               changes a bit of the signature
    block.py shorten IN OUT            cuts the last byte of the signature off
    block.py indefinite IN OUT         gives all that holds others an indefinite length
    block.py timestamp IN OUT DONOR    takes the timestamp of another block
"""

import sys


def parse(data):
    """Parses DER to a list of pairs: a tag, and bytes or such a list."""
    values = []
    while data:
        tag, length, start = data[0], data[1], 2
        if length >= 0x80:
            start += length - 0x80
            length = int.from_bytes(data[2:start], "big")
        body, data = data[start:start + length], data[start + length:]
        values.append([tag, parse(body) if tag & 0x20 else body])
    return values


def encode(values, indefinite=False):
    out = b""
    for tag, body in values:
        if isinstance(body, list):
            body = encode(body, indefinite)
            if indefinite:
                out += bytes([tag, 0x80]) + body + b"\0\0"
                continue
        if len(body) < 0x80:
            out += bytes([tag, len(body)]) + body
        else:
            size = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
            out += bytes([tag, 0x80 + len(size)]) + size + body
    return out


def read(path):
    with open(path, "rb") as file:
        data = file.read()
    values = parse(data)
    assert encode(values) == data, path + " is not DER"
    return values


def signer(values):
    """The parts of the only SignerInfo."""
    [[_, [_, [_, [[_, signed_data]]]]]] = values
    [[_, parts]] = signed_data[-1][1]
    return parts


def signature(parts):
    """The signature is the only OCTET STRING of a SignerInfo."""
    [value] = [part for part in parts if part[0] == 0x04]
    return value


what, source, target = sys.argv[1:4]
values = read(source)
if what == "flip":
    value = signature(signer(values))
    value[1] = value[1][:-1] + bytes([value[1][-1] ^ 1])
elif what == "shorten":
    value = signature(signer(values))
    value[1] = value[1][:-1]
elif what == "timestamp":
    # The attributes that are not signed are the last part, with tag 1.
    ours, others = signer(values), signer(read(sys.argv[4]))
    assert ours[-1][0] == others[-1][0] == 0xA1
    ours[-1] = others[-1]
with open(target, "wb") as file:
    file.write(encode(values, what == "indefinite"))
