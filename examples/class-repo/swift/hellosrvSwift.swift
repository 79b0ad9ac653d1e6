// Hello Internet server: hellosrvSwift PORT
//
// Serves one client after the other. Every wait has a limit, so a silent client costs at most a second.

import Glibc

let backlog: Int32 = 16
let maxMessage = 1024
let silenceMilliseconds: Int32 = 1000  // then we give the client up
let pauseMilliseconds: Int32 = 200  // then the message is complete
let maxSeconds = 3  // no client gets more than this

func fail(_ text: String, code: Int32) -> Never {
    fputs("hellosrvSwift: \(text)\n", stderr)
    exit(code)
}

func monotonicSeconds() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec
}

func listen(port: UInt16) -> Int32 {
    let fd = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var yes: Int32 = 1
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))

    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian  // what htons() does in C
    address.sin_addr = in_addr(s_addr: INADDR_ANY)
    // bind wants a pointer to the general sockaddr, so the pointer is rebound for the call
    let bound = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(fd, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }
    guard bound == 0, Glibc.listen(fd, backlog) == 0 else {
        fail("cannot listen on port \(port): \(String(cString: strerror(errno)))", code: 1)
    }
    return fd
}

/// Waits for the next client; nil if it went away while it was in the queue.
func accept(_ listener: Int32) -> (fd: Int32, ip: String)? {
    var address = sockaddr_in()
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let fd = withUnsafeMutablePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.accept(listener, $0, &size) }
    }
    guard fd >= 0 else { return nil }
    var text = [CChar](repeating: 0, count: Int(INET_ADDRSTRLEN))
    inet_ntop(AF_INET, &address.sin_addr, &text, socklen_t(text.count))
    return (fd, String(cString: text))
}

/// One message without its line end: up to a newline, a pause, or the end of the client's data.
func readMessage(_ fd: Int32) -> String {
    var message: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: maxMessage)
    let deadline = monotonicSeconds() + maxSeconds
    while message.count < maxMessage && monotonicSeconds() < deadline {
        var waiting = pollfd(fd: fd, events: Int16(POLLIN), revents: 0)
        guard poll(&waiting, 1, message.isEmpty ? silenceMilliseconds : pauseMilliseconds) > 0 else { break }
        let count = recv(fd, &buffer, buffer.count, 0)
        guard count > 0 else { break }
        message += buffer[..<count]
        if message.contains(UInt8(ascii: "\n")) { break }
    }
    let line = message.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    return String(decoding: line, as: UTF8.self)
}

func goodbye(to message: String) -> String {
    let prefix = "Hello in "
    guard message.hasPrefix(prefix), message.count > prefix.count else { return "Goodbye in Swift" }
    return "Goodbye \(message.dropFirst(prefix.count)) from Swift"
}

func serve(_ fd: Int32, from ip: String) {
    defer { close(fd) }
    let message = readMessage(fd)
    if message.isEmpty { return }
    print("\(ip): \(message)")
    fflush(stdout)

    var rest = Array(goodbye(to: message).utf8)[...]
    while !rest.isEmpty {
        let sent = rest.withUnsafeBytes { send(fd, $0.baseAddress, $0.count, 0) }
        if sent < 0 { return }  // the client is gone
        rest = rest.dropFirst(sent)
    }
}

let arguments = CommandLine.arguments
guard arguments.count == 2 else { fail("usage: hellosrvSwift PORT", code: 2) }
guard let port = UInt16(arguments[1]), port > 0, !arguments[1].hasPrefix("+") else {
    fail("bad port '\(arguments[1])', it must be a number from 1 to 65535", code: 2)
}
signal(SIGPIPE, SIG_IGN)

let listener = listen(port: port)
while true {
    if let client = accept(listener) { serve(client.fd, from: client.ip) }
}
