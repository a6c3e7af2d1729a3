const BLOCKS =
  /<\/?(?:p|div|br|ul|ol|tr|table|thead|tbody|h[1-6]|pre|blockquote|section|hr|dl|dt|dd)(?:\s[^<>]*)?\/?>/gi;
const ITEMS = /<li(?:\s[^<>]*)?>/gi;
const CODE = /<\/?(?:code|tt|kbd|samp)(?:\s[^<>]*)?>/gi;
const INLINE =
  /<\/?(?:a|b|i|u|em|strong|span|small|sub|sup|font|img|li|td|th|center|var|cite|abbr|s|del|ins|mark)(?:\s[^<>]*)?\/?>/gi;
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  '#39': "'",
};
/** Text that nobody sees but a model reads: control characters, direction marks, zero-width and tag characters. */
const UNSEEN = /(?![\n\t])\p{Cc}|[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]|[\u{e0000}-\u{e007f}]/gu;

function withoutHtml(text: string): string {
  if (!text.includes('<') && !text.includes('&')) return text;
  return text
    .replace(BLOCKS, '\n')
    .replace(ITEMS, '\n- ')
    .replace(CODE, '`')
    .replace(INLINE, '')
    .replace(/&(amp|lt|gt|quot|apos|nbsp|#39);/g, (_, name: string) => ENTITIES[name] ?? ' ');
}

/** Text of a specification as plain Markdown: HTML off, nothing invisible, white space in order. */
export function cleanText(text: string): string {
  return withoutHtml(text.replace(/\r\n?/g, '\n').replace(/\p{Cs}/gu, '\ufffd'))
    .replace(UNSEEN, '')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** Ends at a sentence, else at a word, within `max` characters. */
export function shorten(text: string, max: number): string {
  if (text.length <= max) return text;
  const head = text.slice(0, max - 1).replace(/\p{Cs}$/u, '');
  const sentence = Math.max(head.lastIndexOf('. '), head.lastIndexOf('.\n'), head.lastIndexOf('\n\n'));
  if (sentence > max / 2) return head.slice(0, sentence + 1).trimEnd();
  const word = head.lastIndexOf(' ');
  return `${head.slice(0, word > max / 2 ? word : head.length).trimEnd()}…`;
}

/** A summary and a description as one text; what is said twice is said once. */
export function joinText(summary: string, description: string): string {
  if (summary === '' || description.toLowerCase().startsWith(summary.toLowerCase().replace(/\.$/, ''))) {
    return description === '' ? summary : description;
  }
  if (description === '') return summary;
  return `${/[.!?:]$/.test(summary) ? summary : `${summary}.`}\n\n${description}`;
}

/** `text` with one more sentence. */
export function addSentence(text: string | undefined, sentence: string): string {
  if (text === undefined || text === '') return sentence;
  return `${/[.!?:]$/.test(text) ? text : `${text}.`} ${sentence}`;
}
