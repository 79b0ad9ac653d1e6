import { type CapturedPacket, datagrams, rudp } from '@gradewire/core';

/** The Reliable UDP transfers to a port, from the lab's client; none where no UDP went there. */
export function transfersIn(packets: readonly CapturedPacket[], receiverPort: number): rudp.StoredTransfer[] {
  return rudp.readTransfers(datagrams(packets), { sender: 'client', receiverPort }).map(rudp.storeTransfer);
}
