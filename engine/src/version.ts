/** Gradewire's version, as results carry it. */
export const version = '0.1.0';
