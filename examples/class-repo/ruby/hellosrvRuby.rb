#!/usr/bin/env ruby
# frozen_string_literal: true

# Hello Internet server: ruby hellosrvRuby.rb PORT

require 'socket'
require_relative 'arguments'

LANGUAGE = 'Ruby'
BACKLOG = 16
MAX_MESSAGE = 1024
SILENCE = 1.0 # seconds until a silent client is given up
PAUSE = 0.2   # seconds of silence that end a message

# One message: it ends with a newline, a pause, or the end of the client's data.
def read_message(client)
  message = String.new
  patience = SILENCE
  while message.bytesize < MAX_MESSAGE && !message.include?("\n") && client.wait_readable(patience)
    message << client.readpartial(MAX_MESSAGE)
    patience = PAUSE
  end
  message
rescue EOFError
  message
end

def goodbye(message)
  case message
  when /\AHello in (.+)\z/ then "Goodbye #{Regexp.last_match(1)} from #{LANGUAGE}"
  else "Goodbye in #{LANGUAGE}"
  end
end

def serve(client, address)
  message = read_message(client).force_encoding('UTF-8').scrub.strip
  return if message.empty?

  puts "#{address.ip_address} #{message}"
  client.write(goodbye(message))
rescue SystemCallError, IOError
  # This client is gone (reset, broken pipe). The server goes on with the others.
ensure
  client.close
end

abort_usage('usage: hellosrvRuby.rb PORT') unless ARGV.length == 1
port = parse_port(ARGV[0])

$stdout.sync = true # otherwise lines wait in a buffer when the output is not a terminal

begin
  listener = Socket.new(:INET, :STREAM)
  listener.setsockopt(:SOCKET, :REUSEADDR, true)
  listener.bind(Addrinfo.tcp('0.0.0.0', port))
  listener.listen(BACKLOG)
rescue SystemCallError => e
  abort "hellosrvRuby: cannot listen on port #{port}: #{e.message}"
end

loop do
  client, address = listener.accept
  Thread.new { serve(client, address) }
rescue SystemCallError
  next # the client left while it was in the queue
end
