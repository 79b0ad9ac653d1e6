import { InfrastructureFault, type LinkProfile } from '@gradewire/core';

/** How late the kernel may be told that a blackout begins or ends. Milliseconds. */
const lateByMs = 100;

/** Blackouts of a link that somebody else makes, on time. */
export interface Blackouts {
  /** Called when the first packet passes: time begins. */
  begin(): void;
  /**
   * No further ones. Throws InfrastructureFault if a call failed, or came so late that the case did not meet the
   * blackouts of its profile.
   */
  end(): Promise<void>;
}

/**
 * Calls `setBlocked` when a blackout begins and when it ends, one call after the other. One that begins with the first
 * packet is there before it.
 */
export async function startBlackouts(
  blackouts: LinkProfile['blackouts'],
  setBlocked: (blocked: boolean) => Promise<unknown>,
): Promise<Blackouts> {
  const timers: NodeJS.Timeout[] = [];
  let over = false;
  let fault: unknown;
  let last: Promise<void> = Promise.resolve();
  const sorted = [...blackouts].sort((a, b) => a.fromMs - b.fromMs);
  // Where one blackout follows on the other's heels, the link stays as it is.
  const changes = sorted.flatMap(({ fromMs, toMs }, index) => [
    ...(sorted[index - 1]?.toMs === fromMs ? [] : [{ atMs: fromMs, blocked: true }]),
    ...(sorted[index + 1]?.fromMs === toMs ? [] : [{ atMs: toMs, blocked: false }]),
  ]);
  const fromTheStart = changes[0]?.atMs === 0;
  if (fromTheStart) await setBlocked(true);

  async function change(blocked: boolean, dueMs: number) {
    try {
      await setBlocked(blocked);
      const late = Math.round(performance.now() - dueMs);
      if (late > lateByMs) throw new InfrastructureFault(`a blackout ${blocked ? 'began' : 'ended'} ${late} ms late`);
    } catch (error) {
      fault ??= error;
    }
  }
  return {
    begin() {
      if (over) return;
      const startMs = performance.now();
      for (const { atMs, blocked } of fromTheStart ? changes.slice(1) : changes) {
        const begun = () => {
          last = last.then(() => change(blocked, startMs + atMs));
        };
        timers.push(setTimeout(begun, atMs));
      }
    },
    async end() {
      over = true;
      for (const timer of timers) clearTimeout(timer);
      await last;
      if (fault) throw fault;
    },
  };
}
