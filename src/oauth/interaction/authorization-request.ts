import { isLoopbackHost } from '../../http/loopback.js';
import { cleanText } from '../pages/clean-text.js';

/** What our pages need of a client of `oidc-provider`. */
export interface RequestingClient {
  readonly clientId: string;
  readonly clientName?: string | undefined;
  readonly redirectUris?: readonly string[] | undefined;
}

/** An authorization request in words that are safe to show. */
export interface DescribedRequest {
  readonly clientName: string;
  /** The host that vouches for the name, when there is one: that of a client id metadata document. */
  readonly clientHost: string | undefined;
  readonly destination: string;
  readonly scopes: readonly string[];
  readonly warning: string | undefined;
}

type Parameters = Readonly<Record<string, unknown>>;

/** The text of a parameter. */
export function parameter(parameters: Parameters, name: string): string | undefined {
  const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** The scopes asked for, each once, in the order asked. */
export function requestedScopes(parameters: Parameters): readonly string[] {
  return [...new Set((parameter(parameters, 'scope') ?? '').split(' ').filter((scope) => scope !== ''))];
}

function parse(uri: string | undefined): URL | undefined {
  return uri !== undefined && URL.canParse(uri) ? new URL(uri) : undefined;
}

function isLoopback(url: URL | undefined): boolean {
  return url?.protocol === 'http:' && isLoopbackHost(url.hostname);
}

function destinationOf(url: URL | undefined): string {
  if (url === undefined) return 'an unknown address';
  if (isLoopback(url)) return `a program on this device (${url.host})`;
  if (url.protocol === 'https:' || url.protocol === 'http:') return cleanText(url.host, 120);
  return `the program on this device that opens ${cleanText(url.protocol, 40)} links`;
}

function warningOf(client: RequestingClient, target: URL | undefined): string | undefined {
  const all = (client.redirectUris ?? []).map(parse);
  if (isLoopback(target) && all.every(isLoopback)) {
    return 'The answer goes to a program on this device, and any program here could use this name. Continue only if you have just started the connection yourself.';
  }
  if (target !== undefined && !/^https?:$/.test(target.protocol)) {
    return 'The answer goes to whichever program on this device opens such links. Continue only if you have just started the connection yourself.';
  }
  return undefined;
}

function hostOf(clientId: string): string | undefined {
  const url = clientId.startsWith('https://') ? parse(clientId) : undefined;
  return url === undefined ? undefined : cleanText(url.host, 120);
}

/** Puts a request into words. Hosts are shown as they are looked up (punycode), so that no other letter looks alike. */
export function describeRequest(client: RequestingClient, parameters: Parameters): DescribedRequest {
  const target = parse(parameter(parameters, 'redirect_uri'));
  const name = cleanText(client.clientName ?? '');
  return {
    clientName: name === '' ? 'an application without a name' : name,
    clientHost: hostOf(client.clientId),
    destination: destinationOf(target),
    scopes: requestedScopes(parameters),
    warning: warningOf(client, target),
  };
}
