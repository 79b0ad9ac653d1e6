/** The steps of an attempt, in their order, each told when it is done. A worker may die between any two of them. */
export const steps = ['claimed', 'laid-out', 'graded', 'stored', 'committed'] as const;
export type Step = (typeof steps)[number];
export type OnStep = (step: Step) => void;
