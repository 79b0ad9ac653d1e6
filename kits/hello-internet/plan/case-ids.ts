import type { Program } from '@gradewire/core';

export const referenceId = (program: Program) => `reference/${program.id}`;
/** Client and server by the names of their folders. */
export const pairId = (client: string, server: string) => `pair/${client}/${server}`;
export const weatherId = (weather: string, client: string, server: string) => `weather/${weather}/${client}/${server}`;
