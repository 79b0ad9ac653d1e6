#ifndef LINK_RULE_DIRECTIVE_H
#define LINK_RULE_DIRECTIVE_H
#include "profile.h"

/** Adds the rule that the words after `rule` describe. NULL, or what is wrong with them. */
const char *rule_directive_read(struct profile *profile, char *const word[], int count);

#endif
