import type { Case, Discovery, Kit, Observations, Trial } from '@gradewire/core';
import { BadUsage } from '../option-values.ts';

/**
 * The kit for the sake of one case: of the subjects only `subjects` (all, if none is given), and of the cases it and what
 * has to be seen before the kit plans it. Which ones these are no kit says: those that are most like it come first.
 */
export function oneCase(kit: Kit<unknown>, id: string, subjects: readonly string[]): Kit<unknown> {
  return {
    ...kit,
    discover: (tree, config) => onlyOf(kit.discover(tree, config), id, subjects),
    plan: (setup, observations) => towards(id, kit.plan(setup, observations), observations),
  };
}

/** Subjects that a case's id names, each between slashes or at its end. */
export function namedIn(id: string, subjects: readonly string[]): string[] {
  return subjects.filter((subject) => `${id}/`.includes(`/${subject}/`));
}

function onlyOf(discovery: Discovery, id: string, subjects: readonly string[]): Discovery {
  if (subjects.length === 0) return discovery;
  const there = new Set(discovery.subjects.map((one) => one.id));
  const absent = subjects.find((one) => !there.has(one));
  if (absent !== undefined) {
    const others = [...there].join(', ') || 'nothing';
    throw new BadUsage(
      `${id} needs ${absent}, which the folder has not (it has ${others}): name another with --folder`,
    );
  }
  const isNamed = ({ subject }: { readonly subject: string }) => subjects.includes(subject);
  return {
    ...discovery,
    subjects: discovery.subjects.filter((one) => subjects.includes(one.id)),
    programs: discovery.programs.filter(isNamed),
    missing: discovery.missing.filter(isNamed),
  };
}

/** What to run next, and what has been run: an observed trial is never taken back. */
function towards(id: string, cases: readonly Case[], observations: Observations): Case[] {
  const seen = (graded: Case, trial: Trial) => observations.get(graded.id)?.some((one) => one.trial === trial.name);
  const isOpen = (graded: Case) => graded.trials.some((trial) => !seen(graded, trial));
  const isKnown = cases.some((graded) => graded.id === id);
  const open = isKnown ? [] : cases.filter(isOpen);
  const most = Math.max(...open.map((graded) => likeness(graded.id, id)));
  return cases.flatMap((graded) => {
    if (graded.id === id || (open.includes(graded) && likeness(graded.id, id) === most)) return [graded];
    const trials = graded.trials.filter((trial) => seen(graded, trial));
    return trials.length > 0 ? [{ ...graded, trials }] : [];
  });
}

/** How many parts of one id are in the other. */
function likeness(one: string, other: string): number {
  const parts = new Set(other.split('/'));
  return new Set(one.split('/').filter((part) => parts.has(part))).size;
}
