'use strict';

/** The port number in `text`, or undefined if it is not a whole number from 1 to 65535. */
exports.parsePort = (text) => {
  // Number('') is 0 and Number('1e3') is 1000, hence the pattern
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65535 ? port : undefined;
};
