/**
 * Runs that a submission is shown with, as a condition on `run`: those of a regrade only when it was applied, and not where
 * the team was left out of it. Until then they are its preview. Those of the class matrix fill its cells alone.
 */
export const isTold = `run.reason <> 'matrix' AND (run.regrade_batch_id IS NULL
  OR EXISTS (SELECT FROM score WHERE score.run_id = run.id AND score.standing IN ('current', 'superseded')))`;
