// Hello Internet client: helloSwift HOST PORT
//
// Uses the C library directly: Foundation has no sockets and makes a small program slow to start.

import Glibc

let greeting = "Hello in Swift"

struct NetworkError: Error {
    let text: String
    init(_ text: String) { self.text = text }
    /// The error that the last system call left in errno.
    static var last: NetworkError { NetworkError(String(cString: strerror(errno))) }
}

func fail(_ text: String, code: Int32) -> Never {
    fputs("helloSwift: \(text)\n", stderr)
    exit(code)
}

/// Resolves the host and connects to the first of its addresses that accepts.
func connect(host: String, port: UInt16) throws -> Int32 {
    var hints = addrinfo()
    hints.ai_family = AF_UNSPEC
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    let status = getaddrinfo(host, String(port), &hints, &list)
    guard status == 0 else { throw NetworkError(String(cString: gai_strerror(status))) }
    defer { freeaddrinfo(list) }

    var problem = NetworkError("no address")
    var next = list
    while let address = next?.pointee {
        let fd = socket(address.ai_family, address.ai_socktype, address.ai_protocol)
        if fd >= 0 && Glibc.connect(fd, address.ai_addr, address.ai_addrlen) == 0 { return fd }
        problem = NetworkError.last
        if fd >= 0 { close(fd) }
        next = address.ai_next
    }
    throw problem
}

/// send() may take a part only, so repeat until all is gone.
func sendAll(_ fd: Int32, _ text: String) throws {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
        let sent = rest.withUnsafeBytes { send(fd, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        guard sent >= 0 else { throw NetworkError.last }
        rest = rest.dropFirst(sent)
    }
}

/// Everything until the server closes.
func receiveAll(_ fd: Int32) throws -> [UInt8] {
    var reply: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
        let count = recv(fd, &buffer, buffer.count, 0)
        if count > 0 {
            reply += buffer[..<count]
        } else if !reply.isEmpty {
            return reply  // closed, or reset behind the reply
        } else if count == 0 {
            throw NetworkError("the server closed the connection without a reply")
        } else {
            throw NetworkError.last
        }
    }
}

let arguments = CommandLine.arguments
guard arguments.count == 3 else { fail("usage: helloSwift HOST PORT", code: 2) }
let host = arguments[1]
// UInt16 excludes what is above 65535; "+80" would pass, so look at the characters as well
guard let port = UInt16(arguments[2]), port > 0, !arguments[2].hasPrefix("+") else {
    fail("bad port '\(arguments[2])', it must be a number from 1 to 65535", code: 2)
}

do {
    let server = try connect(host: host, port: port)
    try sendAll(server, greeting)
    var reply = try receiveAll(server)
    close(server)
    if reply.last != UInt8(ascii: "\n") { reply.append(UInt8(ascii: "\n")) }
    fwrite(reply, 1, reply.count, stdout)
    fflush(stdout)
} catch let error as NetworkError {
    fail("\(host) port \(port): \(error.text)", code: 1)
}
