#!/usr/bin/env lua5.4
-- Hello Internet client
-- usage: lua5.4 helloLua.lua HOST PORT

local socket = require("socket")

local GREETING = "Hello in Lua\n"

local function fail(code, message)
  io.stderr:write("helloLua: ", message, "\n")
  os.exit(code)
end

-- tonumber() would also take "0x50", "1e3" and " 80 "
local function parse_port(text)
  local port = text:match("^%d+$") and tonumber(text)
  if not port or port < 1 or port > 65535 then
    fail(2, "bad port '" .. text .. "', it must be a number from 1 to 65535")
  end
  return math.tointeger(port)
end

if #arg ~= 2 then
  fail(2, "usage: lua5.4 helloLua.lua HOST PORT")
end
local host, port = arg[1], parse_port(arg[2])
local where = host .. " port " .. port .. ": "

-- connect resolves the name and tries each of its addresses
local server, problem = socket.connect(host, port)
if not server then
  fail(1, where .. problem)
end

-- LuaSocket's send goes on until everything is sent or something fails
local sent
sent, problem = server:send(GREETING)
if not sent then
  fail(1, where .. "cannot send, connection " .. problem)
end

-- "*a" collects everything until the server closes; what came before an error is in the third result
local reply, partial
reply, problem, partial = server:receive("*a")
reply = reply or partial
if reply == "" then
  fail(1, where .. "no reply, connection " .. problem)
end
server:close()

io.write(reply)
if reply:sub(-1) ~= "\n" then
  io.write("\n")
end
