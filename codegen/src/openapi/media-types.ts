import { isObject, type JsonObject, member, pointerTo } from './json.js';

/** How a body is written. */
export type BodyForm = 'json' | 'urlencoded' | 'multipart' | 'bytes' | 'text';

/** One entry of `content`. */
export interface MediaType {
  /** Without parameters, lower-case. */
  readonly type: string;
  readonly form: BodyForm;
  readonly media: JsonObject;
  readonly pointer: string;
}

const PREFERENCE: readonly BodyForm[] = ['json', 'urlencoded', 'multipart', 'bytes', 'text'];
const MEDIA_TYPE = /^[A-Za-z0-9!#$&^_.+*-]+\/[A-Za-z0-9!#$&^_.+*-]+$/;

function formOf(type: string): BodyForm {
  if (type === '*/*' || type === 'application/*' || type === 'text/json' || /^application\/([^+]*\+)?json$/.test(type))
    return 'json';
  if (type.endsWith('+json')) return 'json';
  if (type === 'application/x-www-form-urlencoded') return 'urlencoded';
  if (type.startsWith('multipart/')) return 'multipart';
  const isBytes = /^(?:application\/(?:octet-stream|pdf|zip|gzip|x-[a-z-]+|vnd\..*)|(?:image|audio|video|font)\/)/.test(
    type,
  );
  return isBytes && !/\+xml$|xml$/.test(type) ? 'bytes' : 'text';
}

function rank({ type, form }: MediaType): number {
  const exact = type === 'application/json' ? 0 : type.includes('*') ? 0.8 : 0.5;
  return PREFERENCE.indexOf(form) + (form === 'json' ? exact : type === 'text/plain' ? 0.1 : 0.5);
}

/** The entries of `content`, the one that suits a tool best first. */
export function rankMediaTypes(content: unknown, pointer: string): readonly MediaType[] {
  if (!isObject(content)) return [];
  const list = Object.entries(content).flatMap(([name, media]): MediaType[] => {
    const type = (name.split(';', 1)[0] ?? '').trim().toLowerCase();
    if (!MEDIA_TYPE.test(type)) return [];
    return [{ type, form: formOf(type), media: isObject(media) ? media : {}, pointer: pointerTo(pointer, name) }];
  });
  return list.sort((left, right) => rank(left) - rank(right) || (left.type < right.type ? -1 : 1));
}

/** Type to put on the wire; ranges become their plainest member. */
export function wireType({ type, form }: MediaType): string {
  if (form === 'json') return type.endsWith('+json') && !type.includes('*') ? type : 'application/json';
  if (form === 'multipart') return 'multipart/form-data';
  if (!type.includes('*')) return type;
  return form === 'bytes' ? 'application/octet-stream' : 'text/plain';
}

/** The schema of an entry and its place. */
export function schemaOf({ media, pointer }: MediaType): { raw: unknown; pointer: string } {
  return { raw: member(media, 'schema'), pointer: pointerTo(pointer, 'schema') };
}
