/** A path template of a document, taken apart. */
export interface PathPieces {
  /** Text, percent-encoded where needed, or the name of a parameter. */
  readonly pieces: readonly (string | { readonly parameter: string })[];
  /** A fixed query that stands in the path. */
  readonly query: Readonly<Record<string, string>>;
  /** Parameters written `{+name}` or `{name*}`, which may hold several segments. */
  readonly several: readonly string[];
  /** Names in the path's query that take a parameter, which some call a path parameter: `?term={term}`. */
  readonly queryParameters: ReadonlyMap<string, string>;
}

const ENCODED = /[^A-Za-z0-9\-._~!$&'()*+,;=:@/%]|%(?![0-9A-Fa-f]{2})/gu;

function encodeLiteral(text: string): string {
  return text.replace(/\p{Cs}/gu, '\ufffd').replace(ENCODED, (character) => encodeURIComponent(character));
}

/** `{+name}` and `{name*}` (RFC 6570) name the parameter `name`. */
function parameterName(text: string): string {
  return text.replace(/^\+/, '').replace(/\*$/, '').trim();
}

/** Reads a path of a document. A fragment is dropped: it is never sent, only tells operations apart. */
export function readPathPieces(path: string): PathPieces {
  const [withoutFragment = ''] = path.replace(/\{[?&][^{}]*\}/g, '').split('#');
  const [before = '', ...rest] = withoutFragment.split('?');
  const template = before.startsWith('/') ? before : `/${before}`;
  const pieces = template
    .split(/(\{[^{}]*\})/)
    .filter((piece) => piece !== '')
    .map((piece) =>
      /^\{[^{}]*\}$/.test(piece) ? { parameter: parameterName(piece.slice(1, -1)) } : encodeLiteral(piece),
    );
  const pairs = [...new URLSearchParams(rest.join('?'))].filter(([name]) => name !== '__proto__');
  const queryParameters = pairs.flatMap(([name, value]): [string, string][] => {
    const [, parameter] = /^\{([^{}]+)\}$/.exec(value) ?? [];
    return parameter === undefined ? [] : [[parameter, name]];
  });
  const several = [...template.matchAll(/\{(?:\+([^{}]*?)\*?|([^{}]*?)\*)\}/g)].map(
    ([, plus, star]) => plus ?? star ?? '',
  );
  const query = Object.fromEntries(pairs.filter(([name, value]) => !/[{}]/.test(name + value)));
  return { pieces, query, several, queryParameters: new Map(queryParameters) };
}
