const SHORT: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
/** What a reader would not see, or would see where it is not: control, direction and format characters, odd spaces. */
const UNSEEN = /[\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]|(?! )\p{Zs}/gu;
/** Letters that every parser takes for letters, whichever version of Unicode it was made from. */
const IDENTIFIER =
  /^(?!\d)[$\w\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u0400-\u0481\u048a-\u052f\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fa5\uac00-\ud7a3]+$/;

function escaped(character: string): string {
  const short = SHORT[character];
  if (short !== undefined) return short;
  const code = character.codePointAt(0) ?? 0;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

function count(text: string, character: string): number {
  let found = 0;
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) found += 1;
  return found;
}

/**
 * A string literal with this very value, on one line. Single quotes, unless double ones need fewer escapes; nothing in
 * it is invisible, so that what a reader sees is what it says.
 */
export function stringLiteral(value: string): string {
  const quote = count(value, "'") > count(value, '"') ? '"' : "'";
  return `${quote}${value.replace(UNSEEN, escaped).replaceAll(quote, `\\${quote}`)}${quote}`;
}

/** A property name; `__proto__` is computed, since any other spelling would set the prototype. */
export function propertyKey(name: string): string {
  if (name === '__proto__') return "['__proto__']";
  return IDENTIFIER.test(name) ? name : stringLiteral(name);
}
