/** There is something to claim. It says no more: the claim decides. */
export const wakeUp = 'wake-up';

/** A run came to its end; payload `{ runId, state }`. For the check on GitHub and for those who watch. */
export const runEnded = 'run-ended';
