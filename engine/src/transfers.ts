import { type CapturedPacket, datagrams, rudp, type Trial } from '@gradewire/core';

/** The Reliable UDP transfers to the trial's port, from the lab's client; none where no UDP went there. */
export function transfersIn(
  packets: readonly CapturedPacket[],
  { port: receiverPort, client }: Pick<Trial, 'port' | 'client'>,
): rudp.StoredTransfer[] {
  const several = client?.together ?? false;
  return rudp.readTransfers(datagrams(packets), { sender: 'client', receiverPort, several }).map(rudp.storeTransfer);
}
