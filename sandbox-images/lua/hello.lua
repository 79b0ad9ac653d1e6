local socket = require("socket")

socket.tcp():close()
print("Hello from Lua")
