-- Wireshark dissector for the assignment's Reliable UDP, on any port:
--     type|sequence number|data|checksum        type is start, data, end, ack or sack
-- See README.md beside this file. For Wireshark 3.6 and later.

local proto = Proto("reliableudp", "Reliable UDP (Gradewire)")

local status = { [0] = "Bad", [1] = "Good", [2] = "Unverified" }
local f = {
  type = ProtoField.string("reliableudp.type", "Type"),
  seq = ProtoField.uint64("reliableudp.seq", "Sequence number", base.DEC),
  seq_text = ProtoField.string("reliableudp.seq_text", "Sequence number as text"),
  held = ProtoField.string("reliableudp.held", "Held beyond it"),
  data = ProtoField.bytes("reliableudp.data", "Data"),
  length = ProtoField.uint32("reliableudp.data_length", "Data length", base.DEC),
  checksum = ProtoField.string("reliableudp.checksum", "Checksum"),
  calculated = ProtoField.string("reliableudp.checksum_calculated", "Calculated checksum"),
  status = ProtoField.uint8("reliableudp.checksum.status", "Checksum status", base.DEC, status),
}
proto.fields = f
local e = {
  checksum = ProtoExpert.new("reliableudp.checksum.bad", "Bad checksum", expert.group.CHECKSUM, expert.severity.ERROR),
  malformed = ProtoExpert.new("reliableudp.malformed", "No message", expert.group.MALFORMED, expert.severity.ERROR),
}
proto.experts = e

-- Lua 5.2 has a library for bits, Lua 5.4 has operators, which 5.2 cannot parse.
local bits = bit or bit32 or load([[return {
  bxor = function(a, b) return a ~ b end, band = function(a, b) return a & b end,
  rshift = function(a, n) return (a & 0xffffffff) >> n end }]])()

local crc_of_byte = {}
for byte = 0, 255 do
  local crc = byte
  for _ = 1, 8 do
    local carry = bits.band(crc, 1)
    crc = bits.rshift(crc, 1)
    if carry == 1 then crc = bits.bxor(crc, 0xedb88320) end
  end
  crc_of_byte[byte] = crc
end

-- CRC-32 (IEEE 802.3, as in zlib), unsigned, as the text that stands in a message.
local function checksum_of(text)
  local crc = 0xffffffff
  for i = 1, #text do
    local index = bits.band(bits.bxor(crc, text:byte(i)), 0xff)
    crc = bits.bxor(bits.rshift(crc, 8), crc_of_byte[index])
  end
  return string.format("%.0f", bits.bxor(crc, 0xffffffff) % 4294967296)
end

-- An integer of any size; blanks around it, a sign and single underscores between digits are allowed, as in Python.
local function is_integer(text)
  local digits = text:match("^%s*[+-]?([%d_]+)%s*$")
  return digits ~= nil and not digits:find("^_") and not digits:find("_$") and not digits:find("__", 1, true)
end

local is_packet = { start = true, data = true, ["end"] = true }

-- Places of the message's parts, from 1; or nil and why it is none.
local function parts_of(raw)
  local first = raw:find("|", 1, true)
  if not first then return nil, "there is no | in it" end
  local last = raw:match("^.*()|")
  if first == last then return nil, "there is only one | in it" end
  local second = raw:find("|", first + 1, true)
  local kind = raw:sub(1, first - 1)
  local number, held = raw:sub(first + 1, second - 1), nil
  if not is_packet[kind] then
    if kind ~= "ack" and kind ~= "sack" then return nil, "its type is none of start, data, end, ack and sack" end
    if second ~= last then return nil, "there is more in it than in any " .. kind end
  end
  if kind == "sack" then
    number, held = number:match("^([^;]*);(.*)$")
    if not number then return nil, "there is no ; in the sack" end
    for one in (held == "" and "" or held .. ","):gmatch("([^,]*),") do
      if not is_integer(one) then return nil, "a number in the sack is no integer" end
    end
  end
  if not is_integer(number) then return nil, "its sequence number is no integer" end
  return { kind = kind, number = number, held = held, first = first, second = second, last = last }
end

local function add_number(tree, tvb, m)
  local range = tvb(m.first, #m.number)
  -- What a double holds exactly.
  if #m.number <= 15 and m.number:find("^%d+$") then
    local value = tonumber(m.number)
    local low = value % 4294967296
    tree:add(f.seq, range, UInt64.new(low, (value - low) / 4294967296))
  else
    tree:add(f.seq_text, range, m.number)
  end
end

local function add_checksum(tree, tvb, raw, m, whole)
  local text = raw:sub(m.last + 1)
  local item = #text > 0 and tree:add(f.checksum, tvb(m.last, #text), text) or tree
  if not whole then
    tree:add(f.status, 2):set_generated()
    return true
  end
  local right = checksum_of(raw:sub(1, m.last))
  local good = text == right
  tree:add(f.status, good and 1 or 0):set_generated()
  if not good then
    tree:add(f.calculated, right):set_generated()
    item:add_proto_expert_info(e.checksum, "Bad checksum: " .. right .. " would be right")
  end
  return good
end

function proto.dissector(tvb, pinfo, root)
  local raw = tvb:raw(0, tvb:captured_len())
  local whole = tvb:captured_len() == tvb:reported_len()
  local tree = root:add(proto, tvb())
  pinfo.cols.protocol = "Reliable UDP"
  local m, why = parts_of(raw)
  if not m then
    pinfo.cols.info = "no message: " .. why
    tree:add_proto_expert_info(e.malformed, "No message: " .. why)
    return tvb:captured_len()
  end
  tree:add(f.type, tvb(0, #m.kind), m.kind)
  add_number(tree, tvb, m)
  local info = m.kind .. " " .. m.number
  if m.held then
    tree:add(f.held, tvb(m.first + #m.number + 1, #m.held), m.held)
    if m.held ~= "" then info = info .. ";" .. m.held end
  end
  if is_packet[m.kind] then
    local length = math.max(0, m.last - m.second - 1)
    if length > 0 then tree:add(f.data, tvb(m.second, length)) end
    tree:add(f.length, length):set_generated()
    info = info .. ", " .. length .. (length == 1 and " byte" or " bytes")
  end
  local good = add_checksum(tree, tvb, raw, m, whole)
  if not good then info = info .. " [bad checksum]" end
  tree:append_text(", " .. info)
  pinfo.cols.info = info
  return tvb:captured_len()
end

-- A datagram that reads as a message names its conversation; what is damaged on the way is then taken for one as well.
proto:register_heuristic("udp", function(tvb, pinfo, root)
  if not parts_of(tvb:raw(0, tvb:captured_len())) then return false end
  pinfo.conversation = proto
  proto.dissector(tvb, pinfo, root)
  return true
end)
