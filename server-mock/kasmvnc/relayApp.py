"""A program beside the demo's relay: speaks first, as it must, and gives back what it is told in capitals."""

import os
import socket
import sys
import time

relay_path, own_path = sys.argv[1:3]
app = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
app.bind(own_path)
os.chmod(own_path, 0o777)
app.settimeout(5)
parent = os.getppid()
while os.getppid() == parent:
    try:
        app.sendto(b'{"app": "demo", "time": %d}' % time.time(), relay_path)
        app.sendto(app.recv(65536).upper(), relay_path)
    except socket.timeout:
        pass
    except OSError:
        break  # the relay has ended
os.unlink(own_path)
