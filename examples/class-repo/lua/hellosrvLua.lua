#!/usr/bin/env lua5.4
-- Hello Internet server
-- usage: lua5.4 hellosrvLua.lua PORT
--
-- Lua has no threads, so the clients are served one after the other, each for a limited time.

local socket = require("socket")

local LANGUAGE = "Lua"
local BACKLOG = 16
local MAX_MESSAGE = 1024
local SILENCE = 1.0 -- seconds after which a silent client is given up
local PAUSE = 0.2   -- seconds of silence that end a message
local LIMIT = 3.0   -- seconds that one client may take in all

local function fail(code, message)
  io.stderr:write("hellosrvLua: ", message, "\n")
  os.exit(code)
end

local function listen(port)
  local listener = assert(socket.tcp4())
  listener:setoption("reuseaddr", true)
  local ok, problem = listener:bind("0.0.0.0", port)
  if ok then
    ok, problem = listener:listen(BACKLOG)
  end
  if not ok then
    fail(1, "cannot listen on port " .. port .. ": " .. problem)
  end
  return listener
end

-- Reads until a newline, a pause, or the end of the client's data. receive("*l") is no help: it waits
-- for the newline. Single bytes are cheap, because LuaSocket keeps a buffer.
local function read_message(client)
  local bytes = {}
  local deadline = socket.gettime() + LIMIT
  client:settimeout(SILENCE)
  while #bytes < MAX_MESSAGE and socket.gettime() < deadline do
    local byte = client:receive(1)
    if not byte or byte == "\n" then
      break
    end
    bytes[#bytes + 1] = byte
    client:settimeout(PAUSE)
  end
  return (table.concat(bytes):gsub("%s+$", ""))
end

local function goodbye(message)
  local language = message:match("^Hello in (.+)$")
  if language then
    return "Goodbye " .. language .. " from " .. LANGUAGE
  end
  return "Goodbye in " .. LANGUAGE
end

local function serve(client)
  -- both calls return nil instead of raising an error when the client has gone
  local ip = client:getpeername()
  local message = read_message(client)
  if ip and message ~= "" then
    print(ip, message)
    client:send(goodbye(message))
  end
  client:close()
end

if #arg ~= 1 then
  fail(2, "usage: lua5.4 hellosrvLua.lua PORT")
end
local port = arg[1]:match("^%d+$") and math.tointeger(tonumber(arg[1]))
if not port or port < 1 or port > 65535 then
  fail(2, "bad port '" .. arg[1] .. "', it must be a number from 1 to 65535")
end

io.stdout:setvbuf("line")
local listener = listen(port)
while true do
  local client = listener:accept()
  if client then
    serve(client)
  end
end
