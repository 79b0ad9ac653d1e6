#!/usr/bin/env ruby
# frozen_string_literal: true

# Hello Internet client: ruby helloRuby.rb HOST PORT

require 'socket'
require_relative 'arguments'

GREETING = "Hello in Ruby\n"
CONNECT_TIMEOUT = 5
REPLY_TIMEOUT = 10

# Collects what the server sends until it closes. An error behind the first bytes, such as the reset of
# a server that closed too early, does not take the reply away from us.
def read_reply(socket)
  reply = String.new
  loop do
    raise Errno::ETIMEDOUT if socket.wait_readable(REPLY_TIMEOUT).nil?

    reply << socket.readpartial(4096)
  end
rescue EOFError
  reply
rescue SystemCallError
  raise if reply.empty?

  reply
end

abort_usage('usage: helloRuby.rb HOST PORT') unless ARGV.length == 2
host = ARGV[0]
port = parse_port(ARGV[1])

begin
  # resolves the name and tries all of its addresses
  reply = Socket.tcp(host, port, connect_timeout: CONNECT_TIMEOUT) do |socket|
    socket.write(GREETING)
    read_reply(socket)
  end
rescue SocketError => e
  abort "helloRuby: cannot find host '#{host}': #{e.message}"
rescue SystemCallError => e
  abort "helloRuby: #{host} port #{port}: #{e.message}"
end

abort "helloRuby: #{host} port #{port} closed the connection without a reply" if reply.empty?
puts reply # puts adds a newline only if there is none
