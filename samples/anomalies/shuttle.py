"""Turns R's Shuttle.rda of the package mlbench into CSV: nine numbers and a class a row.

    python3 shuttle.py Shuttle.rda shuttle.csv

The file is R's serialization, big-endian, packed with xz: nine columns of 58,000 doubles (type 14), then the classes as numbers (type 13), then
their names.
"""

import lzma
import struct
import sys

b = lzma.decompress(open(sys.argv[1], 'rb').read())
at, columns, mark = 0, [], struct.pack('>ii', 14, 58000)
for j in range(9):
    at = b.index(mark, at) + 8
    columns.append(struct.unpack('>58000d', b[at:at + 8 * 58000]))
    at += 8 * 58000
flags, n = struct.unpack('>ii', b[at:at + 8])
assert flags & 255 == 13 and n == 58000
labels = struct.unpack('>58000i', b[at + 8:at + 8 + 4 * n])
names = []
at += 8 + 4 * n
at = b.index(struct.pack('>ii', 16, 7), at) + 8
for l in range(7):
    _, length = struct.unpack('>ii', b[at:at + 8])
    names.append(b[at + 8:at + 8 + length].decode())
    at += 8 + length
with open(sys.argv[2], 'w') as out:
    out.write(','.join(f'V{j + 1}' for j in range(9)) + ',Class\n')
    for i in range(n):
        out.write(','.join(f'{c[i]:g}' for c in columns) + f',{names[labels[i] - 1]}\n')
