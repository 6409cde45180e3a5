"""A Unix datagram socket on pipes: Node has none.

Datagrams that arrive go to standard output, each behind its length in four bytes; what comes that way on standard input
is sent as one datagram to whoever wrote last. Ends with its standard input.
"""

import os
import socket
import struct
import sys
import threading

path = sys.argv[1]
largest = 1024 * 1024
if os.path.exists(path):
    os.unlink(path)
relay = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
relay.bind(path)
os.chmod(path, 0o777)
peer = None


def put(data):
    sys.stdout.buffer.write(struct.pack(">I", len(data)) + data)
    sys.stdout.buffer.flush()


def listen():
    global peer
    while True:
        data, sender = relay.recvfrom(largest)
        peer = sender or None
        if data:
            put(data)


put(b"")  # it listens
threading.Thread(target=listen, daemon=True).start()
while True:
    head = sys.stdin.buffer.read(4)
    if len(head) < 4:
        break
    data = sys.stdin.buffer.read(struct.unpack(">I", head)[0])
    if not peer:
        continue  # nobody has spoken yet: lost
    try:
        relay.sendto(data, peer)
    except OSError:
        pass  # its socket is gone, or not writable for us
if os.path.exists(path):  # its folder may be gone already
    os.unlink(path)
