#ifndef PORTS_H
#define PORTS_H

/* Returns the port number in text, or -1 if it is not a number from 1 to 65535. */
int parse_port(const char *text);

#endif
