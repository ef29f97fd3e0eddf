/** What a model may put around a text, or mark it with. */
const QUOTES = [
  /^"([^"]*)"$/,
  /^'([^']*)'$/,
  /^`([^`]*)`$/,
  /^“([^”]*)”$/,
  /^„([^“”]*)[“”]$/,
  /^«([^»]*)»$/,
  /^「([^」]*)」$/,
];
/** Controls that change how the text around them is shown are of no use in a text that is read aloud. */
const BIDI_CONTROLS = /[\u202a-\u202e\u2066-\u2069]/g;

/** The alternative text in a model's answer: one line, without quotes around it; empty for `alt=""`. */
export function altIn(answer: string): string {
  const line = answer
    .replace(BIDI_CONTROLS, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  const text = line.replace(/^alt(?:(?:ernative)?[- ]text\s*:|\s*=)\s*/i, '');
  const quoted = QUOTES.map((quotes) => quotes.exec(text)?.[1]).find((inner) => inner !== undefined);
  return (quoted ?? text).trim();
}
