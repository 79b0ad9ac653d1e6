import type { Quota } from './contracts.ts';

const spans = { day: 'today', burst: 'within an hour' } as const;
const windows = ['day', 'burst'] as const;

/** "4 of 5 self-checks are left within an hour, 12 of 20 today". */
export function quotaLine(quota: Quota, now: Date): string {
  const left = ({ remaining, limit }: Quota['day']) => `${remaining} of ${limit}`;
  const empty = windows.filter((name) => quota[name].remaining === 0);
  const more = empty.map((name) => `; the next ${whenWords(quota[name].resetsAt, now)}`).join('');
  return `self-checks left: ${left(quota.burst)} within an hour, ${left(quota.day)} today${more}`;
}

/** Undefined as long as one is left. */
export function exhaustedLine(quota: Quota, now: Date): string | undefined {
  if (windows.some((name) => quota[name].limit === 0)) return 'this assignment has no self-checks: its quota is 0';
  const empty = windows.filter((name) => quota[name].remaining === 0);
  const last = empty
    .map((name) => quota[name].resetsAt)
    .sort((a, b) => Date.parse(a) - Date.parse(b))
    .at(-1);
  if (last === undefined) return undefined;
  const used = empty.map((name) => `${quota[name].used} of ${quota[name].limit} ${spans[name]} are used`).join(', ');
  return `no self-check is left: ${used}; the next ${whenWords(last, now)}`;
}

function whenWords(at: string, now: Date): string {
  const time = new Date(at);
  const seconds = Math.max(0, Math.ceil((time.getTime() - now.getTime()) / 1000));
  const isToday = time.toDateString() === now.toDateString();
  const clock = time.toTimeString().slice(0, 5);
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} `;
  return `at ${isToday ? '' : day}${clock} (in ${spanWords(seconds)})`;
}

const two = (number: number) => String(number).padStart(2, '0');

/** Seconds as a person says them: "40 s", "12 min", "3 h 5 min". */
export function spanWords(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h${minutes % 60 === 0 ? '' : ` ${minutes % 60} min`}`;
}
