import {
  enqueueLocked,
  oneAtATime,
  readQuota,
  readShownRun,
  showRun,
  type TakenDelivery,
  tellAgain,
} from '@gradewire/db';
import { isAtLeast } from '../../auth/course-access.ts';
import { type Acting, type Binding, octokitOf } from '../acting.ts';
import { Again, type HandIn, handIn } from '../hand-in/hand-in.ts';
import { whoIs } from '../hand-in/who.ts';
import type { ButtonPressed } from '../webhook/happening.ts';
import { type Acted, countedTime, done, ignored } from './taken.ts';

const withRun = { run: { include: { submission: true } } } as const;

function checkOf({ db }: Acting, binding: Binding, headSha: string) {
  return db.prisma.headCheck.findUnique({
    where: { bindingId_headSha: { bindingId: binding.id, headSha } },
    include: withRun,
  });
}
type Check = NonNullable<Awaited<ReturnType<typeof checkOf>>>;
type Run = NonNullable<Check['run']>;

/** Somebody pressed a button of a check, or GitHub's own "Re-run". By its commit, since a fork's check names no pull request. */
export async function onButton(
  acting: Acting,
  binding: Binding,
  delivery: TakenDelivery,
  pressed: ButtonPressed,
): Promise<Acted> {
  const check = await checkOf(acting, binding, pressed.headSha);
  if (check === null) return ignored('no check of ours');
  if (pressed.checkId !== null && check.githubCheckId !== BigInt(pressed.checkId))
    return ignored("another App's check");
  if (check.run === null) return takeUpAgain(acting, binding, check, pressed);
  const who = await whoIs(acting, binding, pressed.sender, new Date());
  const isStaff = who.known && isAtLeast(who.role, 'assistant');
  const mayPress = who.known && (isStaff || who.teamId === check.run.teamId);
  if (mayPress && pressed.button === 'run-official') {
    if (check.run.reason === 'selfCheck') return runOfficial(acting, binding, delivery, check, pressed);
  } else if (mayPress && (await runAgain(acting, binding, check, check.run, isStaff))) return done('runs again');
  // GitHub took the check's conclusion away when the button was pressed.
  await tellAgain(acting.db.pool, check.id);
  return ignored(mayPress ? 'it stays as it is' : 'pressed by somebody else');
}

/** What stood in the way may be mended: the hand-in is taken up where it was, with the time at which it came. */
async function takeUpAgain(acting: Acting, binding: Binding, check: Check, pressed: ButtonPressed): Promise<Acted> {
  const kept = Again.safeParse((check.verdict as { again?: unknown } | null)?.again);
  await tellAgain(acting.db.pool, check.id);
  if (!kept.success) return ignored('there is nothing to take up');
  const { receivedAt, base, chosen, ...order } = kept.data;
  const reason = pressed.button === 'run-official' ? 'official' : order.reason;
  const again: HandIn = {
    ...{ binding, head: headOf(check), ...order, reason, receivedAt: new Date(receivedAt) },
    ...(base === undefined ? {} : { base }),
    ...(chosen === undefined ? {} : { chosen }),
  };
  return done(await handIn(acting, await octokitOf(acting, binding), again));
}

/** A self-check becomes a hand-in, at the time at which the button was pressed. */
async function runOfficial(
  acting: Acting,
  binding: Binding,
  delivery: TakenDelivery,
  check: Check,
  pressed: ButtonPressed,
): Promise<Acted> {
  const { base } = check.run!.submission.sourceReference as { base?: string };
  const what = await handIn(acting, await octokitOf(acting, binding), {
    binding,
    head: headOf(check),
    account: pressed.sender,
    receivedAt: countedTime(delivery),
    reason: 'official',
    guid: delivery.guid,
    chosen: true,
    ...(base === undefined ? {} : { base }),
  });
  return done(what);
}

/**
 * The same source once more, unless the course is archived. An official result is not drawn again until it is a lucky one:
 * staff may, and anybody where there is none.
 */
async function runAgain(
  { db }: Acting,
  { assignment }: Binding,
  check: Check,
  run: Run,
  isStaff: boolean,
): Promise<boolean> {
  if (assignment.course.archivedAt !== null) return false;
  const { assignmentId, teamId, submissionId } = run;
  return oneAtATime(db.pool, teamId, async (client) => {
    // As it is by now: another press may have come first.
    const shown = await readShownRun(client, headOf(check));
    if (shown === null || shown.state === 'waiting' || shown.state === 'claimed') return false;
    const { state, reason } = shown;
    if (reason !== 'self-check' && state === 'done' && !isStaff) return false;
    if (reason === 'self-check' && !isStaff) {
      const { day, burst } = await readQuota(client, assignment, teamId);
      if (day.remaining === 0 || burst.remaining === 0) return false;
    }
    const versionId = assignment.currentVersionId ?? run.versionId;
    const order = { submissionId, assignmentId, teamId, versionId, reason, supersede: false };
    const { runId } = await enqueueLocked(client, order);
    await showRun(client, headOf(check), runId);
    return true;
  });
}

function headOf({ bindingId, headSha, pullRequest, branch }: Check) {
  return { bindingId, headSha, pullRequest, branch };
}
