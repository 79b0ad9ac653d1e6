#include "resolve.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <stddef.h>
#include <sys/socket.h>

bool resolve(struct sockaddr_in *address, const char *host, int port) {
  *address = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  if (inet_pton(AF_INET, host, &address->sin_addr) == 1) return true;
  struct addrinfo wanted = {.ai_family = AF_INET}, *found;
  if (getaddrinfo(host, NULL, &wanted, &found) != 0) return false;
  address->sin_addr = ((struct sockaddr_in *)found->ai_addr)->sin_addr;
  freeaddrinfo(found);
  return true;
}
