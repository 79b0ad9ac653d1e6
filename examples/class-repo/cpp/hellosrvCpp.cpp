// Hello Internet server: hellosrvCpp PORT
// Prints the address and the greeting of each client and says goodbye. One thread per client.

#include <csignal>
#include <cstring>
#include <iostream>
#include <mutex>
#include <string>
#include <thread>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>

#include "socket.hpp"

namespace {

constexpr int backlog = 32;
constexpr size_t longestMessage = 1024;
constexpr int silenceMs = 1000;  // then we give up
constexpr int pauseMs = 200;     // then we take the message as complete

std::mutex consoleMutex;  // without it the lines of two threads could mix

bool readable(const Socket& client, int timeoutMs) {
    pollfd waiting{client.get(), POLLIN, 0};
    return poll(&waiting, 1, timeoutMs) > 0;
}

// One message: up to a newline, a pause or the end of the stream, because clients differ in what they send.
std::string readMessage(const Socket& client) {
    std::string message;
    while (message.size() < longestMessage && readable(client, message.empty() ? silenceMs : pauseMs)) {
        const std::string piece = client.receive();
        if (piece.empty()) break;
        message += piece;
        if (piece.find('\n') != std::string::npos) break;
    }
    return message.substr(0, message.find_first_of("\r\n"));
}

std::string answerTo(const std::string& message) {
    const std::string prefix = "Hello in ";
    if (message.size() > prefix.size() && message.compare(0, prefix.size(), prefix) == 0)
        return "Goodbye " + message.substr(prefix.size()) + " from C++";
    return "Goodbye in C++";
}

void serve(const Socket& client, const std::string& ip) {
    try {
        const std::string message = readMessage(client);
        if (message.empty()) return;
        {
            std::lock_guard<std::mutex> lock(consoleMutex);
            std::cout << "[" << ip << "] " << message << std::endl;
        }
        client.sendAll(answerTo(message));
    } catch (const std::system_error&) {
        // This client reset the connection. An exception that leaves a thread would end the whole server.
    }
}

Socket listenOn(int port) {
    Socket listener(socket(AF_INET, SOCK_STREAM, 0));
    const int yes = 1;
    setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);

    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_ANY);
    address.sin_port = htons(static_cast<uint16_t>(port));
    if (bind(listener.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) < 0 ||
        listen(listener.get(), backlog) < 0)
        throw std::system_error(errno, std::generic_category());
    return listener;
}

}  // namespace

int main(int argc, char* argv[]) {
    if (argc != 2) {
        std::cerr << "usage: hellosrvCpp PORT\n";
        return 2;
    }
    if (!isPort(argv[1])) {
        std::cerr << "hellosrvCpp: port must be a number from 1 to 65535, not '" << argv[1] << "'\n";
        return 2;
    }
    std::signal(SIGPIPE, SIG_IGN);

    try {
        const Socket listener = listenOn(std::stoi(argv[1]));
        while (true) {
            sockaddr_in address{};
            socklen_t size = sizeof address;
            Socket client(accept(listener.get(), reinterpret_cast<sockaddr*>(&address), &size));
            if (!client.valid()) continue;

            char ip[INET_ADDRSTRLEN] = "";
            inet_ntop(AF_INET, &address.sin_addr, ip, sizeof ip);
            try {
                std::thread([connection = std::move(client), name = std::string(ip)] { serve(connection, name); }).detach();
            } catch (const std::system_error&) {
                continue;  // too many threads at the moment: drop this client, not the server
            }
        }
    } catch (const std::exception& problem) {
        std::cerr << "hellosrvCpp: port " << argv[1] << ": " << problem.what() << "\n";
        return 1;
    }
}
