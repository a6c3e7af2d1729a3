import type { EndpointReply } from '../backend/exchange.js';
import type { Mismatch } from '../endpoints/json-schema/validator.js';
import { isPlainObject } from '../endpoints/schema.js';
import type { PlannedOutput } from './tool-plan.js';

/** A reply as structured content, with what in it does not fit the published output schema. */
export interface StructuredContent {
  readonly value: Readonly<Record<string, unknown>>;
  readonly mismatches: readonly Mismatch[];
}

/** Puts replies into the shape of the published output schema, and checks results against it. */
export interface OutputShaper {
  shape(reply: EndpointReply): StructuredContent;
  check(value: unknown): readonly Mismatch[];
}

function misplaced(body: unknown, wrapped: boolean): string | undefined {
  if (body === undefined || body instanceof Uint8Array) return 'the answer holds no JSON';
  return wrapped || isPlainObject(body) ? undefined : 'the answer must be an object';
}

/** How the replies of one tool get the shape of its published output schema. */
export function createOutputShaper({ wrapped, validate }: PlannedOutput): OutputShaper {
  return {
    shape({ body }) {
      const message = misplaced(body, wrapped);
      const hasJson = body !== undefined && !(body instanceof Uint8Array);
      const value = !wrapped && isPlainObject(body) ? body : hasJson ? { result: body } : {};
      return { value, mismatches: message === undefined ? validate(value) : [{ path: [], message }] };
    },
    check: validate,
  };
}
