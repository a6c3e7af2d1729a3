import type { Problem } from '../../errors.js';
import { type ClientMetadata, isRefusal, type MetadataRules, readClientMetadata } from './client-metadata.js';

/** An application that is known from the configuration. */
export interface OAuthClient {
  readonly clientId: string;
  /** For applications that can keep one: at least 32 characters. Default: a public client. */
  readonly clientSecret?: string;
  readonly redirectUris: readonly string[];
  /** Shown to people. */
  readonly name?: string;
  /** The most it can ask for. Default: everything. */
  readonly scopes?: readonly string[];
}

const MIN_SECRET = 32;

function checkSecret(place: string, secret: string | undefined): Problem[] {
  if (secret === undefined || secret.length >= MIN_SECRET) return [];
  const fix = 'Make one with: openssl rand -base64 48';
  return [{ place: `${place}.clientSecret`, message: `it has fewer than ${MIN_SECRET} characters.`, fix }];
}

function toMetadata(client: OAuthClient, rules: MetadataRules): ClientMetadata | string {
  const read = readClientMetadata(
    {
      redirect_uris: client.redirectUris,
      token_endpoint_auth_method: client.clientSecret === undefined ? 'none' : 'client_secret_basic',
      ...(client.name === undefined ? {} : { client_name: client.name }),
      ...(client.scopes === undefined ? {} : { scope: client.scopes.join(' ') }),
    },
    rules,
  );
  if (isRefusal(read)) return read.description;
  const secret = client.clientSecret === undefined ? {} : { client_secret: client.clientSecret };
  return { ...read, client_id: client.clientId, ...secret };
}

function checkClient(client: OAuthClient, index: number, all: readonly OAuthClient[], rules: MetadataRules): Problem[] {
  const place = `oauthServer.clients[${index}]`;
  const read = toMetadata(client, rules);
  const twice = all.findIndex(({ clientId }) => clientId === client.clientId) !== index;
  const named = typeof client.clientId === 'string' && /^[\x21-\x7e]+$/.test(client.clientId);
  return [
    ...(named ? [] : [{ place: `${place}.clientId`, message: 'it must be visible ASCII.' }]),
    ...(twice ? [{ place: `${place}.clientId`, message: 'it is used twice.', fix: 'Give every client its own.' }] : []),
    ...(typeof read === 'string' ? [{ place, message: read }] : []),
    ...checkSecret(place, client.clientSecret),
  ];
}

/** What is wrong with the configured clients. */
export function checkStaticClients(clients: readonly OAuthClient[], rules: MetadataRules): readonly Problem[] {
  return clients.flatMap((client, index) => checkClient(client, index, clients, rules));
}

/** Configured clients, which `checkStaticClients` has found no fault with, in the words of RFC 7591. */
export function staticClients(clients: readonly OAuthClient[], rules: MetadataRules): readonly ClientMetadata[] {
  return clients.map((client) => toMetadata(client, rules)).filter((metadata) => typeof metadata !== 'string');
}
