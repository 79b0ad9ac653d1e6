// Hello Internet client: helloCpp HOST PORT
// Connects, says hello, prints what the server answers.

#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>

#include <netdb.h>

#include "socket.hpp"

namespace {

Socket connectTo(const std::string& host, const std::string& port) {
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (int status = getaddrinfo(host.c_str(), port.c_str(), &hints, &found); status != 0)
        throw std::runtime_error(gai_strerror(status));
    std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> list(found, freeaddrinfo);

    int error = 0;
    for (const addrinfo* address = list.get(); address; address = address->ai_next) {
        Socket candidate(socket(address->ai_family, address->ai_socktype, address->ai_protocol));
        if (candidate.valid() && connect(candidate.get(), address->ai_addr, address->ai_addrlen) == 0) return candidate;
        error = errno;
    }
    throw std::system_error(error, std::generic_category());
}

std::string receiveAll(const Socket& socket) {
    std::string reply;
    try {
        for (std::string piece = socket.receive(); !piece.empty(); piece = socket.receive()) reply += piece;
    } catch (const std::system_error&) {
        // A reset after the reply comes from a server that closed in a hurry: the reply still counts.
        if (reply.empty()) throw;
    }
    return reply;
}

}  // namespace

int main(int argc, char* argv[]) {
    if (argc != 3) {
        std::cerr << "usage: helloCpp HOST PORT\n";
        return 2;
    }
    const std::string host = argv[1], port = argv[2];
    if (!isPort(port)) {
        std::cerr << "helloCpp: port must be a number from 1 to 65535, not '" << port << "'\n";
        return 2;
    }

    try {
        const Socket server = connectTo(host, port);
        server.sendAll("Hello in C++\n");
        const std::string reply = receiveAll(server);
        if (reply.empty()) throw std::runtime_error("the server closed the connection without a reply");
        std::cout << reply << (reply.back() == '\n' ? "" : "\n") << std::flush;
    } catch (const std::exception& problem) {
        std::cerr << "helloCpp: " << host << ":" << port << ": " << problem.what() << "\n";
        return 1;
    }
}
