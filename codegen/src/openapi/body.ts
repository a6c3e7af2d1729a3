import type { Context } from './context.js';
import { type JsonObject, member, objectMember, pointerTo, textMember } from './json.js';
import { type BodyForm, type MediaType, rankMediaTypes, schemaOf, wireType } from './media-types.js';
import type { Draft } from './schema/draft.js';
import { cleanText, shorten } from './text.js';

/** The request body of an operation, read; still one schema. */
export interface Body {
  readonly pointer: string;
  readonly form: BodyForm;
  readonly contentType: string;
  readonly schema: Draft;
  readonly description?: string;
  /** As the document says, if it does: `false` is the default, which few authors mean. */
  readonly required: boolean | undefined;
  /** How properties of a form are written, by property. */
  readonly encoding: JsonObject;
}

function readSchema(context: Context, media: MediaType): Draft {
  if (media.form === 'bytes' || media.form === 'text') {
    const bytes = {
      contentEncoding: 'base64',
      contentMediaType: wireType(media),
      description: 'The content, in base64.',
    };
    return media.form === 'bytes'
      ? { type: 'string', ...bytes }
      : { type: 'string', description: `Text of type ${wireType(media)}.` };
  }
  const { raw, pointer } = schemaOf(media);
  return raw === undefined ? {} : context.schemas.convert(raw, pointer, 'request');
}

/** A `text/…` body that is really a structure has to be written out by the model. */
function noteText(context: Context, media: MediaType): void {
  const schema = member(media.media, 'schema');
  if (media.form !== 'text' || !(member(schema, 'properties') || member(schema, '$ref') || media.type.includes('xml')))
    return;
  const message = `The body is ${media.type}; the tool takes it as one text.`;
  context.notes.warn('body-as-text', media.pointer, message, 'Offer application/json as well.');
}

/** The request body of an operation in the content type that suits a tool best. */
export function readBody(context: Context, operation: JsonObject, pointer: string): Body | undefined {
  const given = member(operation, 'requestBody');
  if (given === undefined) return undefined;
  const located = context.references.follow(given, pointerTo(pointer, 'requestBody'));
  if (!located) return undefined;
  const [best] = rankMediaTypes(member(located.value, 'content'), pointerTo(located.pointer, 'content'));
  if (!best) return undefined;
  if (best.form === 'multipart' && !['multipart/form-data', 'multipart/*'].includes(best.type)) {
    context.notes.warn(
      'unsupported-media-type',
      best.pointer,
      `${best.type} is sent as multipart/form-data.`,
      'Check it.',
    );
  }
  noteText(context, best);
  const required = member(located.value, 'required');
  const text = textMember(located.value, 'description');
  const description = text === undefined ? '' : shorten(cleanText(text), 600);
  return {
    pointer: best.pointer,
    form: best.form,
    contentType: wireType(best),
    schema: readSchema(context, best),
    ...(description === '' ? {} : { description }),
    required: typeof required === 'boolean' ? required : undefined,
    encoding: objectMember(best.media, 'encoding') ?? {},
  };
}
