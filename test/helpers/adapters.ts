import type { LookupFunction } from 'node:net';
import got, { type OptionsInit } from 'got';
import type { BackendClientFactory } from '../../src/backend/client.js';
import { gotClient } from '../../src/backend/got-client.js';
import { undiciClient } from '../../src/backend/undici-client.js';

export interface AdapterSetup {
  readonly ca?: string;
  readonly lookup?: LookupFunction;
}

/** Every HTTP library behind the seam; each contract test runs over all of them. */
export const adapters: readonly {
  readonly name: string;
  readonly create: (setup?: AdapterSetup) => BackendClientFactory;
}[] = [
  {
    name: 'undici',
    create: ({ ca, lookup } = {}) =>
      undiciClient({ ...(ca === undefined ? {} : { tls: { ca } }), ...(lookup === undefined ? {} : { lookup }) }),
  },
  {
    name: 'got',
    create: ({ ca, lookup } = {}) =>
      gotClient(
        got.extend({
          ...(ca === undefined ? {} : { https: { certificateAuthority: ca } }),
          ...(lookup === undefined ? {} : { dnsLookup: lookup as NonNullable<OptionsInit['dnsLookup']> }),
        }),
      ),
  },
];
