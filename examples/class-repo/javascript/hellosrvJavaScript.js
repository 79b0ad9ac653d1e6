'use strict';
// Hello Internet server.   node hellosrvJavaScript.js PORT

const net = require('node:net');
const { parsePort } = require('./port.js');

const LANGUAGE = 'JavaScript';
const BACKLOG = 64;
const MAX_MESSAGE = 1024;
const SILENCE_MS = 1000; // a client that is silent for so long is given up
const PAUSE_MS = 200; // a pause that ends a message

function goodbye(message) {
  const greeting = /^Hello in (.+)$/.exec(message);
  return greeting ? `Goodbye ${greeting[1]} from ${LANGUAGE}\n` : `Goodbye in ${LANGUAGE}\n`;
}

/** Handles one client. Node calls us back whenever one of them has something, so they never wait for each other. */
function serve(socket) {
  const ip = socket.remoteAddress;
  let received = Buffer.alloc(0);
  let timer = setTimeout(answer, SILENCE_MS);

  function answer() {
    clearTimeout(timer);
    socket.off('data', collect);
    socket.off('end', answer);
    socket.resume(); // read on without looking: a socket that is closed with unread data is reset
    const message = received.toString().trim();
    if (message === '') {
      socket.destroy();
      return;
    }
    console.log(`${ip} ${message}`);
    socket.end(goodbye(message), () => socket.destroy());
  }

  function collect(piece) {
    received = Buffer.concat([received, piece]);
    clearTimeout(timer);
    // The protocol promises no newline, so a pause must do as well.
    if (received.includes('\n') || received.length >= MAX_MESSAGE) answer();
    else timer = setTimeout(answer, PAUSE_MS);
  }

  socket.on('data', collect);
  socket.on('end', answer);
  socket.on('error', () => {
    // The client reset the connection. Without this handler the whole server would end.
    clearTimeout(timer);
    socket.destroy();
  });
}

function main(args) {
  if (args.length !== 1) {
    console.error('usage: node hellosrvJavaScript.js PORT');
    process.exitCode = 2;
    return;
  }
  const port = parsePort(args[0]);
  if (port === undefined) {
    console.error(`bad port '${args[0]}': a number from 1 to 65535 is needed`);
    process.exitCode = 2;
    return;
  }
  // allowHalfOpen: a client that has finished sending still gets its answer
  const server = net.createServer({ allowHalfOpen: true }, serve);
  server.on('error', (error) => {
    console.error(`cannot listen on port ${port}: ${error.message}`);
    process.exitCode = 1;
  });
  server.listen({ host: '0.0.0.0', port, backlog: BACKLOG });
}

main(process.argv.slice(2));
