import socket

socket.socket().close()
print("Hello from Python")
