import type { Kit } from '@gradewire/core';
import { helloInternet } from './hello-internet/kit.ts';
import { reliableUdp } from './reliable-udp/kit.ts';

/** Every assignment type, by id. A configuration is checked by the kit that it is for. */
export const kits: readonly Kit<never>[] = [helloInternet, reliableUdp] as unknown as readonly Kit<never>[];

export function kitById(id: string): Kit<unknown> | undefined {
  return kits.find((kit) => kit.id === id) as Kit<unknown> | undefined;
}
