require 'socket'

TCPServer.new('127.0.0.1', 0).close
puts 'Hello from Ruby'
