import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { Draw } from './odd-datagrams.ts';

export interface LossyRelay extends AsyncDisposable {
  readonly port: number;
}

/**
 * Stands between one sender and the receiver at `receiverPort`, both on this host. Of the packets of either direction a
 * fifth is lost, a tenth comes twice, a tenth has a bit flipped, a tenth is late and overtaken.
 */
export async function lossyRelay(receiverPort: number, draw: Draw): Promise<LossyRelay> {
  const toSender = await bound();
  const toReceiver = await bound();
  const timers = new Set<NodeJS.Timeout>();
  let sender: RemoteInfo | undefined;

  const later = (ms: number, act: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      act();
    }, ms);
    timers.add(timer);
  };
  function pass(packet: Buffer, send: (packet: Buffer) => void): void {
    if (draw(5) === 0) return;
    if (draw(10) === 0) packet[draw(packet.length)]! ^= 1 << draw(8);
    if (draw(10) === 0) send(packet);
    if (draw(10) === 0) later(5 + draw(60), () => send(packet));
    else send(packet);
  }
  toSender.on('message', (packet, from) => {
    sender = from;
    pass(packet, (one) => toReceiver.send(one, receiverPort, '127.0.0.1'));
  });
  toReceiver.on('message', (packet) => {
    const { port } = sender!;
    pass(packet, (one) => toSender.send(one, port, '127.0.0.1'));
  });
  return {
    port: toSender.address().port,
    async [Symbol.asyncDispose]() {
      for (const timer of timers) clearTimeout(timer);
      toSender.close();
      toReceiver.close();
    },
  };
}

async function bound(): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}
