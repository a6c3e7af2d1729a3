import type { ImportedScheme } from './imported-map.js';
import {
  defined,
  entriesOf,
  isObject,
  type JsonObject,
  listMember,
  member,
  objectMember,
  pointerTo,
  textMember,
} from './json.js';
import type { NoteBook } from './note-book.js';
import type { References } from './references.js';
import { cleanText, shorten } from './text.js';

const SCHEMES = '#/components/securitySchemes';

type Kind<Scheme = ImportedScheme> = Scheme extends ImportedScheme ? Omit<Scheme, 'name' | 'description'> : never;

function readApiKey(scheme: JsonObject): Kind {
  const place = member(scheme, 'in');
  const parameter = textMember(scheme, 'name');
  if (parameter === undefined || (place !== 'header' && place !== 'query' && place !== 'cookie')) {
    return { kind: 'other', detail: 'an API key without its place' };
  }
  return { kind: 'apiKey', in: place, parameter };
}

function readHttp(scheme: JsonObject): Kind {
  const name = (textMember(scheme, 'scheme') ?? '').toLowerCase();
  if (name === 'bearer' || name === 'basic') return { kind: name };
  return { kind: 'other', detail: `HTTP authentication "${name.slice(0, 60)}"` };
}

function readScopes(scheme: JsonObject): Record<string, string> {
  const flows = entriesOf(member(scheme, 'flows')).flatMap(([, flow]) => entriesOf(member(flow, 'scopes')));
  return Object.fromEntries(
    flows
      .filter(([name]) => name !== '__proto__')
      .map(([name, text]) => [name, typeof text === 'string' ? shorten(cleanText(text), 200) : '']),
  );
}

function readKind(scheme: JsonObject): Kind {
  const type = textMember(scheme, 'type') ?? '';
  if (type === 'apiKey') return readApiKey(scheme);
  if (type === 'http') return readHttp(scheme);
  if (type === 'basic') return { kind: 'basic' };
  if (type === 'oauth2') return { kind: 'oauth2', scopes: readScopes(scheme) };
  if (type === 'openIdConnect') return { kind: 'openIdConnect', url: textMember(scheme, 'openIdConnectUrl') ?? '' };
  return { kind: 'other', detail: type === '' ? 'no type is given' : type.slice(0, 60) };
}

/** The security schemes of a document, by name in document order. */
export function readSchemes(document: JsonObject, references: References, notes: NoteBook): ImportedScheme[] {
  const given = objectMember(objectMember(document, 'components'), 'securitySchemes');
  return entriesOf(given).flatMap(([name, raw]): ImportedScheme[] => {
    const pointer = pointerTo(SCHEMES, name);
    const scheme = references.follow(raw, pointer)?.value;
    if (!scheme || name === '__proto__') return [];
    const kind = readKind(scheme);
    if (kind.kind === 'other') {
      const fix = 'Write a credential for it by hand.';
      notes.warn('unsupported-security', pointer, `There is no credential for ${kind.detail}.`, fix);
    }
    const text = textMember(scheme, 'description');
    const description = text === undefined ? undefined : shorten(cleanText(text), 600) || undefined;
    return [defined({ name, description, ...kind }) as ImportedScheme];
  });
}

/** The alternatives of an operation: its own, or the document's. */
export function readSecurity(
  document: JsonObject,
  operation: JsonObject,
  pointer: string,
  schemes: ReadonlySet<string>,
  notes: NoteBook,
): readonly (readonly string[])[] {
  const owner = member(operation, 'security') === undefined ? document : operation;
  return listMember(owner, 'security')
    .filter(isObject)
    .map((alternative) => {
      const names = Object.keys(alternative);
      const unknown = names.filter((name) => !schemes.has(name));
      if (unknown.length > 0) {
        const at = owner === document ? '#/security' : pointerTo(pointer, 'security');
        const fix = 'Add it to components.securitySchemes.';
        notes.warn('unknown-security', at, `The security scheme ${JSON.stringify(unknown[0])} is not defined.`, fix);
      }
      return names;
    });
}

/** OAuth scopes of an operation's first alternative that has any. */
export function readScopesNeeded(document: JsonObject, operation: JsonObject): string[] {
  const owner = member(operation, 'security') === undefined ? document : operation;
  const alternatives = listMember(owner, 'security').map((alternative) =>
    entriesOf(alternative)
      .flatMap(([, scopes]) => (Array.isArray(scopes) ? scopes : []))
      .filter((scope): scope is string => typeof scope === 'string' && scope !== ''),
  );
  return [...new Set(alternatives.find((scopes) => scopes.length > 0) ?? [])];
}
