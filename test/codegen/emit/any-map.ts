import fc from 'fast-check';
import type { EndpointMap } from 'mcp-rest-proxy';
import { anyEndpoint } from './any-endpoint.js';

/** Any name but the one that the library refuses; arbitraries of text like to come up with it. */
const toolName = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9_-]{1,20}$/).filter((name) => name !== '__proto__'),
  fc.constantFrom(
    'con',
    'NUL',
    'index',
    'Shared',
    'schemas',
    'class',
    'get_a',
    'getA',
    'get-a',
    'GET_A',
    'tools',
    'constructor',
    'hasOwnProperty',
    '1st',
    '__',
  ),
);

/** Endpoint maps of data, valid as they are. */
export const anyMap: fc.Arbitrary<EndpointMap> = fc
  .uniqueArray(fc.tuple(toolName, anyEndpoint), { minLength: 1, maxLength: 3, selector: ([name]) => name })
  .map((entries) => Object.fromEntries(entries));
