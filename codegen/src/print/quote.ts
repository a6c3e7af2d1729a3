/** Everything that is not seen, or not seen as what it is: controls, marks of direction, spaces but the plain one. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]|(?! )\p{Zs}/gu;
const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\b': '\\b', '\f': '\\f' };
/** ASCII with nothing to escape: most texts by far. */
const PLAIN = /^[ !#%&(-[\]-~]*$/;
/** Letters that every parser takes for letters, whichever version of Unicode it was made from. */
const IDENTIFIER =
  /^(?!\d)[$\w\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u0400-\u0481\u048a-\u052f\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fa5\uac00-\ud7a3]+$/;

function escapeUnseen(character: string): string {
  const short = SHORT[character];
  if (short !== undefined) return short;
  const code = (character.codePointAt(0) ?? 0).toString(16);
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`;
}

function count(text: string, character: string): number {
  let found = 0;
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) found += 1;
  return found;
}

/**
 * A string literal with this very value, on one line. Single quotes, or double quotes where that needs fewer escapes;
 * nothing in it is invisible, so that what a reader sees is what it says, and nothing looks like the placeholder of a
 * template.
 */
export function quote(text: string): string {
  if (PLAIN.test(text)) return `'${text}'`;
  const mark = count(text, "'") > count(text, '"') ? '"' : "'";
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll(mark, `\\${mark}`)
    .replace(UNSEEN, escapeUnseen)
    .replaceAll('${', '\\u0024{');
  return `${mark}${escaped}${mark}`;
}

/** A property name as it stands in a type. */
export function propertyName(name: string): string {
  return IDENTIFIER.test(name) ? name : quote(name);
}

/** A property name in an object literal; `__proto__` is computed, since any other spelling would set the prototype. */
export function propertyKey(name: string): string {
  return name === '__proto__' ? "['__proto__']" : propertyName(name);
}
