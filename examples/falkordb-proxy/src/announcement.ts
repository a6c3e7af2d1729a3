import type { DeskToken } from './access/token-desk.js';
import type { AuthWay } from './settings/access-settings.js';

/** What a person is told once the proxy listens. */
export interface AnnouncementFacts {
  /** Base URL of the proxy, as clients reach it. */
  readonly url: string;
  readonly backendUrl: string;
  /** Folder of the graphs, when they are on this machine. */
  readonly dataDir?: string;
  /** Present when clients must be given what they send. */
  readonly sends?: Sent;
  /** Present when clients send people to sign in here. */
  readonly signIns?: SignIns;
}

/** What every client sends, and a word that stands for it in commands. */
export interface Sent {
  readonly placeholder: string;
  /** Where to find it. */
  readonly what: string;
}

/** What clients must be given to be let in these ways; nothing where they can find out by themselves. */
export function sentFor(ways: readonly AuthWay[]): Sent | undefined {
  if (ways.length === 0 || ways.includes('oauth')) return undefined;
  const keys = ways.includes('api-key');
  if (!ways.includes('jwt')) return { placeholder: 'YOUR-KEY', what: 'one of the keys' };
  return { placeholder: 'TOKEN', what: `an access token of JWT_ISSUER${keys ? ', or one of the keys' : ''}` };
}

/** For a first try: who can sign in. */
export interface SignIns {
  readonly users: readonly { readonly name: string; readonly tenant?: string; readonly password: string }[];
  /** An access token of the first user; undefined when nobody was made up. */
  readonly token: DeskToken | undefined;
}

/**
 * Everything needed to connect, ready to paste. What the configuration holds of secrets is never printed; what was made
 * up for a first try is, once, since nobody could know it otherwise.
 */
export function announcement(facts: AnnouncementFacts): string {
  const { url, sends, signIns } = facts;
  const given = sends?.placeholder;
  return `
FalkorDB for MCP clients is ready.

  Streamable HTTP   ${url}/mcp
  SSE               ${url}/sse/
  Health            ${url}/health
  Backend           ${facts.backendUrl}
${facts.dataDir === undefined ? '' : `  Graphs are kept   ${facts.dataDir}\n`}${signIns === undefined ? '' : describeSignIns(signIns)}${sends === undefined ? '' : describeSent(sends)}
Claude Desktop: Settings > Developer > Edit Config, then start it again.

${indent(claudeDesktop(`${url}/sse/`, 'sse-only', given))}

  The same over Streamable HTTP: ${JSON.stringify(bridge(`${url}/mcp`, 'http-only', given))}

Claude Code${signIns === undefined ? '' : ', then /mcp in it to sign in'}:

  claude mcp add --transport http falkordb ${url}/mcp${header(given)}

MCP Inspector, on the command line:

  npx -y @modelcontextprotocol/inspector --cli ${url}/mcp --transport http${header(given ?? signIns?.token?.accessToken)} --method tools/list

See it at work:   npm run try${sends === undefined ? '' : `  (with PROXY_API_KEY set to ${sends.what})`}
${signIns?.token === undefined ? '' : 'Without sign-in:  PROXY_AUTH=none npm start\n'}Stop:             Ctrl-C
`;
}

function header(token: string | undefined): string {
  return token === undefined ? '' : ` --header "Authorization: Bearer ${token}"`;
}

function describeSent({ placeholder, what }: Sent): string {
  return `\nClients send Authorization: Bearer ${placeholder}, which stands for ${what}.\n`;
}

function describeSignIns({ users, token }: SignIns): string {
  if (token === undefined) return '\nClients open a browser, in which people sign in and allow them to come in.\n';
  const lines = users.map(({ name, tenant, password }) => {
    const owner = tenant === undefined ? '' : `tenant ${tenant.padEnd(9)}`;
    return `  ${name.padEnd(8)}${owner}password ${password}`;
  });
  const apart = users.some(({ tenant }) => tenant !== undefined) ? ' Each tenant has graphs of its own.' : '';
  return `
Sign in, in the browser that your client opens, as one of these.${apart}

${lines.join('\n')}

  The passwords are new at every start; clients stay signed in.

Without a browser: a token of ${users[0]?.name}, good for ${Math.floor(token.expiresIn / 60)} minutes.

  ${token.accessToken}

  A fresh one: npm run token, or npm run token -- ${users.at(-1)?.name}
`;
}

function claudeDesktop(url: string, transport: string, given: string | undefined): string {
  const env = given === undefined ? {} : { env: { AUTHORIZATION: `Bearer ${given}` } };
  const falkordb = { command: 'npx', args: bridge(url, transport, given), ...env };
  return JSON.stringify({ mcpServers: { falkordb } }, undefined, 2);
}

/** The header's value is in a variable, since some hosts break arguments at blanks. */
function bridge(url: string, transport: string, given: string | undefined): string[] {
  const header = given === undefined ? [] : ['--header', `Authorization:\${AUTHORIZATION}`];
  return ['-y', 'mcp-remote', url, '--transport', transport, ...header];
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}
