#ifndef LINK_MESSAGE_DIRECTIVE_H
#define LINK_MESSAGE_DIRECTIVE_H
#include "profile.h"

/** How a payload is read, from the words after `message`. NULL, or what is wrong with them. */
const char *message_directive_read(struct message_format *format, char *const word[], int count);

/** Adds the family of the classes after `family`. NULL, or what is wrong with them. */
const char *family_directive_read(struct message_format *format, char *const word[], int count);

#endif
