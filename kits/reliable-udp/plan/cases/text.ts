/** Of 60 packets of the student's own. */
export const text = { content: 'text', size: { packets: 60 } } as const;
