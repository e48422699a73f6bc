"""Rewrites a package.

    rezip.py IN OUT OPERATION...

IN is a zip, or "-" for an empty one. The operations are done in order:

    put NAME FILE      gives an entry other bytes; a new one is appended
    first NAME FILE    puts an entry before all others
    append NAME FILE   appends an entry, even if its name is there already
    replace NAME A B   replaces the text A, which must be there, in an entry
    cut NAME A         cuts the section that begins with the text A out of a MANIFEST.MF
    remove NAME        removes an entry
    rename NAME NEW    renames an entry
    get NAME FILE      writes the bytes of an entry to a file
    break-crc NAME     spoils the checksum of an entry
    break-data NAME    spoils the compressed bytes of an entry
"""

import sys
import warnings
import zipfile

warnings.simplefilter("ignore", UserWarning)  # Some fixtures have a name twice.
TIME = (2020, 1, 1, 0, 0, 0)


def read(path):
    with open(path, "rb") as file:
        return file.read()


def spoil(path, name, what):
    """Spoils an entry where it lies in the file."""
    with zipfile.ZipFile(path) as package:
        entry = package.getinfo(name)
    data = bytearray(read(path))
    if what == "break-data":
        # The header of an entry has 30 bytes, then the name, then extra fields.
        at = entry.header_offset
        start = at + 30 + int.from_bytes(data[at + 26:at + 28], "little")
        start += int.from_bytes(data[at + 28:at + 30], "little")
        data[start] |= 0b110  # DEFLATE has no block of type 3.
    else:
        # The checksum stands before the entry and in the central directory,
        # which is last and has the name 46 bytes after its beginning.
        data[entry.header_offset + 14] ^= 1
        data[data.rindex(name.encode()) - 46 + 16] ^= 1
    with open(path, "wb") as file:
        file.write(data)


def main(source, target, words):
    entries = []  # pairs of a name and its bytes
    if source != "-":
        with zipfile.ZipFile(source) as package:
            entries = [(entry.filename, package.read(entry)) for entry in package.infolist()]

    def index(name):
        return [entry[0] for entry in entries].index(name)

    words = iter(words)
    spoilt = []
    for operation in words:
        name = next(words)
        if operation == "put":
            entry = (name, read(next(words)))
            if name in [entry[0] for entry in entries]:
                entries[index(name)] = entry
            else:
                entries.append(entry)
        elif operation == "first":
            entries.insert(0, (name, read(next(words))))
        elif operation == "append":
            entries.append((name, read(next(words))))
        elif operation == "replace":
            at, old, new = index(name), next(words).encode(), next(words).encode()
            if old not in entries[at][1]:
                sys.exit(f"{name} of {source} does not have {old}")
            entries[at] = (name, entries[at][1].replace(old, new))
        elif operation == "cut":
            at, data = index(name), entries[index(name)][1]
            start = data.index(next(words).encode())
            end = data.index(b"\r\n\r\n", start) + 4
            entries[at] = (name, data[:start] + data[end:])
        elif operation == "remove":
            del entries[index(name)]
        elif operation == "rename":
            at = index(name)
            entries[at] = (next(words), entries[at][1])
        elif operation == "get":
            with open(next(words), "wb") as file:
                file.write(entries[index(name)][1])
        elif operation in ("break-crc", "break-data"):
            spoilt.append((name, operation))
        else:
            sys.exit("no operation " + operation)

    with zipfile.ZipFile(target, "w") as package:
        for name, data in entries:
            entry = zipfile.ZipInfo(name, TIME)
            entry.create_system = 0  # jarsigner warns of the permissions of Unix.
            if not name.endswith("/"):
                entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, data)
    for name, operation in spoilt:
        spoil(target, name, operation)


main(sys.argv[1], sys.argv[2], sys.argv[3:])
