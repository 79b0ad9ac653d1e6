import { InfrastructureFault } from '@gradewire/core';
import { printable } from '@gradewire/core/report';
import { LinkUnavailable, UnreadableSource } from '@gradewire/engine';
import { Interrupted } from './interrupt.ts';
import { BadUsage } from './option-values.ts';
import { BadDockerHost } from './setup/engine-api.ts';

/**
 * Says on standard error why a command ended, and gives its exit code: 2 for what was asked wrongly, 3 for a fault of
 * ours, 130 for an interruption. Nothing of a student's program is thrown: what nobody foresaw is a fault of ours.
 */
export function explainEnd(error: unknown): number {
  if (error instanceof Interrupted) return 130;
  const isTheirs = [BadUsage, BadDockerHost, UnreadableSource, LinkUnavailable].some((kind) => error instanceof kind);
  const isForeseen = isTheirs || error instanceof InfrastructureFault;
  console.error(isForeseen ? `gradewire: ${printable((error as Error).message)}` : error);
  return isTheirs ? 2 : 3;
}
