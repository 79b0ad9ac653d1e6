'use strict';
// Hello Internet client.   node helloJavaScript.js HOST PORT

const dns = require('node:dns/promises');
const net = require('node:net');
const { parsePort } = require('./port.js');

const GREETING = 'Hello in JavaScript';

/** Connects to one address; the promise is rejected if that fails. */
function connect(address, port) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, address);
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(socket);
    });
  });
}

/** Tries the addresses of a host in turn. `localhost`, for one, often has two. */
async function connectToHost(host, port) {
  let problem = new Error('no address found');
  for (const { address } of await dns.lookup(host, { all: true })) {
    try {
      return await connect(address, port);
    } catch (error) {
      problem = error;
    }
  }
  throw problem;
}

/** Sends the greeting and collects what the server says until it closes. */
function greet(socket) {
  return new Promise((resolve, reject) => {
    const pieces = [];
    socket.on('data', (piece) => pieces.push(piece));
    // An error after the first data is a server that closed carelessly: we have its reply.
    socket.on('error', (error) => (pieces.length > 0 ? resolve(Buffer.concat(pieces)) : reject(error)));
    socket.on('end', () => resolve(Buffer.concat(pieces)));
    socket.write(GREETING);
  });
}

async function main([host, portText, ...rest]) {
  if (!host || !portText || rest.length > 0) {
    console.error('usage: node helloJavaScript.js HOST PORT');
    return 2;
  }
  const port = parsePort(portText);
  if (port === undefined) {
    console.error(`bad port '${portText}': a number from 1 to 65535 is needed`);
    return 2;
  }
  try {
    const socket = await connectToHost(host, port);
    const reply = await greet(socket);
    socket.destroy();
    if (reply.length === 0) throw new Error('connection closed without a reply');
    process.stdout.write(reply);
    if (!reply.toString().endsWith('\n')) process.stdout.write('\n');
    return 0;
  } catch (error) {
    console.error(`${host} port ${port}: ${error.message}`);
    return 1;
  }
}

// process.exit() could cut off output that is not written yet; exitCode lets Node finish first
main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
