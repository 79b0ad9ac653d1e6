// What the client and the server have in common: a socket that closes itself, and the check of the port.
#pragma once

#include <cerrno>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <sys/socket.h>
#include <unistd.h>

// Owns a file descriptor. It can be moved but not copied, so each descriptor is closed exactly once.
class Socket {
public:
    explicit Socket(int descriptor) : fd(descriptor) {}
    Socket(Socket&& other) noexcept : fd(std::exchange(other.fd, -1)) {}
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    Socket& operator=(Socket&&) = delete;
    ~Socket() {
        if (fd >= 0) ::close(fd);
    }

    int get() const { return fd; }
    bool valid() const { return fd >= 0; }

    // Sends everything; throws std::system_error if the peer is gone.
    void sendAll(std::string_view data) const {
        while (!data.empty()) {
            ssize_t n = ::send(fd, data.data(), data.size(), MSG_NOSIGNAL);
            if (n < 0) throw std::system_error(errno, std::generic_category());
            data.remove_prefix(static_cast<size_t>(n));
        }
    }

    // Returns the next piece, which is empty at the end of the stream; throws std::system_error.
    std::string receive() const {
        char buffer[4096];
        ssize_t n = ::recv(fd, buffer, sizeof buffer, 0);
        if (n < 0) throw std::system_error(errno, std::generic_category());
        return std::string(buffer, static_cast<size_t>(n));
    }

private:
    int fd;
};

// True for "1" to "65535". std::stoi would also accept " 80", "+80" and "80abc".
inline bool isPort(const std::string& text) {
    if (text.empty() || text.size() > 5 || text.find_first_not_of("0123456789") != std::string::npos) return false;
    int port = std::stoi(text);
    return port >= 1 && port <= 65535;
}
