import { styleText } from 'node:util';

export type Style = Parameters<typeof styleText>[0];
/** No style leaves text as it is. */
export type Paint = (style: Style | null, text: string) => string;

/** What colours text, or leaves it alone. The caller has decided; the stream is not asked again. */
export const painter =
  (colour: boolean): Paint =>
  (style, text) =>
    colour && style !== null ? styleText(style, text, { validateStream: false }) : text;
