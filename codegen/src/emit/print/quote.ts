/** Everything that is not seen, or not seen as what it is: controls, marks of direction, spaces but the plain one. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]|(?! )\p{Zs}/gu;
const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\b': '\\b', '\f': '\\f' };

function escapeUnseen(character: string): string {
  const short = SHORT[character];
  if (short !== undefined) return short;
  const code = (character.codePointAt(0) ?? 0).toString(16);
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`;
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}

/** A string literal: single quotes, or double quotes where that needs fewer escapes. All on one line, all visible; nothing that
 * looks like the placeholder of a template. */
export function quote(text: string): string {
  const mark = count(text, "'") > count(text, '"') ? '"' : "'";
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll(mark, `\\${mark}`)
    .replace(UNSEEN, escapeUnseen)
    .replaceAll('${', '\\u0024{');
  return `${mark}${escaped}${mark}`;
}

/** A property name as it stands in a type or an object literal; `__proto__` is for the caller to handle. */
export function propertyName(name: string): string {
  return /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name) ? name : quote(name);
}
