import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boundSockets } from './bound-sockets.ts';

const header =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode                                                     \n';
const rest = '00000000:00000000 00:00000000 00000000 65534        0 12345 1 0000000000000000 100 0 0 10 0';

test('TCP sockets that listen, of both families, and none that is connected', () => {
  const table = [
    `   0: 00000000:2328 00000000:0000 0A ${rest}`,
    `   1: 0200004D0A:2329 0100004D0A:C350 01 ${rest}`,
    `  12: 00000000000000000000000000000000:01BB 00000000000000000000000000000000:0000 0A ${rest}`,
  ];
  assert.deepEqual(boundSockets('tcp', `${header}${table.join('\n')}\n`), [
    { protocol: 'tcp', port: 9000 },
    { protocol: 'tcp', port: 443 },
  ]);
});

test('UDP sockets that anybody may send to', () => {
  const table = [`  640: 00000000:2710 00000000:0000 07 ${rest}`, `  641: 0100007F:2711 0200004D:2710 01 ${rest}`];
  assert.deepEqual(boundSockets('udp', `${header}${table.join('\n')}\n`), [{ protocol: 'udp', port: 10000 }]);
});

test('nothing in an empty table, or in what is none', () => {
  assert.deepEqual(boundSockets('tcp', header), []);
  assert.deepEqual(boundSockets('udp', 'cat: /proc/net/udp6: No such file or directory\n'), []);
});
