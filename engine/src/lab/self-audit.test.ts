import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cleanLink } from '@gradewire/core';
import type { LinkReport } from './link.ts';
import { auditReport, LinkOutOfBudget } from './self-audit.ts';

const late: LinkReport = {
  capture: Buffer.alloc(0),
  framesForwarded: 9000,
  framesDropped: 0,
  framesNotCaptured: 0,
  version: '',
  realised: { lagMs: { p50: 1, p99: 60, max: 90 }, overrun: 0, directions: null, rules: [] },
};
const audit = (report: LinkReport, stolen = 0) =>
  auditReport({ link: cleanLink, lagBudgetMs: 25 }, report, 4000, stolen);

test('a late link is no result, and what the host took is named', () => {
  assert.throws(() => audit(late), LinkOutOfBudget);
  assert.throws(() => audit(late, 0.2), /60\.0 ms late .* \(20 % of processor time/);
});

test('a program that fills the capture in a part of the trial has made the link late itself', () => {
  audit({ ...late, framesNotCaptured: 1 });
  audit({ ...late, framesNotCaptured: 1, realised: { ...late.realised, overrun: 7 } });
});
