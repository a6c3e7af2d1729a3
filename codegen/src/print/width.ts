/** Columns of a line, as in the formatters' settings of this project. */
export const LINE_WIDTH = 120;
/** Scripts and signs that take two columns of a terminal, as formatters count them (Unicode, UAX #11, roughly). */
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u;
const NO_WIDTH = /\p{M}/u;
// Plain ASCII is by far the most common text, and needs no look at single characters.
const ASCII = /^[\x20-\x7e]*$/;

/** Columns that `text` takes on one line. */
export function widthOf(text: string): number {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += NO_WIDTH.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return width;
}
